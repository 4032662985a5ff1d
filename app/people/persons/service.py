"""Make an account, change its names, close it and open it again."""

from __future__ import annotations

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.i18n import LANGUAGES
from app.core.verdict import Verdict, _, need
from app.people.mail_addresses import normal
from app.people.mailed_links.service import take_over
from app.people.models import Person
from app.people.persons import rules
from app.people.sign_in.sessions import end_all_sessions
from app.people.sort_keys import clean, sort_key_of, sort_key_of_person


def register(
    *,
    email: str,
    name_zh: str,
    name_latin: str,
    locale: str,
    password_hash: str | None = None,
    verified: bool = False,
) -> Person:
    """Make an account, of oneself."""
    names = names_of(name_zh, name_latin)
    person = Person(
        email=normal(email),
        **names,
        sort_key=sort_key_of_person(names["name_zh"], names["name_latin"]),
        locale=locale if locale in LANGUAGES else "zh",
        password_hash=password_hash,
        created_at=clock.now(),
        verified_at=clock.now() if verified else None,
        grants=[],
        representations=[],
        former_employments=[],
    )
    db.session.add(person)
    db.session.flush()
    record("person.registered", f"person:{person.public_id}", by=person, verified=verified)
    return person


def join(
    *, email: str, name_zh: str, name_latin: str, locale: str, password_hash: str, known: Person | None
) -> Person:
    """An account for whoever proved to read the mail of `email`: a new one, or the one that was left unproved."""
    if known is None:
        return register(
            email=email,
            name_zh=name_zh,
            name_latin=name_latin,
            locale=locale,
            password_hash=password_hash,
            verified=True,
        )
    _assign(known, {**names_of(name_zh, name_latin), "sort_key": "", "locale": locale})
    take_over(known, password_hash)
    record("person.taken_over", f"person:{known.public_id}", by=known)
    return known


def update_profile(
    *, person: Person, name_zh: str, name_latin: str, sort_key: str, locale: str, version: int, by: Person
) -> Person:
    """Change names, sort key and language; `version` is the one the form was opened at."""
    enforce(rules.is_self(by, person, clock.now()))
    wished = {**names_of(name_zh, name_latin), "sort_key": sort_key_of(clean(sort_key)), "locale": locale}
    if person.version != version:
        standing = {field: getattr(person, field) for field in wished}
        raise Conflict(
            _("Your profile was saved elsewhere after you opened it."),
            mine=wished,
            theirs=standing,
            version=person.version,
        )
    changed = [field for field, value in wished.items() if value and getattr(person, field) != value]
    _assign(person, wished)
    db.session.flush()
    record("person.updated", f"person:{person.public_id}", by=by, fields=sorted(changed))
    return person


def _assign(person: Person, wished: dict[str, str]) -> None:
    if wished["locale"] not in LANGUAGES:
        raise Invalid({"locale": need(False, _("Choose one of the languages."))})
    person.name_zh, person.name_latin = wished["name_zh"], wished["name_latin"]
    person.sort_key = wished["sort_key"] or sort_key_of_person(person.name_zh, person.name_latin)
    person.locale = wished["locale"]


def names_of(name_zh: str, name_latin: str) -> dict[str, str]:
    zh, latin = clean(name_zh), clean(name_latin)
    given = need(zh or latin, _("Give your name in Chinese or in Latin letters."))
    faults = {"name_zh": given and _within(zh, 100), "name_latin": _within(latin, 200)}
    if not all(faults.values()):
        raise Invalid({field: verdict for field, verdict in faults.items() if not verdict})
    return {"name_zh": zh, "name_latin": latin}


def _within(text: str, longest: int) -> Verdict:
    return need(len(text) <= longest, _("At most %(longest)s characters."), longest=longest)


def disable(*, person: Person, by: Person | None) -> None:
    """Close an account: it loses everything at its next request. `by` nobody is whoever runs the installation."""
    if by is not None:
        enforce(rules.may_disable(by, person, clock.now()))
    person.disabled_at = person.disabled_at or clock.now()
    end_all_sessions(person)
    db.session.flush()
    record("person.disabled", f"person:{person.public_id}", by=by)


def enable(*, person: Person, by: Person | None) -> None:
    """Open a closed account again; it has to sign in anew."""
    if by is not None:
        enforce(rules.may_disable(by, person, clock.now()))
    person.disabled_at = None
    db.session.flush()
    record("person.enabled", f"person:{person.public_id}", by=by)
