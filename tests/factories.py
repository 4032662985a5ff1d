"""Plain makers of rows: each fills in what a test does not care about, and commits nothing that it was not asked for.

Use them where a test needs a state to begin from; a test of a service calls the service itself.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from app.core import clock
from app.core.db import db, transaction
from app.people.models import Basis, Organisation, Person, Representation, Role, RoleGrant
from app.people.sort_keys import sort_key, sort_key_of_person
from app.programmes.models import Edition
from app.programmes.proposals import service
from app.programmes.rulebook import RuleBook, canonical_json, load_rulebook, shipped_books

T = TypeVar("T")
_numbers = itertools.count(1)
FAR = timedelta(days=365)


def keep(row: T) -> T:
    """Write the row where the transactions of a test will find it."""
    db.session.add(row)
    db.session.commit()
    return row


def make_organisation(
    *, name_zh: str = "", name_en: str = "", country_region: str = "CN", **more: Any
) -> Organisation:
    number = next(_numbers)
    zh, en = name_zh or f"测试机构{number}", name_en or f"Test Organisation {number}"
    return keep(
        Organisation(
            name_zh=zh,
            name_en=en,
            sort_key=sort_key(zh, en),
            country_region=country_region,
            created_at=clock.now(),
            **more,
        )
    )


def make_person(
    *,
    email: str = "",
    name_zh: str = "",
    name_latin: str = "",
    acts_for: Organisation | None = None,
    **more: Any,
) -> Person:
    """A person with a verified address, by default reading English."""
    number = next(_numbers)
    zh, latin = name_zh or f"甲{number}", name_latin or f"Person {number}"
    fields = {"locale": "en", "created_at": clock.now(), "verified_at": clock.now(), **more}
    person = keep(
        Person(
            email=email or f"person{number}@example.test",
            name_zh=zh,
            name_latin=latin,
            sort_key=sort_key_of_person(zh, latin),
            **fields,
        )
    )
    if acts_for is not None:
        since = clock.now() - FAR
        keep(
            Representation(
                person=person, organisation=acts_for, basis=Basis.OFFICER, confirmed_at=since, since=since
            )
        )
    return person


def make_grant(
    person: Person, role: Role, edition: Edition | None = None, *, until: datetime | None = None
) -> RoleGrant:
    """The role from a year ago until a year from now, or `until`."""
    now = clock.now()
    return keep(
        RoleGrant(
            person=person,
            role=role,
            edition_id=edition.id if edition else None,
            starts_at=now - FAR,
            ends_at=until or now + FAR,
        )
    )


def make_officer(edition: Edition, **person: Any) -> Person:
    return _with_role(Role.OFFICER, edition, **person)


def make_approver(edition: Edition, **person: Any) -> Person:
    return _with_role(Role.APPROVER, edition, **person)


def make_auditor(edition: Edition, **person: Any) -> Person:
    return _with_role(Role.AUDITOR, edition, **person)


def make_administrator(**person: Any) -> Person:
    return _with_role(Role.ADMINISTRATOR, None, **person)


def _with_role(role: Role, edition: Edition | None, **person: Any) -> Person:
    made = make_person(**person)
    make_grant(made, role, edition)
    db.session.expire(made, ["grants"])
    return made


def book_of(name: str, change: Callable[[dict[str, Any]], None] | None = None) -> RuleBook:
    """A shipped rule-book, or one that differs from it by what `change` does to its canonical JSON."""
    if change is None:
        return _shipped(name)
    raw = json.loads(canonical_json(_shipped(name)))
    change(raw)
    return RuleBook.model_validate(raw)


@cache
def _shipped(name: str) -> RuleBook:
    return load_rulebook(shipped_books()[name])


def make_edition(
    name: str = "straight-to-wuzhen-2024",
    *,
    change: Callable[[dict[str, Any]], None] | None = None,
    demonstration: bool = True,
) -> Edition:
    """An open edition, by the same verbs as its pages: one administrator proposed it, another agreed."""
    first, second = make_administrator(), make_administrator()
    with transaction():
        version = service.propose_edition(book=book_of(name, change), demonstration=demonstration, by=first)
    with transaction():
        service.agree(version=version, by=second)
    return version.edition


def consents_to(edition: Edition) -> dict[str, int]:
    """Every consent that the edition asks for, in the version of its text, as its first form gives them."""
    return {text.purpose: text.version for text in edition.rulebook.consents}
