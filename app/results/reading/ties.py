"""Entries that do not exist for a person: the truth of `entries.rules.has_tie`, and declared conflicts, in SQL."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Person
from app.core.db import db
from app.entries.models import Entry
from app.entries.queries import own_organisations
from app.judging.models import ConflictOfInterest
from app.programmes.models import Edition


def visible_to(person: Person, now: datetime) -> sa.ColumnElement[bool]:
    """The condition that leaves out every entry that the person has a tie to."""
    return sa.not_(hidden_from(person, now))


def hidden_from(person: Person, now: datetime) -> sa.ColumnElement[bool]:
    firms = {*own_organisations(person, now), person.employer_id or 0}
    declared = sa.select(ConflictOfInterest.entry_id).where(ConflictOfInterest.person_id == person.id)
    return sa.or_(
        sa.func.coalesce(Entry.organisation_id, -1).in_(firms),
        sa.func.coalesce(Entry.person_id, -1) == person.id,
        Entry.id.in_(declared),
    )


def has_tie_in(person: Person, edition: Edition, now: datetime) -> bool:
    """Whether any entry that was sent in to the edition is hidden from the person, ranked or not."""
    tied = sa.exists().where(
        Entry.edition_id == edition.id, Entry.submitted_at.is_not(None), hidden_from(person, now)
    )
    return bool(db.session.scalar(sa.select(tied)))
