"""The readers of one entry recuse themselves until nobody is left to replace them: the stage has a hole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from app.core.db import db
from app.demo.runner import act
from app.demo.steps.judging import TEAM
from app.judging.conflicts import recusals
from app.judging.models import Assignment, StageEntry
from app.judging.stages.queries import entries_in
from app.programmes.models import Stage


def leave_a_hole(stage_id: int, track: str, at: datetime) -> None:
    """In the first entry of the track."""
    entry = _first_entry(stage_id, track)
    readers = wanted = _readers(entry)
    while len(readers) == len(wanted):
        act(at, partial(_step_back, readers[0]))
        readers = _readers(entry)


def _first_entry(stage_id: int, track: str) -> int:
    rows = entries_in(db.session.get_one(Stage, stage_id))
    found: StageEntry = next(row for row in rows if row.candidacy.track.code == track)
    return found.id


def _readers(stage_entry_id: int) -> Sequence[int]:
    """Assignments that stand."""
    standing = sa.select(Assignment.id).where(
        Assignment.stage_entry_id == stage_entry_id, Assignment.recused_at.is_(None)
    )
    found = db.session.scalars(standing.order_by(Assignment.id)).all()
    db.session.rollback()
    return found


def _step_back(assignment_id: int) -> None:
    assignment = db.session.get_one(Assignment, assignment_id)
    recusals.recuse(assignment=assignment, reason=TEAM, by=assignment.judge)
