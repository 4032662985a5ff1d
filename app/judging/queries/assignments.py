"""What a judge reads, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Person
from app.core import clock
from app.core.db import db
from app.core.verdict import Verdict, _, need
from app.entries.models import Attachment, Candidacy, Entry
from app.entries.queries import sent_files
from app.judging.models import (
    Assignment,
    JudgeProfile,
    ScoreSheet,
    SheetState,
    StageEntry,
)
from app.judging.queries.conflicts import UNDECLARED, UNTIED, VISIBLE, reader
from app.judging.rules import may_read
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
            UNTIED,
            sa.or_(Assignment.recused_at.is_not(None), UNDECLARED),
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
    shown = {field.code for field in direction.form if field.kind == "file" and field.shown_to_judges(blind=False)}
    if not shown:
        return []
    return [file for file in sent_files(assignment.stage_entry.candidacy.entry) if file.field in shown]


def profiles_of(judges: Iterable[Person]) -> dict[int, JudgeProfile]:
    """What each of them says they can judge, by the id of the judge."""
    wanted = [judge.id for judge in judges]
    found = db.session.scalars(sa.select(JudgeProfile).where(JudgeProfile.person_id.in_(wanted)))
    return {profile.person_id: profile for profile in found}


def find_profile(judge: Person) -> JudgeProfile | None:
    return db.session.scalar(sa.select(JudgeProfile).where(JudgeProfile.person_id == judge.id))
