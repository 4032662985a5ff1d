"""Requests to reopen a submitted sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy
from app.judging.models import Assignment, ScoreSheet, StageEntry
from app.judging.reopenings.models import SheetReopening
from app.people.models import Person
from app.programmes.models import Edition, Stage


def get_reopening(public_id: str) -> SheetReopening:
    """A request with everything that its page and its rules ask for."""
    rows = _requests().where(SheetReopening.public_id == public_id)
    reopening = db.session.scalar(rows.options(joinedload(SheetReopening.proposed_by)))
    if reopening is None:
        raise NotFound(public_id)
    return reopening


def reopenings_of(assignment: Assignment) -> Sequence[SheetReopening]:
    """All requests to reopen the sheet of an assignment, the earliest first."""
    rows = sa.select(SheetReopening).join(SheetReopening.sheet).order_by(SheetReopening.id)
    return db.session.scalars(rows.where(ScoreSheet.assignment_id == assignment.id)).all()


def reopenings_in(stage: Stage, *, to: Person) -> Sequence[SheetReopening]:
    """All requests of a stage, the latest first, of what the reader may see."""
    return _seen(_requests().where(StageEntry.stage_id == stage.id).order_by(SheetReopening.id.desc()), to)


def open_reopenings(edition_ids: Collection[int], *, proposed: bool, to: Person) -> Sequence[SheetReopening]:
    """Those that wait for an officer or, once `proposed`, for an approver; the earliest first."""
    waiting = SheetReopening.proposed_at.is_not(None) if proposed else SheetReopening.proposed_at.is_(None)
    rows = _requests().where(Stage.edition_id.in_(edition_ids), SheetReopening.decided_at.is_(None), waiting)
    return _seen(rows.where(Assignment.recused_at.is_(None)).order_by(SheetReopening.id), to)


def _seen(rows: sa.Select[SheetReopening], to: Person) -> Sequence[SheetReopening]:
    return db.session.scalars(rows.where(VISIBLE), reader(to, clock.now())).all()


def _requests() -> sa.Select[SheetReopening]:
    sheet = contains_eager(SheetReopening.sheet)
    assignment = sheet.contains_eager(ScoreSheet.assignment)
    row = assignment.contains_eager(Assignment.stage_entry)
    return (
        sa.select(SheetReopening)
        .join(SheetReopening.sheet)
        .join(ScoreSheet.assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.stage)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .options(
            assignment.joinedload(Assignment.judge),
            row.contains_eager(StageEntry.stage).joinedload(Stage.edition).joinedload(Edition.programme),
            row.contains_eager(StageEntry.candidacy).options(
                contains_eager(Candidacy.entry), joinedload(Candidacy.track)
            ),
        )
    )
