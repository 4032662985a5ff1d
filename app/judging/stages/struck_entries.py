"""An entry is struck: it leaves every stage that is not closed, and no sheet of it is outstanding any more."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.entries.models import Candidacy, Entry
from app.judging.models import Assignment, ScoreSheet, SheetState, StageEntry
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.programmes.models import Stage


def leave_stages(*, entry: Entry, reason: str, by: Person) -> None:
    """What was scored in a closed stage stays as it is; judges with an open sheet are told, once for each stage."""
    rows = db.session.scalars(
        sa.select(StageEntry)
        .join(StageEntry.candidacy)
        .join(StageEntry.stage)
        .where(Candidacy.entry_id == entry.id, Stage.closed_at.is_(None), StageEntry.left_at.is_(None))
        .order_by(StageEntry.id)
    ).all()
    for row in rows:
        row.left_at = clock.now()
    for stage in dict.fromkeys(row.stage for row in rows):
        _release(stage, [row.id for row in rows if row.stage is stage], reason=reason, by=by)
    db.session.flush()


def _release(stage: Stage, stage_entries: list[int], *, reason: str, by: Person) -> None:
    outstanding = db.session.scalars(
        sa.select(Assignment)
        .outerjoin(Assignment.sheet)
        .where(
            Assignment.stage_entry_id.in_(stage_entries),
            Assignment.recused_at.is_(None),
            sa.or_(ScoreSheet.id.is_(None), ScoreSheet.state != SheetState.SUBMITTED),
        )
        .order_by(Assignment.id)
        .with_for_update(of=Assignment)
    ).all()
    for each in outstanding:
        each.recused_at, each.recusal_reason, each.released_by_id = clock.now(), reason, by.id
        record("assignment.released", f"assignment:{each.public_id}", by=by, edition_id=stage.edition_id)
    for judge, count in Counter(each.judge for each in outstanding).items():
        enqueue_letter("released", to=judge, stage=stage.name, edition=stage.edition.public_id, count=count)
