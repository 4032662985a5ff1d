"""Signing in and up, through a browser without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.models import IdempotencyKey
from app.people.models import Person, SignInSession
from app.people.passwords.hashing import hash_password
from app.people.persons import service
from tests.client import Client
from tests.factories import make_person
from tests.people.browsing import OTHER, PASSWORD, SignIn, enter, mailed, person_of, without_varying


class TestSignIn:
    def test_in_and_out(self, client: Client, known: Person, session: Session) -> None:
        answer = enter(client, known)
        assert (answer.status_code, answer.location) == (303, "/desk")
        assert client.get("/me").status_code == 200
        client.press("/sign-out")
        assert client.get("/me").status_code == 303
        assert session.scalars(sa.select(SignInSession)).one().ended_at is not None

    @pytest.mark.parametrize("spelling", [str.upper, lambda email: f"  {email} ", str.title])
    def test_an_address_as_people_type_it(
        self, client: Client, known: Person, spelling: Callable[[str], str]
    ) -> None:
        answer = client.send("/sign-in", email=spelling(known.email), password=PASSWORD)
        assert answer.status_code == 303

    def test_wrong_unknown_closed_and_without_password_are_answered_alike(
        self, client: Client, known: Person, session: Session
    ) -> None:
        closed = make_person(password_hash=hash_password(PASSWORD), disabled_at=clock.now())
        tries = [
            (known.email, "wrong words stand here"),
            ("nobody@firm.example", PASSWORD),
            (closed.email, PASSWORD),
            (make_person().email, PASSWORD),
        ]
        answers = set()
        for email, password in tries:
            answer = client.send("/sign-in", email=email, password=password)
            answers.add((answer.status_code, without_varying(answer.text, email)))
        assert len(answers) == 1
        assert next(iter(answers))[0] == 422

    @pytest.mark.parametrize(
        ("target", "leads"),
        [
            ("/inbox?after=x", "/inbox?after=x"),
            ("https://evil.example/", "/desk"),
            ("//evil.example", "/desk"),
            ("///evil.example", "/desk"),
            ("/\\evil.example", "/desk"),
            ("\\/evil.example", "/desk"),
            ("/\t/evil.example", "/desk"),
            ("javascript:alert(1)", "/desk"),
            ("evil.example", "/desk"),
            ("", "/desk"),
        ],
    )
    def test_it_goes_on_to_own_pages_alone(
        self, client: Client, known: Person, target: str, leads: str
    ) -> None:
        answer = client.press("/sign-in", email=known.email, password=PASSWORD, next=target)
        assert answer.location == leads

    def test_a_page_that_needs_it_is_returned_to(self, client: Client, known: Person) -> None:
        answer = client.get("/me/sessions?x=1")
        assert answer.status_code == 303
        assert enter(client, known, address=answer.location).location == "/me/sessions?x=1"

    def test_a_cookie_set_beforehand_is_worth_nothing_afterwards(
        self, client: Client, known: Person, session: Session
    ) -> None:
        with client.session_transaction() as cookie:
            cookie["planted"] = "yes"
        client.get("/sign-in")
        before = client.token()
        enter(client, known)
        with client.session_transaction() as cookie:
            first = cookie["_user_id"]
            assert "planted" not in cookie
        assert client.token() != before
        client.press("/sign-out")
        enter(client, known)
        with client.session_transaction() as cookie:
            assert cookie["_user_id"] != first

    def test_an_ended_session_cannot_be_replayed(self, client: Client, known: Person) -> None:
        enter(client, known)
        with client.session_transaction() as cookie:
            token = cookie["_user_id"]
        client.press("/sign-out")
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        assert client.get("/me").status_code == 303

    def test_a_session_ends_by_itself(
        self, client: Client, known: Person, later: Callable[..., None]
    ) -> None:
        enter(client, known)
        later(days=7)
        assert client.get("/me").status_code == 303

    def test_an_account_closed_meanwhile_loses_everything_at_once(
        self, client: Client, known: Person, session: Session
    ) -> None:
        enter(client, known)
        assert client.get("/me").status_code == 200
        service.disable(person=known, by=None)
        session.commit()
        assert client.get("/me").status_code == 303

    def test_who_is_signed_in_does_not_sign_in_again(self, client: Client, known: Person) -> None:
        enter(client, known)
        answer = client.get("/sign-in?next=/inbox")
        assert (answer.status_code, answer.location) == (303, "/inbox")

    def test_no_trace_of_a_password_is_kept(self, client: Client, known: Person, session: Session) -> None:
        enter(client, known)
        client.send("/sign-up", email="a@firm.example", name_latin="A", password=PASSWORD)
        assert session.scalar(sa.select(sa.func.count()).select_from(IdempotencyKey)) == 0


class TestSignUp:
    def test_the_whole_way(self, client: Client, session: Session) -> None:
        answer = client.send(
            "/sign-up?next=/inbox",
            email=" New@Firm.example",
            name_zh="李新",
            password=PASSWORD,
        )
        assert (answer.status_code, answer.location) == (303, "/sign-in?next=/inbox")
        person = person_of(session, "new@firm.example")
        assert (person.verified_at, person.locale) == (None, "zh")
        assert enter(client, person, address="/sign-in?next=/me").location == "/me"
        token = mailed(session, "verify_address")
        assert client.get(f"/verify?token={token}").status_code == 200
        assert person_of(session, person.email).verified_at is None
        assert client.send(f"/verify?token={token}").location == "/desk", "with a way on"
        assert person_of(session, person.email).verified_at == clock.now()
        assert client.get(f"/verify?token={token}").status_code == 403

    def test_known_and_unknown_addresses_are_answered_alike(
        self, client: Client, known: Person, session: Session
    ) -> None:
        answers = set()
        for email in (known.email, "new@firm.example"):
            answer = client.send("/sign-up", email=email, name_latin="X", password=OTHER)
            page = client.get(answer.location).text
            answers.add((answer.status_code, answer.location, without_varying(page, email)))
        assert len(answers) == 1
        assert person_of(session, known.email).password_hash == known.password_hash

    @pytest.mark.parametrize(
        ("password", "words"),
        [
            ("short words", "at least 12"),
            ("aaaaaaaaaaaaaaaa", "repeats"),
            ("qwertyuiop123", "first that are tried"),
            ("Password-1234", "first that are tried"),
            ("woaini5201314", "first that are tried"),
            ("23456789012345", "first that are tried"),
            ("zhang.wei@firm", "name or address"),
        ],
    )
    def test_a_poor_password(self, client: Client, session: Session, password: str, words: str) -> None:
        answer = client.send(
            "/sign-up?lang=en",
            email="zhang.wei@firm.example",
            name_latin="X",
            password=password,
        )
        assert answer.status_code == 422
        assert words in answer.text
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0

    def test_what_was_typed_is_not_lost(self, client: Client, session: Session) -> None:
        answer = client.send("/sign-up", email="no address", name_latin="Ann Lee", password=PASSWORD)
        assert answer.status_code == 422
        assert "Ann Lee" in answer.text
        assert PASSWORD not in answer.text

    def test_a_strangers_careless_click_confirms_nothing(
        self, client: Client, sign_in: SignIn, session: Session
    ) -> None:
        """Whoever signs up with another's address cannot get it confirmed by its owner."""
        client.send("/sign-up", email="victim@firm.example", name_latin="X", password=PASSWORD)
        token = mailed(session, "verify_address")
        assert client.get(f"/verify?token={token}").location.startswith("/sign-in?next=")
        owner = sign_in(make_person())
        assert owner.get(f"/verify?token={token}").status_code == 404
        assert owner.press(f"/verify?token={token}").status_code == 404
        assert person_of(session, "victim@firm.example").verified_at is None

    def test_another_link_on_request(self, sign_in: SignIn, session: Session) -> None:
        person = make_person(verified_at=None)
        browser = sign_in(person)
        assert "/me/verification" in browser.get("/me").text
        browser.press("/me/verification")
        token = mailed(session, "verify_address")
        browser.send(f"/verify?token={token}")
        assert "/me/verification" not in browser.get("/me").text
        assert browser.press("/me/verification").status_code == 403

    @pytest.mark.parametrize("token", ["", "x", "é" * 50, "%00"])
    def test_a_link_that_is_none(self, sign_in: SignIn, person: Person, token: str) -> None:
        assert sign_in(person).get(f"/verify?token={token}").status_code == 404
