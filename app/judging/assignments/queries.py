"""What a judge reads in a stage, and which sheets are outstanding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.entries.conflicts.queries import NOT_DECLARED, NOT_OWN, VISIBLE, reader
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, Panel, PanelMember, ScoreSheet, SheetState, StageEntry
from app.judging.stages.queries import get_stage
from app.people.models import Person
from app.programmes.models import Edition, Stage

Listed = TypeVar("Listed")


def assignments_of(judge: Person, stage: Stage) -> Sequence[Assignment]:
    """A judge's list in one stage, by number; entries they have come to have a conflict of interest with are
    left out."""
    return db.session.scalars(_list(), _of(judge, stage)).all()


def order_of_reading(judge: Person, stage: Stage) -> Sequence[str]:
    """Public ids of what is on the judge's list and was not given up, in its order."""
    return db.session.scalars(_order(), _of(judge, stage)).all()


def _of(judge: Person, stage: Stage) -> dict[str, Any]:
    return {**reader(judge, clock.now()), "stage": stage.id}


@cache
def _list() -> sa.Select[Assignment]:
    return _listed(sa.select(Assignment)).options(
        contains_eager(Assignment.stage_entry)
        .contains_eager(StageEntry.candidacy)
        .options(contains_eager(Candidacy.entry), joinedload(Candidacy.track, innerjoin=True)),
        joinedload(Assignment.sheet),
    )


@cache
def _order() -> sa.Select[str]:
    return _listed(sa.select(Assignment.public_id).where(Assignment.recused_at.is_(None)))


def _listed(rows: sa.Select[Listed]) -> sa.Select[Listed]:
    return (
        rows.join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .where(
            Assignment.judge_id == sa.bindparam("who"),
            StageEntry.stage_id == sa.bindparam("stage"),
            NOT_OWN,
            sa.or_(Assignment.recused_at.is_not(None), NOT_DECLARED),
        )
        .order_by(Entry.number, Candidacy.slot)
    )


def stages_of_judge(judge: Person) -> Sequence[tuple[Stage, int, int]]:
    """Stages in which the judge has something to read: how many assignments, and how many sheets submitted."""
    sent = sa.func.sum(sa.case((ScoreSheet.state == SheetState.SUBMITTED, 1), else_=0))
    rows = db.session.execute(
        sa.select(Stage, sa.func.count(Assignment.id), sent)
        .join(StageEntry, StageEntry.stage_id == Stage.id)
        .join(Assignment, Assignment.stage_entry_id == StageEntry.id)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .join(Stage.edition)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(
            Assignment.judge_id == judge.id,
            Assignment.recused_at.is_(None),
            VISIBLE,
            Stage.opened_at.is_not(None),
            Edition.archived_at.is_(None),
        )
        .options(joinedload(Stage.edition).joinedload(Edition.programme), joinedload(Stage.direction))
        .group_by(Stage.id)
        .order_by(Stage.closed_at.is_not(None), Stage.closes_at.desc(), Stage.id),
        reader(judge, clock.now()),
    )
    return [(stage, count, int(done or 0)) for stage, count, done in rows]


OUTSTANDING = sa.and_(
    Assignment.recused_at.is_(None), sa.or_(ScoreSheet.id.is_(None), ScoreSheet.state != SheetState.SUBMITTED)
)
"""Whether the judge still has to submit a sheet."""

JudgeProgress = tuple[Stage, Person]


def outstanding_of(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Those of a judge's list that still wait for a sheet: the truth of `OUTSTANDING`."""
    return [each for each in assignments if each.recused_at is None and not each.is_submitted]


def get_judge_progress(public_id: str, judge_id: str) -> JudgeProgress:
    """A stage and somebody who has, or had, a place on a panel of it."""
    stage = get_stage(public_id)
    members = sa.select(PanelMember.judge_id).join(PanelMember.panel).where(Panel.stage_id == stage.id)
    judge = db.session.scalar(sa.select(Person).where(Person.public_id == judge_id, Person.id.in_(members)))
    if judge is None:
        raise NotFound(judge_id)
    return stage, judge


def outstanding_by(stage: Stage, judge: Person, *, to: Person) -> Sequence[Assignment]:
    """Sheets that the judge still has to submit, by number, of what the reader `to` may see."""
    return _read_by(stage, judge, OUTSTANDING, to=to)


def reads_by(stage: Stage, judge: Person, *, to: Person) -> Sequence[Assignment]:
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


def _read_by(
    stage: Stage, judge: Person, which: sa.ColumnElement[bool], *, to: Person
) -> Sequence[Assignment]:
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


def count_outstanding(stage: Stage, *, to: Person | None = None) -> int:
    """How many sheets of the stage are still to be submitted; `to`: of what this reader may see."""
    return _count(_outstanding(stage), to)


def _outstanding(stage: Stage) -> sa.Select[int]:
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


def _count(rows: sa.Select[int], to: Person | None) -> int:
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


def count_outstanding_by(stage: Stage, judge: Person) -> int:
    """How many sheets a judge sees that they still have to submit."""
    return len(outstanding_by(stage, judge, to=judge))
