"""Entries of a stage that fewer judges read than the rule-book asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, StageEntry
from app.people.models import Person
from app.programmes.models import Stage, StageKind


@dataclass(frozen=True, slots=True)
class Hole:
    """An entry that is short of readers."""

    row: StageEntry
    readers: int


def readers_needed(stage: Stage) -> int:
    """How many judges have to read each entry; of a whole panel, which may have members in conflict, at least one."""
    return stage.edition.rulebook.stage(stage.code, stage.direction.code).reads or 1


def holes_in(stage: Stage, *, to: Person | None = None) -> Sequence[Hole]:
    """Those of a scoring stage, by number; `to`: of what this reader may see."""
    if stage.kind != StageKind.SCORING:
        return []
    readers = (
        sa.select(StageEntry.id, sa.func.count(Assignment.id).label("readers"))
        .outerjoin(
            Assignment, sa.and_(Assignment.stage_entry_id == StageEntry.id, Assignment.recused_at.is_(None))
        )
        .where(StageEntry.stage_id == stage.id, StageEntry.left_at.is_(None))
        .group_by(StageEntry.id)
        .having(sa.func.count(Assignment.id) < readers_needed(stage))
        .subquery()
    )
    rows = (
        sa.select(StageEntry, readers.c.readers)
        .join(readers, readers.c.id == StageEntry.id)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .options(
            contains_eager(StageEntry.candidacy).options(
                contains_eager(Candidacy.entry), joinedload(Candidacy.track)
            )
        )
        .order_by(Entry.number, Candidacy.slot)
    )
    found = (
        db.session.execute(rows.where(VISIBLE), reader(to, clock.now())) if to else db.session.execute(rows)
    )
    return [Hole(row, count) for row, count in found]
