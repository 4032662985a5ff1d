"""What tests of pages share: signing in, links in mails and pages, counting statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.outbox.models import Message
from app.people.models import Person
from tests.client import Client

PASSWORD = "four words stand here"
OTHER = "another four words here"
YEAR = timedelta(days=365)
SignIn = Callable[[Person], Client]


def mailed(session: Session, kind: str) -> str:
    """The secret of the last mail of this kind."""
    session.expire_all()
    last = session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id.desc())).first()
    assert last is not None, f"no mail {kind}"
    return str(last.params["token"])


def person_of(session: Session, email: str) -> Person:
    session.expire_all()
    return session.scalars(sa.select(Person).where(Person.email == email)).one()


def enter(client: Client, person: Person, password: str = PASSWORD, address: str = "/sign-in") -> object:
    return client.send(address, form="/sign-in", email=person.email, password=password)


def without_varying(page: str, *varying: str) -> str:
    """The page without what differs by itself: tokens, ids of requests, and what was typed."""
    for words in varying:
        page = page.replace(words, "…")
    page = re.sub(r'(name="(?:csrf_token|_key)" value=")[^"]*', r"\1…", page)
    return re.sub(r'<span class="mono">[0-9a-f]{16}</span>', "…", page)


def hrefs(page: str, ending: str) -> list[str]:
    return [found for found in re.findall(r'(?:href|action)="([^"]*)"', page) if found.endswith(ending)]


def hrefs_with(page: str, part: str) -> list[str]:
    return [found for found in re.findall(r'href="([^"]*)"', page) if part in found and "lang=" not in found]
