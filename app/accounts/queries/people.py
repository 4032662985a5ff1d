"""People, what they act for, and their browsers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Organisation, Person, Representation, SignInSession
from app.core.db import db
from app.core.errors import NotFound


def find_person(email: str) -> Person | None:
    """The account of a normal address."""
    return db.session.scalar(sa.select(Person).where(Person.email == email))


def get_person(public_id: str) -> Person:
    found = db.session.scalar(sa.select(Person).where(Person.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def organisations_of(person: Person, now: datetime) -> Sequence[Organisation]:
    """What the person acts for now."""
    return db.session.scalars(
        sa.select(Organisation)
        .join(Representation, Representation.organisation_id == Organisation.id)
        .where(
            Representation.person_id == person.id,
            Representation.since <= now,
            sa.or_(Representation.until.is_(None), Representation.until > now),
        )
        .order_by(Organisation.sort_key, Organisation.id)
    ).all()


def sessions_of(person: Person, now: datetime) -> Sequence[SignInSession]:
    """The browsers in which this person is signed in."""
    return db.session.scalars(
        sa.select(SignInSession)
        .where(
            SignInSession.person_id == person.id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.id.desc())
    ).all()


def get_session(public_id: str) -> SignInSession:
    found = db.session.scalar(sa.select(SignInSession).where(SignInSession.public_id == public_id))
    if found is None:
        raise NotFound
    return found
