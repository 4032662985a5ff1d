"""Mailed links: confirm an address, set a new password. Each works once."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.accounts import rules
from app.accounts.addresses import normal
from app.accounts.models import OneTimeToken, Person, TokenPurpose
from app.accounts.queries import find_person, find_token
from app.accounts.sessions import end_all_sessions
from app.accounts.tokens import hash_of, new_token
from app.audit.service import record
from app.core import clock, jobs
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.verdict import Verdict, _
from app.outbox.service import post

GOOD_FOR = {TokenPurpose.VERIFY: timedelta(days=7), TokenPurpose.RESET: timedelta(hours=1)}
SPENT = Verdict(False, _("This link has been used or has expired."))


def ask_verification(*, by: Person) -> None:
    """Mail a link that confirms the person's own address."""
    enforce(rules.may_ask_verification(by, None, clock.now()))
    token = _issue(by, TokenPurpose.VERIFY)
    post("verify_address", to=by, token=token)
    record("person.verification_asked", f"person:{by.public_id}", by=by)


def verify(*, token: str, by: Person) -> None:
    """Confirm the address of whoever is signed in, by the link that was mailed to it."""
    row = find_token(token, TokenPurpose.VERIFY, clock.now())
    if row is None:
        raise Invalid({"": SPENT})
    enforce(rules.may_verify(by, row, clock.now()))
    _spend(row)
    by.verified_at = by.verified_at or clock.now()
    db.session.flush()
    record("person.verified", f"person:{by.public_id}", by=by)


def ask_reset(*, email: str) -> None:
    """Note the wish for a new password. Whether the address has an account is found out after the answer."""
    jobs.ask("accounts.reset", by_id=None, email=normal(email))


def send_reset(*, email: str) -> None:
    """Mail a link for a new password, where the address has an account that is open."""
    person = find_person(email)
    if person is None or not person.is_active:
        return
    _void(person, TokenPurpose.RESET)
    post("reset_password", to=person, token=_issue(person, TokenPurpose.RESET))
    record("person.reset_asked", f"person:{person.public_id}", by=None)
    db.session.flush()


def reset_token(*, person: Person) -> str:
    """The secret of a link for a new password, for whoever runs the installation to hand over; on record."""
    _void(person, TokenPurpose.RESET)
    record("person.reset_handed_over", f"person:{person.public_id}", by=None)
    return _issue(person, TokenPurpose.RESET)


def set_password(*, token: str, password_hash: str) -> Person:
    """Set a new password by a mailed link, which also proves the address; every browser is signed out."""
    row = find_token(token, TokenPurpose.RESET, clock.now())
    if row is None or not row.person.is_active:
        raise Invalid({"": SPENT})
    person = row.person
    _spend(row)
    _void(person, TokenPurpose.RESET)
    take_over(person, password_hash)
    post("password_changed", to=person)
    record("person.password_reset", f"person:{person.public_id}", by=person)
    return person


def take_over(person: Person, password_hash: str) -> None:
    """Whoever reads the address's mail owns the account: whoever was in it before is out."""
    person.password_hash = password_hash
    person.verified_at = person.verified_at or clock.now()
    end_all_sessions(person)
    db.session.flush()


def _issue(person: Person, purpose: TokenPurpose) -> str:
    token = new_token()
    expires_at = clock.now() + GOOD_FOR[purpose]
    db.session.add(
        OneTimeToken(person_id=person.id, purpose=purpose, token_hash=hash_of(token), expires_at=expires_at)
    )
    return token


def _spend(row: OneTimeToken) -> None:
    """Of several that use a link at once, one succeeds: the row is changed only while it is unused."""
    unused = sa.update(OneTimeToken).where(OneTimeToken.id == row.id, OneTimeToken.used_at.is_(None))
    if db.session.scalar(unused.values(used_at=clock.now()).returning(OneTimeToken.id)) is None:
        raise Conflict(SPENT.reason)


def _void(person: Person, purpose: TokenPurpose) -> None:
    """Earlier links of the same kind end with a new one, or with the password that it set."""
    db.session.execute(
        sa.update(OneTimeToken)
        .where(
            OneTimeToken.person_id == person.id,
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
