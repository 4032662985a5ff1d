"""A person, by address or by public id."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import NotFound
from app.people.models import Person


def find_person(email: str) -> Person | None:
    """The account of a normal address."""
    return db.session.scalar(sa.select(Person).where(Person.email == email))


def get_person(public_id: str) -> Person:
    found = db.session.scalar(sa.select(Person).where(Person.public_id == public_id))
    if found is None:
        raise NotFound
    return found
