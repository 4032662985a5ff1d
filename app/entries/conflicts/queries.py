"""Who must not meet which entry, asked of the database.

What is hidden from a reader is a condition built once; who reads comes in as parameters, by `reader`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.entries.conflicts.from_employers import from_employers
from app.entries.models import ConflictOfInterest, Entry
from app.people.models import Person
from app.people.organisations.rules import related_organisations
from app.programmes.models import Edition

Pair = tuple[int, int]

NOWHERE = 0
"""The id of no organisation."""
_organisations: sa.BindParameter[int] = sa.bindparam("organisations", expanding=True)
_who: sa.BindParameter[int] = sa.bindparam("who")

# An entry has either an organisation or a person, and NULL answers no question.
NOT_OWN = sa.and_(
    sa.or_(Entry.organisation_id.is_(None), Entry.organisation_id.not_in(_organisations)),
    sa.or_(Entry.person_id.is_(None), Entry.person_id != _who),
)
"""Neither the reader's own organisation's nor their own: as `entries.conflicts.rules.is_of_own_organisation` says."""
NOT_DECLARED = Entry.id.not_in(
    sa.select(ConflictOfInterest.entry_id).where(ConflictOfInterest.person_id == _who)
)
"""Nor one that the reader has declared a conflict of interest with."""
VISIBLE = sa.and_(NOT_OWN, NOT_DECLARED)


def reader(person: Person, now: datetime) -> dict[str, Any]:
    """The parameters of `NOT_OWN`, `NOT_DECLARED` and `VISIBLE`.

    On PostgreSQL a list without anything is written as one operator, IN or NOT IN, needs it, also where the statement
    asks both of it: so it is never empty.
    """
    return {"who": person.id, "organisations": sorted(related_organisations(person, now)) or [NOWHERE]}


_ANY_CONFLICT = sa.select(
    sa.exists().where(
        Entry.edition_id == sa.bindparam("edition"), Entry.submitted_at.is_not(None), sa.not_(VISIBLE)
    )
)


def has_conflict_in(person: Person, edition: Edition, now: datetime) -> bool:
    """Whether any entry that was submitted to the edition is hidden from the person, judged or not."""
    return bool(db.session.scalar(_ANY_CONFLICT, {**reader(person, now), "edition": edition.id}))


def conflicts_of(judge_ids: Sequence[int], entry_ids: Sequence[int]) -> set[Pair]:
    """(judge, entry) pairs that must not meet: employer, a former one, representation, own entry, or declared."""
    declared = sa.select(ConflictOfInterest.person_id, ConflictOfInterest.entry_id).where(
        ConflictOfInterest.person_id.in_(judge_ids), ConflictOfInterest.entry_id.in_(entry_ids)
    )
    known = from_employers(judge_ids, entry_ids)
    return {(judge, entry) for judge, entry in db.session.execute(sa.union(declared, *known))}
