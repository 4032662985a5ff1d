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

OUTSTANDING = sa.and_(
    Assignment.recused_at.is_(None), sa.or_(ScoreSheet.id.is_(None), ScoreSheet.state != SheetState.SENT)
)
"""Whether the judge still has to submit a sheet."""

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
    """Sheets that the judge still has to submit, by number, of what the reader `to` may see."""
    return _read_by(stage, judge, OUTSTANDING, to=to)


def read_by(stage: Stage, judge: Person, *, to: Person) -> Sequence[Assignment]:
    """What the judge reads or has read in the stage and not given up, by number, of what the reader may see."""
    return _read_by(stage, judge, Assignment.recused_at.is_(None), to=to)


def given_up(stage: Stage, judge: Person, *, to: Person) -> Sequence[tuple[Assignment, Person | None]]:
    """What the judge reads no more, by number, each with who reads it instead."""
    rows = _read_by(stage, judge, Assignment.recused_at.is_not(None), to=to)
    instead = dict(
        db.session.execute(
            sa.select(Assignment.replaces_id, Person)
            .join(Assignment.judge)
            .where(Assignment.replaces_id.in_([row.id for row in rows]))
        ).all()
    )
    return [(row, instead.get(row.id)) for row in rows]


def _read_by(stage: Stage, judge: Person, which: sa.ColumnElement[bool], *, to: Person) -> Sequence[Assignment]:
    return db.session.scalars(
        sa.select(Assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .outerjoin(Assignment.sheet)
        .where(Assignment.judge_id == judge.id, which, StageEntry.stage_id == stage.id, VISIBLE)
        .options(
            contains_eager(Assignment.sheet),
            contains_eager(Assignment.stage_entry)
            .contains_eager(StageEntry.candidacy)
            .options(contains_eager(Candidacy.entry), joinedload(Candidacy.track)),
        )
        .order_by(Entry.number, Candidacy.slot),
        reader(to, clock.now()),
    ).all()


def outstanding_in(panel: Panel, judge: Person, *, to: Person | None = None) -> int:
    """How many sheets of the panel's track the judge still has to submit; `to`: of what this reader may see."""
    rows = _outstanding(panel.stage).where(
        Assignment.judge_id == judge.id,
        sa.true() if panel.track_id is None else Candidacy.track_id == panel.track_id,
    )
    return _count(rows, to)


def unsent_count(stage: Stage, *, to: Person | None = None) -> int:
    """How many sheets of the stage are still to be submitted; `to`: of what this reader may see."""
    return _count(_outstanding(stage), to)


def _outstanding(stage: Stage) -> sa.Select[tuple[int]]:
    return (
        sa.select(sa.func.count(Assignment.id))
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .outerjoin(Assignment.sheet)
        .where(StageEntry.stage_id == stage.id, OUTSTANDING)
    )


def count_seen(assignment_ids: Sequence[int], *, to: Person) -> int:
    """How many of the assignments are of entries that the reader may see."""
    rows = (
        sa.select(sa.func.count(Assignment.id))
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .where(Assignment.id.in_(assignment_ids))
    )
    return _count(rows, to)


def _count(rows: sa.Select[tuple[int]], to: Person | None) -> int:
    if to is None:
        return db.session.scalar(rows) or 0
    return db.session.scalar(rows.where(VISIBLE), reader(to, clock.now())) or 0


def waited_for(stage: Stage, *, to: Person) -> Sequence[tuple[Person, int]]:
    """Judges with outstanding sheets of entries that the reader may see, by name, and how many of them."""
    rows = db.session.execute(
        sa.select(Person, sa.func.count(Assignment.id))
        .join(Assignment, Assignment.judge_id == Person.id)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .outerjoin(Assignment.sheet)
        .where(StageEntry.stage_id == stage.id, OUTSTANDING, VISIBLE)
        .group_by(Person.id)
        .order_by(Person.sort_key, Person.email),
        reader(to, clock.now()),
    )
    return [(judge, count) for judge, count in rows]


def outstanding_of(stage: Stage, judge: Person) -> int:
    """How many sheets a judge sees that they still have to submit."""
    return len(owed_by(stage, judge, to=judge))
