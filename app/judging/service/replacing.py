"""Who steps in where a judge has stepped back."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.rules import is_judge
from app.core import clock
from app.core.db import db
from app.judging.models import Assignment, Panel, PanelSeat, StageEntry
from app.judging.queries import STAYS, conflicts_of


def least_loaded(stage_entry: StageEntry) -> Person | None:
    """The free judge of the panel who has least to read, by name among equals."""
    entry_id, track_id = stage_entry.candidacy.entry_id, stage_entry.candidacy.track_id
    on_it = sa.select(Assignment.judge_id).where(Assignment.stage_entry_id == stage_entry.id)
    load = (
        sa.select(sa.func.count())
        .select_from(Assignment)
        .join(Assignment.stage_entry)
        .where(
            Assignment.judge_id == Person.id,
            StageEntry.stage_id == stage_entry.stage_id,
            Assignment.recused_at.is_(None),
        )
        .correlate(Person)
        .scalar_subquery()
    )
    seated = (
        sa.select(Person)
        .join(PanelSeat, PanelSeat.judge_id == Person.id)
        .join(PanelSeat.panel)
        .where(
            Panel.stage_id == stage_entry.stage_id,
            sa.or_(Panel.track_id.is_(None), Panel.track_id == track_id),
            STAYS,
            Person.id.not_in(on_it),
        )
        .order_by(load, Person.sort_key, Person.email)
    )
    people = db.session.scalars(seated).all()
    barred = conflicts_of([person.id for person in people], [entry_id])
    edition, now = stage_entry.stage.edition, clock.now()
    free = (person for person in people if (person.id, entry_id) not in barred and is_judge(person, edition, now))
    return next(free, None)
