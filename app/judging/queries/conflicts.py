"""Who must not meet whom."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.accounts.models import Person, Representation
from app.core.db import db
from app.entries.models import Entry
from app.judging.models import (
    ConflictOfInterest,
)

Pair = tuple[int, int]


def conflicts_of(judge_ids: Sequence[int], entry_ids: Sequence[int]) -> set[Pair]:
    """(judge, entry) pairs that must not meet: employer, representation, own entry, or declared."""
    judges, entries = Person.id.in_(judge_ids), Entry.id.in_(entry_ids)
    declared = sa.select(ConflictOfInterest.person_id, ConflictOfInterest.entry_id).where(
        ConflictOfInterest.person_id.in_(judge_ids), ConflictOfInterest.entry_id.in_(entry_ids)
    )
    employed = (
        sa.select(Person.id, Entry.id)
        .join(Entry, Entry.organisation_id == Person.employer_id)
        .where(judges, entries)
    )
    acting = (
        sa.select(Representation.person_id, Entry.id)
        .join(Entry, Entry.organisation_id == Representation.organisation_id)
        .where(Representation.person_id.in_(judge_ids), entries, Representation.until.is_(None))
    )
    own = sa.select(Person.id, Entry.id).join(Entry, Entry.person_id == Person.id).where(judges, entries)
    return {(judge, entry) for judge, entry in db.session.execute(sa.union(declared, employed, acting, own))}
