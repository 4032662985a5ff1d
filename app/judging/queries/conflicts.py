"""Who must not meet whom.

What is hidden from a reader is a condition built once; who reads comes in as parameters, by `reader`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import FormerEmployment, Person, Representation
from app.accounts.rules import houses_of
from app.core import clock
from app.core.db import db
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, ConflictOfInterest, ScoreSheet, SheetState, StageEntry
from app.programmes.models import Edition, Stage

Pair = tuple[int, int]
COUNTS = sa.and_(ScoreSheet.state == SheetState.SENT, Assignment.recused_at.is_(None))
"""Whether the assignment's sheet goes into the ranking."""

_houses, _who = sa.bindparam("houses", expanding=True), sa.bindparam("who")

# An entry has either an organisation or a person, and NULL answers no question.
UNTIED = sa.and_(
    sa.or_(Entry.organisation_id.is_(None), Entry.organisation_id.not_in(_houses)),
    sa.or_(Entry.person_id.is_(None), Entry.person_id != _who),
)
"""Neither of the reader's own house nor their own: the truth of `entries.rules.has_tie`."""
UNDECLARED = Entry.id.not_in(sa.select(ConflictOfInterest.entry_id).where(ConflictOfInterest.person_id == _who))
"""Nor one that the reader has declared a tie to."""
VISIBLE = sa.and_(UNTIED, UNDECLARED)


def reader(person: Person, now: datetime) -> dict[str, Any]:
    """The parameters of `UNTIED`, `UNDECLARED` and `VISIBLE`."""
    return {"who": person.id, "houses": sorted(houses_of(person, now))}


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
    judges, entries = Person.id.in_(judge_ids), Entry.id.in_(entry_ids)
    declared = sa.select(ConflictOfInterest.person_id, ConflictOfInterest.entry_id).where(
        ConflictOfInterest.person_id.in_(judge_ids), ConflictOfInterest.entry_id.in_(entry_ids)
    )
    employed = (
        sa.select(Person.id, Entry.id)
        .join(Entry, Entry.organisation_id == Person.employer_id)
        .where(judges, entries)
    )
    former = (
        sa.select(FormerEmployment.person_id, Entry.id)
        .join(Entry, Entry.organisation_id == FormerEmployment.organisation_id)
        .where(FormerEmployment.person_id.in_(judge_ids), entries)
    )
    acting = (
        sa.select(Representation.person_id, Entry.id)
        .join(Entry, Entry.organisation_id == Representation.organisation_id)
        .where(Representation.person_id.in_(judge_ids), entries, Representation.until.is_(None))
    )
    own = sa.select(Person.id, Entry.id).join(Entry, Entry.person_id == Person.id).where(judges, entries)
    return {(judge, entry) for judge, entry in db.session.execute(sa.union(declared, employed, former, acting, own))}


@dataclass(frozen=True, slots=True)
class Tie:
    """A declared tie to something in a stage, and whether the judge's sheet of it was sent in before."""

    row: StageEntry
    conflict: ConflictOfInterest
    counts: bool


def ties_of(stage: Stage, judge: Person, *, to: Person) -> Sequence[Tie]:
    """The ties that a judge has declared to what is in the stage, by number. `to`: the reader; theirs are left out."""
    rows = db.session.execute(
        _declared_in(stage, StageEntry, ConflictOfInterest, COUNTS)
        .where(ConflictOfInterest.person_id == judge.id, VISIBLE)
        .options(joinedload(StageEntry.candidacy).options(joinedload(Candidacy.entry), joinedload(Candidacy.track)))
        .order_by(Entry.number, Candidacy.slot),
        reader(to, clock.now()),
    )
    return [Tie(row, conflict, bool(counts)) for row, conflict, counts in rows]


def ties_in(stage: Stage, *, to: Person) -> dict[tuple[int, int | None], tuple[int, int]]:
    """(judge, track) ids to (declared conflicts with what is in the stage, sheets among them that were submitted and
    count), of what the reader may see; without a track, in the whole stage."""
    declared, count = sa.func.count(StageEntry.id), sa.func.sum(sa.case((COUNTS, 1), else_=0))
    judge_and_track = ConflictOfInterest.person_id, Candidacy.track_id
    rows = db.session.execute(
        _declared_in(stage, *judge_and_track, declared, count).where(VISIBLE).group_by(*judge_and_track),
        reader(to, clock.now()),
    )
    found: dict[tuple[int, int | None], tuple[int, int]] = {}
    for judge, track, conflicts, counting in rows:
        for key in ((judge, track), (judge, None)):
            known = found.get(key, (0, 0))
            found[key] = (known[0] + int(conflicts), known[1] + int(counting))
    return found


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
