"""Who must not meet whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Person, Representation
from app.core import clock
from app.core.db import db
from app.entries.models import Candidacy, Entry
from app.entries.queries import own_organisations
from app.judging.models import Assignment, ConflictOfInterest, ScoreSheet, SheetState, StageEntry
from app.programmes.models import Stage

Pair = tuple[int, int]
COUNTS = sa.and_(ScoreSheet.state == SheetState.SENT, Assignment.recused_at.is_(None))
"""Whether the assignment's sheet goes into the ranking."""


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


def without_tie(person: Person) -> sa.ColumnElement[bool]:
    """As the rule says of one entry: not of their own house, and not their own."""
    own = [*own_organisations(person, clock.now()), person.employer_id or 0]
    return sa.and_(
        sa.func.coalesce(Entry.organisation_id, -1).not_in(own), sa.func.coalesce(Entry.person_id, -1) != person.id
    )


def not_declared(person: Person) -> sa.ColumnElement[bool]:
    """Nor one that they have declared a tie to."""
    declared = sa.select(ConflictOfInterest.entry_id).where(ConflictOfInterest.person_id == person.id)
    return Entry.id.not_in(declared)


@dataclass(frozen=True, slots=True)
class Tie:
    """A declared tie to something in a stage, and whether the judge's sheet of it was sent in before."""

    row: StageEntry
    conflict: ConflictOfInterest
    counts: bool


def ties_of(stage: Stage, judge: Person, *, reader: Person) -> Sequence[Tie]:
    """The ties that a judge has declared to what is in the stage, by number; without those of the reader's own."""
    rows = db.session.execute(
        _declared_in(stage, StageEntry, ConflictOfInterest, COUNTS)
        .where(ConflictOfInterest.person_id == judge.id, without_tie(reader), not_declared(reader))
        .options(joinedload(StageEntry.candidacy).options(joinedload(Candidacy.entry), joinedload(Candidacy.track)))
        .order_by(Entry.number, Candidacy.slot)
    )
    return [Tie(row, conflict, bool(counts)) for row, conflict, counts in rows]


def ties_in(stage: Stage) -> dict[int, tuple[int, int]]:
    """Judge id to (declared ties to what is in the stage, sheets of those that were sent in before and count)."""
    declared, count = sa.func.count(StageEntry.id), sa.func.sum(sa.case((COUNTS, 1), else_=0))
    rows = db.session.execute(
        _declared_in(stage, ConflictOfInterest.person_id, declared, count).group_by(ConflictOfInterest.person_id)
    )
    return {judge: (int(declared), int(counting)) for judge, declared, counting in rows}


def _declared_in(stage: Stage, *what: Any) -> sa.Select[Any]:
    of_judge = sa.and_(
        Assignment.stage_entry_id == StageEntry.id, Assignment.judge_id == ConflictOfInterest.person_id
    )
    return (
        sa.select(*what)
        .select_from(StageEntry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .join(ConflictOfInterest, ConflictOfInterest.entry_id == Entry.id)
        .outerjoin(Assignment, of_judge)
        .outerjoin(Assignment.sheet)
        .where(StageEntry.stage_id == stage.id)
    )
