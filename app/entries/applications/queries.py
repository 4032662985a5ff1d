"""Reads of entries for their applicants: one with all its page shows, a person's own, and whom letters go to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.consents.queries import standing_consents
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.verdict import Verdict
from app.entries.applications import rules
from app.entries.models import Candidacy, Entry, EntryState
from app.people.models import Person, Representation
from app.people.organisations.rules import organisation_ids_of
from app.people.representations.queries import people_acting_for
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


def is_consented(edition: Edition, by: Person) -> Verdict:
    """Whether the person agreed to the processing of what they hand over, in the text in force."""
    return rules.has_consented(standing_consents(by, edition))


def applicants_of(entry: Entry) -> list[Person]:
    """Whom letters about the entry go to: everybody who acts for the organisation, or the person who applies."""
    acting = (
        people_acting_for(entry.organisation_id, clock.now()) if entry.organisation_id is not None else []
    )
    return list(acting) or [db.session.get_one(Person, entry.person_id or entry.created_by_id)]


def applicants_in(edition_id: int, now: datetime) -> Sequence[sa.Row[Person, str, str | None]]:
    """The same for every entry that stands in an edition: person, public id and number of the entry, by number."""
    acting = sa.and_(
        Representation.organisation_id == Entry.organisation_id,
        Representation.since <= now,
        sa.or_(Representation.until.is_(None), Representation.until > now),
    )
    who = sa.func.coalesce(Representation.person_id, Entry.person_id, Entry.created_by_id)
    return db.session.execute(
        sa.select(Person, Entry.public_id, Entry.number)
        .select_from(Entry)
        .outerjoin(Representation, acting)
        .join(Person, Person.id == who)
        .where(Entry.edition_id == edition_id, Entry.state == EntryState.SUBMITTED)
        .order_by(Entry.number, Person.id)
    ).all()


def entries_of(person: Person, now: datetime) -> Sequence[Entry]:
    """Every entry the person applies with, newest first."""
    mine = sa.or_(Entry.organisation_id.in_(organisation_ids_of(person, now)), Entry.person_id == person.id)
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
