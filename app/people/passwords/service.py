"""Change a password, or set a new one by a mailed link."""

from __future__ import annotations

from app.audit.service import record
from app.core import clock, jobs
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.outbox.service import enqueue_letter
from app.people.mail_addresses import normal
from app.people.mailed_links.queries import find_token
from app.people.mailed_links.service import SPENT, issue_link, spend_link, take_over, void_links
from app.people.models import Person, TokenPurpose
from app.people.persons import rules
from app.people.persons.queries import find_person
from app.people.sign_in.sessions import end_all_sessions


def change_password(*, person: Person, password_hash: str, by: Person) -> None:
    """Replace the password; every browser has to sign in again."""
    enforce(rules.is_self(by, person, clock.now()))
    person.password_hash = password_hash
    end_all_sessions(person)
    db.session.flush()
    enqueue_letter("password_changed", to=person)
    record("person.password_changed", f"person:{person.public_id}", by=by)


def ask_reset(*, email: str) -> None:
    """Note the wish for a new password. Whether the address has an account is found out after the answer."""
    jobs.enqueue("people.reset", by_id=None, email=normal(email))


def send_reset(*, email: str) -> None:
    """Mail a link for a new password, where the address has an account that is open."""
    person = find_person(email)
    if person is None or not person.is_active:
        return
    void_links(person, TokenPurpose.RESET)
    enqueue_letter("reset_password", to=person, token=issue_link(person, TokenPurpose.RESET))
    record("person.reset_asked", f"person:{person.public_id}", by=None)
    db.session.flush()


def reset_token(*, person: Person) -> str:
    """The secret of a link for a new password, for whoever runs the installation to hand over; on record."""
    void_links(person, TokenPurpose.RESET)
    record("person.reset_handed_over", f"person:{person.public_id}", by=None)
    return issue_link(person, TokenPurpose.RESET)


def set_password(*, token: str, password_hash: str) -> Person:
    """Set a new password by a mailed link, which also proves the address; every browser is signed out."""
    row = find_token(token, TokenPurpose.RESET, clock.now())
    if row is None or not row.person.is_active:
        raise Invalid({"": SPENT})
    person = row.person
    spend_link(row)
    void_links(person, TokenPurpose.RESET)
    take_over(person, password_hash)
    enqueue_letter("password_changed", to=person)
    record("person.password_reset", f"person:{person.public_id}", by=person)
    return person
