"""A browser without script: it keeps cookies, fills in forms, and checks every page that it is given."""

from __future__ import annotations

import contextvars
import hashlib
import secrets
from datetime import datetime
from html.parser import HTMLParser
from typing import Any, cast

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.core import clock as core_clock
from app.core.db import db, writing
from app.core.i18n import OWN
from app.people.models import Person
from app.people.sign_in.sessions import IN_COOKIE, open_session
from tests.factories import make_person
from tests.pages import check_page
from tests.time import Clock


class Client(FlaskClient):
    """Each request runs as in a thread of the server: apart from the test, under the test's clock."""

    clock: Clock
    may_fail = False

    @classmethod
    def of(cls, app: Flask, clock: Clock) -> Client:
        app.test_client_class = cls
        client = cast(Client, app.test_client())
        client.clock = clock
        return client

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        response = contextvars.Context().run(self._open, self.clock.now, *args, **kwargs)
        response.request.environ["wsgi.input"].close()  # a large body is a file, which nobody else closes
        if has_app_context():
            db.session.expire_all()
        if not self.may_fail:
            assert response.status_code != 500, "the server failed; its log says why"
        if response.mimetype == "text/html" and response.data and response.status_code not in range(300, 400):
            check_page(response.text)
        return response

    def _open(self, now: datetime, *args: Any, **kwargs: Any) -> TestResponse:
        with core_clock.held_at(now):
            return super().open(*args, **kwargs)

    def send(self, address: str, form: str = "", **fields: Any) -> TestResponse:
        """Open the page at `address`, fill in `fields` of its form (to the address `form`, or its first), send it."""
        page = self.get(address)
        assert page.status_code == 200, page.status
        hidden = hidden_fields(page.text, form or address)
        return self.post(form or address, data={**hidden, **fields})

    def press(self, address: str, **fields: Any) -> TestResponse:
        """Send a form without opening its page, with the token that the page would have carried."""
        return self.post(address, data={"csrf_token": self.token(), **fields})

    def token(self) -> str:
        """The token against forged requests, as in any form of this browser."""
        with self.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", hashlib.sha1(secrets.token_bytes(32)).hexdigest())
        return str(
            URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token").dumps(raw)
        )


class _Forms(HTMLParser):
    """The hidden fields of each POST form, by the path of its address."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._current: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._current = self.forms.setdefault(given.get("action") or "", {})
        elif tag == "input" and given.get("type") == "hidden" and self._current is not None:
            self._current[given.get("name") or ""] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._current = None


def hidden_fields(page: str, address: str) -> dict[str, str]:
    """What the form to `address` carries along: its token, its key, its version."""
    parser = _Forms()
    parser.feed(page)
    for action in (address, address.partition("?")[0], ""):
        if action in parser.forms:
            return parser.forms[action]
    raise AssertionError(f"no form to {address} among {sorted(parser.forms)}")


def signed_in_client(app: Flask, clock: Clock, person: Person) -> Client:
    """A browser in which `person` has signed in, by the same service as the page of sign-in."""
    token = open_session(person, device="test")
    db.session.commit()
    client = Client.of(app, clock)
    with client.session_transaction() as cookie:
        cookie[IN_COOKIE], cookie[OWN] = token, person.locale  # as the first page leaves them
    return client


def browser_of_somebody(app: Flask, clock: Clock, **person: Any) -> Client:
    """The same of a new person, on an application with a database of its own."""
    token = writing.set(True)
    try:
        with app.app_context():
            return signed_in_client(app, clock, make_person(**person))
    finally:
        writing.reset(token)
