"""What one judge has to read in a stage, as the office sees it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Person
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, Panel, PanelSeat, ScoreSheet, SheetState, StageEntry
from app.judging.queries.conflicts import VISIBLE, reader
from app.judging.queries.stages import get_stage
from app.programmes.models import Stage

Reading = tuple[Stage, Person]


def get_reading(public_id: str, judge_id: str) -> Reading:
    """A stage and somebody who has, or had, a seat in it."""
    stage = get_stage(public_id)
    seated = sa.select(PanelSeat.judge_id).join(PanelSeat.panel).where(Panel.stage_id == stage.id)
    judge = db.session.scalar(sa.select(Person).where(Person.public_id == judge_id, Person.id.in_(seated)))
    if judge is None:
        raise NotFound(judge_id)
    return stage, judge


def owed_by(stage: Stage, judge: Person, *, to: Person) -> Sequence[Assignment]:
    """Sheets that the judge still owes, by number. `to`: the reader; what they have a tie to is left out."""
    return db.session.scalars(
        sa.select(Assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .outerjoin(Assignment.sheet)
        .where(
            Assignment.judge_id == judge.id,
            Assignment.recused_at.is_(None),
            StageEntry.stage_id == stage.id,
            sa.or_(ScoreSheet.id.is_(None), ScoreSheet.state != SheetState.SENT),
            VISIBLE,
        )
        .options(
            contains_eager(Assignment.sheet),
            contains_eager(Assignment.stage_entry)
            .contains_eager(StageEntry.candidacy)
            .options(contains_eager(Candidacy.entry), joinedload(Candidacy.track)),
        )
        .order_by(Entry.number, Candidacy.slot),
        reader(to, clock.now()),
    ).all()
