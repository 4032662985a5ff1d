"""Conflicts of interest that were put on record in a stage, and the sheets that they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import db
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, ConflictOfInterest, Entry
from app.judging.models import Assignment, StageEntry
from app.judging.sheets.queries import COUNTS
from app.people.models import Person
from app.programmes.models import Stage


@dataclass(frozen=True, slots=True)
class StageConflict:
    """A declared conflict of interest in a stage, and whether the judge's sheet of the entry was submitted before."""

    row: StageEntry
    declared: ConflictOfInterest
    counts: bool


def conflicts_of_judge(stage: Stage, judge: Person, *, to: Person) -> Sequence[StageConflict]:
    """The conflicts of interest that a judge has declared to what is in the stage, by number. `to`: the
    reader; theirs are left out."""
    rows = db.session.execute(
        _declared_in(stage, StageEntry, ConflictOfInterest, COUNTS)
        .where(ConflictOfInterest.person_id == judge.id, VISIBLE)
        .options(
            joinedload(StageEntry.candidacy).options(joinedload(Candidacy.entry), joinedload(Candidacy.track))
        )
        .order_by(Entry.number, Candidacy.slot),
        reader(to, clock.now()),
    )
    return [StageConflict(row, conflict, bool(counts)) for row, conflict, counts in rows]


def conflicts_in(stage: Stage, *, to: Person) -> dict[tuple[int, int | None], tuple[int, int]]:
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
