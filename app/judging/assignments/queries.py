"""What a judge reads, and how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.verdict import Verdict, _, need
from app.entries.attachments.queries import sent_files
from app.entries.conflicts.queries import NOT_DECLARED, NOT_OWN, VISIBLE, reader
from app.entries.models import Attachment, Candidacy, Entry
from app.judging.assignments.rules import may_read
from app.judging.models import Assignment, Panel, PanelMember, ScoreSheet, SheetState, StageEntry
from app.judging.stages.queries import get_stage
from app.people.models import Person
from app.programmes.models import Edition, Stage

Listed = TypeVar("Listed", bound=tuple[Any, ...])


def assignments_of(judge: Person, stage: Stage) -> Sequence[Assignment]:
    """A judge's list in one stage, by number; entries they have come to have a tie with are left out."""
    return db.session.scalars(_list(), _of(judge, stage)).all()


def order_of_reading(judge: Person, stage: Stage) -> Sequence[str]:
    """Public ids of what is on the judge's list and was not given up, in its order."""
    return db.session.scalars(_order(), _of(judge, stage)).all()


def _of(judge: Person, stage: Stage) -> dict[str, Any]:
    return {**reader(judge, clock.now()), "stage": stage.id}


@cache
def _list() -> sa.Select[tuple[Assignment]]:
    return _listed(sa.select(Assignment)).options(
        contains_eager(Assignment.stage_entry)
        .contains_eager(StageEntry.candidacy)
        .options(contains_eager(Candidacy.entry), joinedload(Candidacy.track, innerjoin=True)),
        joinedload(Assignment.sheet),
    )


@cache
def _order() -> sa.Select[tuple[str]]:
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
    """Stages in which the judge has something to read: how many assignments, and how many sheets sent in."""
    sent = sa.func.sum(sa.case((ScoreSheet.state == SheetState.SENT, 1), else_=0))
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


def reads_attachment(person: Person, file: Attachment, now: datetime) -> Verdict:
    """A file belongs to the dossier of an entry that the judge reads in a stage where names are shown."""
    assignments = db.session.scalars(
        sa.select(Assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .where(Assignment.judge_id == person.id, Candidacy.entry_id == file.entry_id)
    )
    read = (a for a in assignments if may_read(person, a, now) and file in files_of(a))
    return need(next(read, None), _("This file is not part of your reading."))


def files_of(assignment: Assignment) -> list[Attachment]:
    """What was sent in for judges to read; nothing where judging is blind, since a file tells whose it is."""
    stage = assignment.stage_entry.stage
    direction = stage.edition.rulebook.direction(stage.direction.code)
    if direction.stage(stage.code).blind:
        return []
    shown = {
        field.code for field in direction.form if field.kind == "file" and field.shown_to_judges(blind=False)
    }
    if not shown:
        return []
    return [file for file in sent_files(assignment.stage_entry.candidacy.entry) if file.field in shown]


JudgeProgress = tuple[Stage, Person]


def get_judge_progress(public_id: str, judge_id: str) -> JudgeProgress:
    """A stage and somebody who has, or had, a seat in it."""
    stage = get_stage(public_id)
    seated = sa.select(PanelMember.judge_id).join(PanelMember.panel).where(Panel.stage_id == stage.id)
    judge = db.session.scalar(sa.select(Person).where(Person.public_id == judge_id, Person.id.in_(seated)))
    if judge is None:
        raise NotFound(judge_id)
    return stage, judge


def outstanding_of(stage: Stage, judge: Person, *, to: Person) -> Sequence[Assignment]:
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
