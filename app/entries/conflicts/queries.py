"""Who must not meet whom.

What is hidden from a reader is a condition built once; who reads comes in as parameters, by `reader`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.entries.applications.queries import own_organisations
from app.entries.models import ConflictOfInterest, Entry
from app.people.models import Person, Representation

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


_houses, _who = sa.bindparam("houses", expanding=True), sa.bindparam("who")

# An entry has either an organisation or a person, and NULL answers no question.
NOT_OWN = sa.and_(
    sa.or_(Entry.organisation_id.is_(None), Entry.organisation_id.not_in(_houses)),
    sa.or_(Entry.person_id.is_(None), Entry.person_id != _who),
)
"""Neither of the reader's own house nor their own: the truth of `entries.rules.has_tie`."""
NOT_DECLARED = Entry.id.not_in(
    sa.select(ConflictOfInterest.entry_id).where(ConflictOfInterest.person_id == _who)
)
"""Nor one that the reader has declared a tie to."""
VISIBLE = sa.and_(NOT_OWN, NOT_DECLARED)


def reader(person: Person, now: datetime) -> dict[str, Any]:
    """The parameters of `UNTIED`, `UNDECLARED` and `VISIBLE`."""
    return {"who": person.id, "houses": [*own_organisations(person, now), person.employer_id or 0]}
