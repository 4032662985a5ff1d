"""Forgotten and changed passwords, through a browser without script."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, jobs
from app.outbox.models import Message
from app.people.models import Person
from tests.client import Client
from tests.counting import counted
from tests.factories import make_person
from tests.people.browsing import OTHER, PASSWORD, SignIn, enter, mailed, without_varying


class TestReset:
    def test_the_whole_way(self, client: Client, known: Person, session: Session) -> None:
        assert client.send("/reset", email=known.email.upper()).location == "/sign-in"
        assert jobs.run_all() == 1
        token = mailed(session, "reset_password")
        page = f"/reset/new?token={token}"
        assert client.send(page, password="short").status_code == 422
        assert client.send(page, password=OTHER).location == "/sign-in"
        assert enter(client, known, PASSWORD).status_code == 422
        assert enter(client, known, OTHER).status_code == 303
        again = client.press(page, password="yet another four words")
        assert again.status_code == 422
        assert enter(Client.of(client.application, client.clock), known, OTHER).status_code == 303

    def test_whoever_is_signed_in_stays_at_their_password(
        self, known: Person, sign_in: SignIn, session: Session
    ) -> None:
        browser = sign_in(known)
        page = browser.get("/reset?lang=en").text
        assert f'value="{known.email}"' in page and "Back to signing in" not in page
        assert '<a href="/me/password">Back to your password</a>' in page
        assert browser.send("/reset", email=known.email).location == "/me/password"

    def test_every_browser_is_signed_out(
        self, client: Client, known: Person, sign_in: SignIn, session: Session
    ) -> None:
        inside = sign_in(known)
        assert inside.get("/me").status_code == 200
        client.send("/reset", email=known.email)
        jobs.run_all()
        client.send(f"/reset/new?token={mailed(session, 'reset_password')}", password=OTHER)
        assert inside.get("/me").status_code == 303

    def test_known_and_unknown_addresses_are_answered_alike(
        self, client: Client, known: Person, session: Session
    ) -> None:
        closed = make_person(disabled_at=clock.now())
        answers = set()
        for email in (known.email, closed.email, "nobody@firm.example"):
            answer = client.send("/reset", email=email)
            page = client.get(answer.location).text
            answers.add((answer.status_code, answer.location, without_varying(page, email)))
        assert len(answers) == 1
        jobs.run_all()
        kinds = list(session.scalars(sa.select(Message.kind)))
        assert kinds == ["reset_password"]

    def test_the_same_statements_for_known_and_unknown(
        self, client: Client, known: Person, session: Session
    ) -> None:
        """Nothing is looked up before the answer, so there is nothing that could take longer."""
        seen: dict[str, list[str]] = {}
        for email in (known.email, "nobody@firm.example"):
            form = {"email": email, "csrf_token": client.token()}
            with counted() as shown:
                client.post("/reset", data=form)
            seen[email] = shown
        known_said, unknown_said = seen.values()
        assert known_said == unknown_said
        assert not any("FROM person" in statement for statement in known_said)

    def test_a_spent_link_says_so(self, client: Client, session: Session) -> None:
        page = client.get("/reset/new?token=nonsense&lang=en")
        assert page.status_code == 200
        assert "has been used or has expired" in page.text


class TestPassword:
    def test_changed_with_the_present_one(self, client: Client, known: Person, sign_in: SignIn) -> None:
        elsewhere = sign_in(known)
        enter(client, known)
        assert client.send("/me/password", current="wrong words here", password=OTHER).status_code == 422
        assert client.send("/me/password", current=PASSWORD, password="short").status_code == 422
        assert client.send("/me/password", current=PASSWORD, password=OTHER).location == "/me"
        assert client.get("/me").status_code == 200
        assert elsewhere.get("/me").status_code == 303
        assert enter(Client.of(client.application, client.clock), known, OTHER).status_code == 303
