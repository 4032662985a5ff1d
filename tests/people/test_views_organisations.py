"""The pages of the register: registering, claiming, deciding, colleagues, corrections."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.outbox.models import Message
from app.outbox.render import letter
from app.people.models import Organisation, Person
from app.people.representations.models import Claim
from tests.factories import make_organisation, make_person
from tests.people.browsing import SignIn

MINE = "/me/organisations?lang=en"


def typed(**more: str) -> dict[str, str]:
    return {"name_zh": "", "country_region": "CN", "registration_code": "", **more}


def page_of(firm: Organisation, what: str = "") -> str:
    return f"/organisations/{firm.public_id}{what}?lang=en"


def test_a_known_name_leads_to_a_claim_and_an_officer_confirms_it(
    session: Session, sign_in: SignIn, person: Person, officer: Person
) -> None:
    firm = make_organisation(name_en="Nimbus Labs", name_zh="")
    browser = sign_in(person)
    asked = browser.send(MINE, **typed(name_en="NIMBUS labs"))
    assert asked.status_code == 422 and firm.public_id in asked.text and 'value="NIMBUS labs"' in asked.text
    chosen = browser.press(MINE, **typed(name_en="NIMBUS labs", organisation=firm.public_id))
    assert chosen.location == f"/organisations/{firm.public_id}/claim"
    assert browser.send(page_of(firm, "/claim"), statement="I lead it.").status_code == 303
    assert "Waits for confirmation" in browser.get(MINE).text
    assert browser.get(page_of(firm)).status_code == 404
    claim = session.scalars(sa.select(Claim)).one()
    boss = sign_in(officer)
    assert "waits for your answer" in boss.get("/desk?lang=en").text
    assert f"/claims/{claim.public_id}" in boss.get("/organisations").text
    assert browser.get(f"/claims/{claim.public_id}").status_code == 404
    answer = boss.send(f"/claims/{claim.public_id}", decision="confirm", keep_domain="y")
    assert answer.status_code == 303
    assert (
        browser.get(page_of(firm)).status_code == 200 and firm.mail_domain == person.email.partition("@")[2]
    )


def test_an_unproved_address_is_told_what_to_do_first(sign_in: SignIn, session: Session) -> None:
    browser = sign_in(make_person(verified_at=None))
    assert "Confirm your mail address first" in browser.get(MINE).text
    assert browser.press(MINE, **typed(name_en="Nimbus Labs")).status_code == 403


def test_a_refusal_needs_words_and_is_shown(
    session: Session, sign_in: SignIn, person: Person, officer: Person
) -> None:
    firm = make_organisation()
    sign_in(person).send(page_of(firm, "/claim"), statement="x")
    address = f"/claims/{session.scalars(sa.select(Claim.public_id)).one()}"
    boss = sign_in(officer)
    assert boss.send(address, decision="refuse", reason="").status_code == 422
    assert boss.send(address, decision="refuse", reason="Nobody there knows you.").status_code == 303
    assert "Nobody there knows you." in sign_in(person).get(MINE).text


def test_a_colleague_joins_by_the_link(session: Session, sign_in: SignIn) -> None:
    firm = make_organisation()
    host, colleague = make_person(acts_for=firm), make_person(email="new@firm.example", verified_at=None)
    assert sign_in(host).send(page_of(firm, "/colleagues"), email="New@firm.example").status_code == 303
    message = session.scalars(sa.select(Message).where(Message.address == "new@firm.example")).one()
    found = re.search(r"https?://[^/]+(/organisations/join/\S+)", letter(message).body)
    assert found is not None
    browser = sign_in(colleague)
    assert browser.send(found[1]).location == f"/organisations/{firm.public_id}"
    assert browser.get(page_of(firm)).status_code == 200
    assert "has been accepted" in sign_in(make_person()).get(f"{found[1]}?lang=en").text
    assert sign_in(make_person()).press(found[1]).status_code == 403


def test_a_reading_and_a_code_are_corrected_and_a_stale_form_is_told(
    session: Session, sign_in: SignIn
) -> None:
    firm = make_organisation(name_zh="360集团", name_en="")
    browser = sign_in(make_person(acts_for=firm))
    page = browser.get(page_of(firm, "/correct")).text
    assert 'value="360 ji tuan"' in page and "mail_domain" not in page
    form = {"reading": "san liu ling", "registration_code": "91110000600037341l"}
    assert browser.send(page_of(firm, "/correct"), **form).status_code == 303
    assert (firm.sort_key, firm.registration_code) == ("san liu ling", "91110000600037341L")
    assert browser.press(page_of(firm, "/correct"), reading="x", version="1").status_code == 409


def test_pressing_twice_what_takes_the_page_away_gets_the_first_answer(sign_in: SignIn) -> None:
    firm = make_organisation()
    person = make_person(acts_for=firm)
    browser, address = sign_in(person), f"/organisations/{firm.public_id}/people/{person.public_id}/end"
    first = browser.press(address, _key="0123456789abcdef")
    assert (first.status_code, first.location) == (303, "/me/organisations")
    again = browser.press(address, _key="0123456789abcdef")
    assert (again.status_code, again.location) == (303, "/me/organisations")
    assert browser.press(address, _key="fedcba9876543210").status_code == 404


@pytest.mark.parametrize("verb", ["end", "confirm"])
def test_an_officer_ends_and_confirms(session: Session, sign_in: SignIn, officer: Person, verb: str) -> None:
    firm = make_organisation()
    known, other = make_person(acts_for=firm), make_person(acts_for=firm)
    known.representations[0].confirmed_at = None
    address = f"/organisations/{firm.public_id}/people/{known.public_id}/{verb}"
    assert sign_in(other).press(address).status_code == 403
    assert sign_in(make_person()).press(address).status_code == 404
    assert sign_in(officer).press(address).status_code == 303
    row = known.representations[0]
    assert (row.until, row.confirmed_at) != (None, None)
