"""Reads of entries that several callers share; lists are paged by key and filtered by what the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.entries.models import Candidacy, Entry
from app.people.models import Person
from app.programmes.models import Edition


def get_entry(public_id: str) -> Entry:
    """An entry with what every page about it shows."""
    entry = db.session.scalar(
        sa.select(Entry)
        .where(Entry.public_id == public_id)
        .options(
            joinedload(Entry.edition).joinedload(Edition.programme),
            joinedload(Entry.direction),
            joinedload(Entry.organisation),
            joinedload(Entry.person),
            selectinload(Entry.candidacies).joinedload(Candidacy.track),
        )
    )
    if entry is None:
        raise NotFound(public_id)
    return entry


def own_organisations(person: Person, now: datetime) -> list[int]:
    return [
        row.organisation_id
        for row in person.representations
        if row.since <= now and (row.until is None or now < row.until)
    ]


def entries_of(person: Person, now: datetime) -> Sequence[Entry]:
    """Every entry the person applies with, newest first."""
    mine = sa.or_(Entry.organisation_id.in_(own_organisations(person, now)), Entry.person_id == person.id)
    return db.session.scalars(
        sa.select(Entry)
        .where(mine)
        .options(
            joinedload(Entry.edition).joinedload(Edition.programme),
            joinedload(Entry.edition).joinedload(Edition.current_version),
            joinedload(Entry.direction),
            joinedload(Entry.organisation),
            selectinload(Entry.candidacies).joinedload(Candidacy.track),
        )
        .order_by(Entry.id.desc())
        .limit(200)
    ).all()
