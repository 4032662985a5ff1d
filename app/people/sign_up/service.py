"""Sign up, and confirm one's address by a mailed link."""

from __future__ import annotations

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.outbox.service import enqueue_letter
from app.people.mail_addresses import normal
from app.people.mailed_links.queries import find_token
from app.people.mailed_links.service import SPENT, issue_link, spend_link
from app.people.models import Person, TokenPurpose
from app.people.persons.queries import find_person
from app.people.persons.service import names_of, register
from app.people.sign_up import rules


def sign_up(*, email: str, name_zh: str, name_latin: str, locale: str, password_hash: str) -> None:
    """Make an account by one's own wish. Where the address has one, its owner is told, and the answer is the same."""
    names_of(name_zh, name_latin)
    if known := find_person(normal(email)):
        enqueue_letter("sign_up_again", to=known)
        record("person.signed_up_again", f"person:{known.public_id}", by=None)
    else:
        person = register(
            email=email, name_zh=name_zh, name_latin=name_latin, locale=locale, password_hash=password_hash
        )
        ask_verification(by=person)
    db.session.flush()


def ask_verification(*, by: Person) -> None:
    """Mail a link that confirms the person's own address."""
    enforce(rules.may_ask_verification(by, None, clock.now()))
    token = issue_link(by, TokenPurpose.VERIFY)
    enqueue_letter("verify_address", to=by, token=token)
    record("person.verification_asked", f"person:{by.public_id}", by=by)


def verify(*, token: str, by: Person) -> None:
    """Confirm the address of whoever is signed in, by the link that was mailed to it."""
    row = find_token(token, TokenPurpose.VERIFY, clock.now())
    if row is None:
        raise Invalid({"": SPENT})
    enforce(rules.may_verify(by, row, clock.now()))
    spend_link(row)
    by.verified_at = by.verified_at or clock.now()
    db.session.flush()
    record("person.verified", f"person:{by.public_id}", by=by)
