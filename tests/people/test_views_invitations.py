"""Inviting, accepting and ending roles, through a browser without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import transaction
from app.invitations import service as invitations_service
from app.invitations.models import Invitation
from app.outbox.models import Message
from app.people.models import Person, Role
from app.people.passwords.hashing import hash_password
from app.people.roles import service as roles_service
from app.people.roles.rules import holds
from app.programmes.labels import title_of
from app.programmes.models import Edition
from tests.client import Client
from tests.counting import counted
from tests.factories import make_administrator, make_officer, make_person
from tests.people.browsing import OTHER, PASSWORD, YEAR, SignIn, enter, hrefs, hrefs_with, mailed, person_of


class TestInvitations:
    def invited(self, session: Session, officer: Person, edition: Edition, email: str) -> str:
        with transaction():
            _invitation, token = invitations_service.invite(
                email=email, role=Role.JUDGE, edition=edition, role_ends_at=clock.now() + YEAR, by=officer
            )
        return f"/invitation?token={token}"

    def test_an_officer_invites_and_a_newcomer_accepts_in_one_walk(
        self, sign_in: SignIn, client: Client, officer: Person, edition: Edition, session: Session
    ) -> None:
        people = f"/invitations/{edition.public_id}"
        answer = sign_in(officer).send(
            people, email="Judge@firm.example", role="judge", last_day="2025-06-30"
        )
        assert answer.location == people
        page = f"/invitation?token={mailed(session, 'invitation')}"
        assert "30 June 2025, 24:00 Beijing time" in client.get(f"{page}&lang=en").text
        assert client.send(page, name_latin="New Judge", password="short").status_code == 422
        assert client.send(page, name_latin="New Judge", password=PASSWORD).location == "/me"
        assert client.get("/me").status_code == 200
        judge = person_of(session, "judge@firm.example")
        assert judge.verified_at == clock.now()
        assert holds(judge, Role.JUDGE, edition_id=edition.id, now=clock.now())
        assert judge.grants[0].ends_at.isoformat() == "2025-06-30T16:00:00+00:00"
        assert client.get(page).status_code == 403

    def test_a_link_to_a_squatted_address_throws_the_squatter_out(
        self, sign_in: SignIn, client: Client, officer: Person, edition: Edition, session: Session
    ) -> None:
        squatter = make_person(verified_at=None, password_hash=hash_password(OTHER), name_latin="Squatter")
        inside = sign_in(squatter)
        page = self.invited(session, officer, edition, squatter.email)
        assert client.send(page, name_zh="", name_latin="True Owner", password=PASSWORD).location == "/me"
        assert inside.get("/me").status_code == 303
        assert enter(Client.of(client.application, client.clock), squatter, OTHER).status_code == 422
        assert person_of(session, squatter.email).name_latin == "True Owner"

    def test_whoever_has_an_account_signs_in_first(
        self, client: Client, officer: Person, edition: Edition, known: Person, session: Session
    ) -> None:
        page = self.invited(session, officer, edition, known.email)
        (sign_in_first,) = set(
            hrefs(client.get(page).text.replace("&amp;", "&"), page.replace("/", "/")[-20:])
        )
        assert client.press(page, name_latin="X", password=OTHER).status_code in (200, 403)
        assert person_of(session, known.email).password_hash == known.password_hash
        assert enter(client, known, address=sign_in_first).location == page
        assert client.send(page).location == "/me"
        assert holds(person_of(session, known.email), Role.JUDGE, edition_id=edition.id, now=clock.now())

    def test_another_account_may_take_it_knowingly(
        self, sign_in: SignIn, officer: Person, edition: Edition, known: Person, session: Session
    ) -> None:
        page = self.invited(session, officer, edition, "elsewhere@firm.example")
        browser = sign_in(known)
        assert "elsewhere@firm.example" in browser.get(page).text
        assert browser.send(page).location == "/me"
        assert (
            session.scalar(sa.select(Message.person_id).where(Message.kind == "invitation_taken"))
            == officer.id
        )

    def test_without_a_mail_from_ones_own_list(
        self, sign_in: SignIn, officer: Person, edition: Edition, known: Person, session: Session
    ) -> None:
        self.invited(session, officer, edition, known.email)
        stranger = sign_in(make_person())
        browser = sign_in(known)
        (accept,) = hrefs(browser.get("/me/invitations").text, "/accept")
        assert hrefs(stranger.get("/me/invitations").text, "/accept") == []
        assert stranger.press(accept).status_code == 404
        assert browser.press(accept).location == "/me/invitations"
        assert browser.press(accept).status_code == 403

    def test_an_unconfirmed_address_sees_none(
        self, sign_in: SignIn, officer: Person, edition: Edition, session: Session
    ) -> None:
        person = make_person(verified_at=None)
        self.invited(session, officer, edition, person.email)
        assert hrefs(sign_in(person).get("/me/invitations").text, "/accept") == []

    @pytest.mark.parametrize("token", ["", "x", "x" * 5000])
    def test_a_link_that_is_none(self, client: Client, token: str) -> None:
        assert client.get(f"/invitation?token={token}").status_code == 404

    def test_expired_and_withdrawn(
        self,
        sign_in: SignIn,
        client: Client,
        officer: Person,
        edition: Edition,
        session: Session,
        later: Callable[..., None],
    ) -> None:
        page = self.invited(session, officer, edition, "a@firm.example")
        withdraw = f"/invitations/{session.scalars(sa.select(Invitation)).one().public_id}/withdraw"
        assert sign_in(make_person()).press(withdraw).status_code == 404
        assert sign_in(officer).press(withdraw).status_code == 303
        assert client.get(page).status_code == 403
        page = self.invited(session, officer, edition, "b@firm.example")
        assert client.get(page).status_code == 200
        later(days=30)
        assert client.get(page).status_code == 403

    def test_who_opens_which_page_of_people(
        self, sign_in: SignIn, officer: Person, edition: Edition, person: Person, administrator: Person
    ) -> None:
        of_edition, everywhere = f"/invitations/{edition.public_id}", "/invitations/installation"
        seen = {
            who: [sign_in(who).get(page).status_code for page in ("/invitations", of_edition, everywhere)]
            for who in (officer, administrator, person)
        }
        assert seen == {officer: [200, 200, 404], administrator: [200, 200, 200], person: [404, 404, 404]}

    def test_a_role_that_is_not_theirs_to_give(
        self, sign_in: SignIn, officer: Person, administrator: Person, edition: Edition, session: Session
    ) -> None:
        fields = {"email": "x@firm.example", "last_day": "2025-06-30"}
        page = f"/invitations/{edition.public_id}"
        for who, role in ((officer, "officer"), (officer, "administrator"), (administrator, "judge")):
            assert sign_in(who).send(page, role=role, **fields).status_code == 422
        assert (
            sign_in(administrator).send("/invitations/installation", role="officer", **fields).status_code
            == 422
        )
        assert (
            sign_in(officer).press("/invitations/installation", role="administrator", **fields).status_code
            == 404
        )
        assert session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0

    @pytest.mark.parametrize("day", ["2024-01-01", "0001-01-01", "9999-12-31", "2024-02-30", ""])
    def test_a_day_that_cannot_be(self, sign_in: SignIn, officer: Person, edition: Edition, day: str) -> None:
        page = f"/invitations/{edition.public_id}"
        answer = sign_in(officer).send(page, email="x@firm.example", role="judge", last_day=day)
        assert answer.status_code == 422

    def test_end_a_role(self, sign_in: SignIn, officer: Person, edition: Edition, session: Session) -> None:
        judge = make_person()
        roles_service.grant(
            person=judge, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=officer
        )
        session.commit()
        end = f"/roles/{judge.grants[0].public_id}/end"
        assert sign_in(make_person()).get(end).status_code == 404
        assert sign_in(make_officer(edition)).get(end).status_code == 200
        assert holds(person_of(session, judge.email), Role.JUDGE, edition_id=edition.id, now=clock.now())
        assert sign_in(officer).send(end).location == f"/invitations/{edition.public_id}"
        assert not holds(person_of(session, judge.email), Role.JUDGE, edition_id=edition.id, now=clock.now())
        assert sign_in(officer).press(end).status_code == 403

    def test_an_administrator_sees_but_does_not_end_what_officers_give(
        self, sign_in: SignIn, officer: Person, edition: Edition, administrator: Person, session: Session
    ) -> None:
        judge = make_person()
        roles_service.grant(
            person=judge, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=officer
        )
        session.commit()
        assert sign_in(administrator).press(f"/roles/{judge.grants[0].public_id}/end").status_code == 403

    def test_why_roles_cannot_be_ended_is_said_once(
        self, sign_in: SignIn, officer: Person, edition: Edition, administrator: Person, session: Session
    ) -> None:
        for _ in range(3):
            roles_service.grant(
                person=make_person(), role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=officer
            )
        session.commit()
        page = sign_in(administrator).get(f"/invitations/{edition.public_id}").text
        assert hrefs(page, "/end") == [f"/roles/{officer.grants[0].public_id}/end"]
        shown = "Not every role here is yours to end. Only an officer of this edition may do this."
        assert page.count(shown) == 1

    def test_the_page_that_ends_a_role_says_whose_and_where(
        self, sign_in: SignIn, officer: Person, edition: Edition, session: Session
    ) -> None:
        judge = make_person(name_latin="Wen Yanqing")
        roles_service.grant(
            person=judge, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=officer
        )
        session.commit()
        address, where = f"/roles/{judge.grants[0].public_id}/end?lang=en", (title_of(edition) or {})["en"]
        others, own = sign_in(officer).get(address).text, sign_in(judge).get(address).text
        assert f"Wen Yanqing has the role of judge in {where}." in others
        assert "The role ends at once, and gives no more access." in others
        assert f"You have the role of judge in {where}." in own and "Wen Yanqing has" not in own
        assert "you lose the access that it gives" in own

    def test_no_role_is_chosen_beforehand(self, sign_in: SignIn, officer: Person, edition: Edition) -> None:
        people, browser = f"/invitations/{edition.public_id}", sign_in(officer)
        assert re.search(
            r'<select[^>]* name="role"[^>]*><option[^>]* value="">—</option>', browser.get(people).text
        )
        answer = browser.send(people, email="judge@firm.example", role="", last_day="2025-06-30")
        assert answer.status_code == 422 and "judge@firm.example" in answer.text

    def test_give_up_ones_own(self, sign_in: SignIn, edition: Edition, session: Session) -> None:
        judge = make_person()
        roles_service.grant(
            person=judge, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=None
        )
        session.commit()
        browser = sign_in(judge)
        (end,) = hrefs(browser.get("/me/invitations").text, "/end")
        assert browser.send(end).location == "/me/invitations"
        assert hrefs(browser.get("/me/invitations").text, "/end") == []

    def test_the_last_administrator_stays(self, sign_in: SignIn, session: Session) -> None:
        only = make_administrator()
        answer = sign_in(only).press(f"/roles/{only.grants[0].public_id}/end")
        assert answer.status_code == 403

    def test_pages_of_people_cost_the_same_at_any_length(
        self, sign_in: SignIn, officer: Person, edition: Edition, session: Session
    ) -> None:
        browser, page, counts, names = sign_in(officer), f"/invitations/{edition.public_id}", [], []
        for more in (0, 9, 100):
            for _ in range(more):
                judge = make_person()
                roles_service.grant(
                    person=judge, role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=None
                )
                invitations_service.invite(
                    email=f"x{judge.id}@firm.example",
                    role="judge",
                    edition=edition,
                    role_ends_at=clock.now() + YEAR,
                    by=officer,
                )
            session.commit()
            with counted() as shown:
                text = browser.get(page).text
            counts.append(len(shown))
        assert counts[1] == counts[2] <= 12
        follow = page
        while follow:
            text = browser.get(follow).text
            names += hrefs(text, "/end")
            follow = next(iter(hrefs_with(text, "people=")), "")
        assert len(names) == len(set(names)) == 110

    def test_an_administrator_closes_an_account(
        self, sign_in: SignIn, officer: Person, edition: Edition, administrator: Person
    ) -> None:
        inside, browser = sign_in(officer), sign_in(administrator)
        close = f"/people/{officer.public_id}/close"
        assert close in browser.get(f"/invitations/{edition.public_id}").text
        assert inside.press(close).status_code == 404
        assert inside.get("/me").status_code == 200
        assert browser.send(close).location == "/invitations"
        assert inside.get("/me").status_code == 303
        assert browser.press(close.replace("close", "open")).location == "/invitations"
        assert sign_in(officer).get("/me").status_code == 200

    def test_never_ones_own_account(self, sign_in: SignIn, administrator: Person) -> None:
        assert sign_in(administrator).press(f"/people/{administrator.public_id}/close").status_code == 403
