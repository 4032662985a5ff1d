"""Who replaces a judge that was recused."""

from __future__ import annotations

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.entries.conflicts.queries import conflicts_of
from app.judging.models import Assignment, Panel, PanelMember, StageEntry
from app.judging.panels.queries import STAYS
from app.people.models import Person
from app.people.roles.rules import is_judge


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
    members = (
        sa.select(Person)
        .join(PanelMember, PanelMember.judge_id == Person.id)
        .join(PanelMember.panel)
        .where(
            Panel.stage_id == stage_entry.stage_id,
            sa.or_(Panel.track_id.is_(None), Panel.track_id == track_id),
            STAYS,
            Person.id.not_in(on_it),
        )
        .order_by(load, Person.sort_key, Person.email)
    )
    people = db.session.scalars(members).all()
    barred = conflicts_of([person.id for person in people], [entry_id])
    edition, now = stage_entry.stage.edition, clock.now()
    free = (
        person for person in people if (person.id, entry_id) not in barred and is_judge(person, edition, now)
    )
    return next(free, None)
