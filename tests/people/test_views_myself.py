"""Pages about oneself, through a browser without script."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.people.models import Person, SignInSession
from app.programmes.models import Edition
from tests.factories import make_person
from tests.people.browsing import SignIn, hrefs, person_of


class TestMyself:
    def test_profile(self, sign_in: SignIn, person: Person, session: Session) -> None:
        browser = sign_in(person)
        answer = browser.send("/me", name_zh="曾善", name_latin="Zeng Shan", sort_key="", locale="zh")
        assert answer.location == "/me"
        person = person_of(session, person.email)
        assert (person.name_zh, person.sort_key, person.locale) == ("曾善", "zeng shan", "zh")
        browser.send("/me", name_zh="曾善", name_latin="Zeng Shan", sort_key="ceng shan", locale="zh")
        assert person_of(session, person.email).sort_key == "ceng shan"

    def test_a_second_tab_is_told_of_both_versions(self, sign_in: SignIn, person: Person) -> None:
        browser = sign_in(person)
        fields = {"name_zh": "", "sort_key": "", "locale": "en"}
        opened = person.version
        browser.press("/me", name_latin="First", version=opened, **fields)
        answer = browser.press("/me", name_latin="Second", version=opened, **fields)
        assert answer.status_code == 409
        assert "First" in answer.text
        assert "Second" in answer.text

    def test_a_name_in_no_script(self, sign_in: SignIn, person: Person) -> None:
        answer = sign_in(person).send("/me", name_zh=" ", name_latin="", sort_key="", locale="en")
        assert answer.status_code == 422

    def test_an_unknown_language(self, sign_in: SignIn, person: Person) -> None:
        assert (
            sign_in(person).send("/me", name_zh="", name_latin="X", sort_key="", locale="fr").status_code
            == 422
        )

    def test_organisations(self, sign_in: SignIn, person: Person, session: Session) -> None:
        browser = sign_in(person)
        assert browser.send("/me/organisations", name_en="Firm", country_region="XX").status_code == 422
        assert browser.send("/me/organisations", name_en="Firm", country_region="").status_code == 422
        answer = browser.send("/me/organisations", name_zh="", name_en="Firm & Sons", country_region="SG")
        assert answer.location == "/me/organisations"
        assert "Firm &amp; Sons" in browser.get("/me/organisations").text
        assert [row.organisation.name_en for row in person_of(session, person.email).representations] == [
            "Firm & Sons"
        ]

    def test_sent_twice_registered_once(self, sign_in: SignIn, person: Person, session: Session) -> None:
        browser = sign_in(person)
        form = {"name_zh": "", "name_en": "Firm", "country_region": "SG", "_key": "k" * 32}
        for _ in range(2):
            assert browser.press("/me/organisations", **form).status_code == 303
        assert len(person_of(session, person.email).representations) == 1

    def test_browsers(self, sign_in: SignIn, person: Person, session: Session) -> None:
        here, there, stranger = sign_in(person), sign_in(person), sign_in(make_person())
        rows = session.scalars(
            sa.select(SignInSession).where(SignInSession.person_id == person.id).order_by(SignInSession.id)
        ).all()
        end = f"/me/sessions/{rows[1].public_id}/end"
        assert end in here.get("/me/sessions").text
        assert stranger.press(end).status_code == 404
        assert there.get("/me").status_code == 200
        assert here.press(end).location == "/me/sessions"
        assert there.get("/me").status_code == 303
        assert here.get("/me").status_code == 200

    def test_all_other_browsers(self, sign_in: SignIn, person: Person) -> None:
        here, there, elsewhere = (sign_in(person) for _ in range(3))
        here.press("/me/sessions/end-others")
        assert [browser.get("/me").status_code for browser in (here, there, elsewhere)] == [200, 303, 303]

    def test_consents(self, sign_in: SignIn, person: Person, edition: Edition, session: Session) -> None:
        browser, stranger = sign_in(person), sign_in(make_person())
        page = f"/me/consents/editions/{edition.public_id}"
        text = edition.rulebook.consents[0]
        answer = browser.send(f"{page}?next=/inbox", **{text.purpose: str(text.version)})
        assert answer.location == "/inbox"
        (withdraw,) = hrefs(browser.get("/me/consents").text, "/withdraw")
        assert stranger.press(withdraw).status_code == 404
        assert browser.press(withdraw).location == "/me/consents"
        assert browser.press(withdraw).status_code == 403
        assert hrefs(browser.get("/me/consents").text, "/withdraw") == []
