"""Who sits where, and how much they have to read."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, subqueryload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy
from app.judging.models import Assignment, Panel, PanelMember, ScoreSheet, SheetState, StageEntry
from app.people.models import Person, Role, RoleGrant
from app.programmes.models import Edition, Stage


def panels_of(stage: Stage) -> Sequence[Panel]:
    """The panels of a stage with the people who sit on them now."""
    return (
        db.session.scalars(
            sa.select(Panel)
            .outerjoin(Panel.seats.and_(PanelMember.left_at.is_(None)))
            .outerjoin(PanelMember.judge)
            .where(Panel.stage_id == stage.id)
            .options(contains_eager(Panel.seats).contains_eager(PanelMember.judge), joinedload(Panel.track))
            .order_by(Panel.id, Person.sort_key, Person.email)
            .execution_options(populate_existing=True)  # a panel read before may hold people who have left
        )
        .unique()
        .all()
    )


def count_members(stage: Stage) -> int:
    """How many people have a seat in the stage now."""
    seats = sa.select(sa.func.count(PanelMember.judge_id.distinct())).join(PanelMember.panel)
    return db.session.scalar(seats.where(Panel.stage_id == stage.id, PanelMember.left_at.is_(None))) or 0


def committee_of(stage: Stage) -> set[int]:
    """Ids of the people who sit on the stage's committee now."""
    return set(
        db.session.scalars(
            sa.select(PanelMember.judge_id)
            .join(PanelMember.panel)
            .where(Panel.stage_id == stage.id, Panel.track_id.is_(None), PanelMember.left_at.is_(None))
        )
    )


def judges_of(edition: Edition) -> Sequence[Person]:
    """Everybody who is or was a judge of the edition, by name."""
    return db.session.scalars(
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.edition_id == edition.id, RoleGrant.role == Role.JUDGE)
        .options(joinedload(Person.employer), subqueryload(Person.grants))
        .order_by(Person.sort_key, Person.email)
    ).all()


def get_panel(public_id: str, judge_id: str) -> tuple[Panel, Person]:
    """A panel and a person who sits on it."""
    row = db.session.execute(
        sa.select(Panel, Person)
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .join(Person, Person.id == PanelMember.judge_id)
        .where(Panel.public_id == public_id, Person.public_id == judge_id, PanelMember.left_at.is_(None))
        .options(joinedload(Panel.stage))
    ).one_or_none()
    if row is None:
        raise NotFound(public_id)
    return row[0], row[1]


def loads_of(stage: Stage, *, to: Person) -> dict[int, tuple[int, int]]:
    """Judge id to (assignments that stand, sheets sent in), of what the reader may see."""
    sent = sa.func.sum(sa.case((ScoreSheet.state == SheetState.SENT, 1), else_=0))
    rows = db.session.execute(
        sa.select(Assignment.judge_id, sa.func.count(Assignment.id), sent)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(StageEntry.stage_id == stage.id, Assignment.recused_at.is_(None), VISIBLE)
        .group_by(Assignment.judge_id),
        reader(to, clock.now()),
    )
    return {judge: (int(count), int(done or 0)) for judge, count, done in rows}
