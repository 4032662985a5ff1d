"""An assignment is given up, by a recusal or a release, and the least loaded free judge replaces who gave it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.entries.conflicts.queries import conflicts_of
from app.judging.assignments.letters import tell
from app.judging.models import Assignment, Panel, PanelMember, StageEntry
from app.judging.panels.queries import STAYS
from app.people.models import Person
from app.people.roles.rules import is_judge


def lock_assignments(which: sa.ColumnElement[bool]) -> Sequence[Assignment]:
    """Always in the same order, so that two who hold several of them never wait for each other."""
    return db.session.scalars(
        sa.select(Assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .where(which)
        .order_by(Assignment.id)
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    ).all()


def give_up(assignment: Assignment, reason: str, *, by: Person, released: bool) -> Assignment | None:
    """The judge reads the entry no more; the assignment of who replaces them, where somebody is free."""
    assignment.recused_at, assignment.recusal_reason = clock.now(), reason
    assignment.released_by_id = by.id if released else None
    db.session.flush()
    replacement = _replace(assignment, by)
    record(
        "assignment.released" if released else "assignment.recused",
        f"assignment:{assignment.public_id}",
        by=by,
        edition_id=assignment.stage_entry.stage.edition_id,
        replaced_by=replacement.public_id if replacement else None,
    )
    db.session.flush()
    return replacement


def _replace(assignment: Assignment, by: Person) -> Assignment | None:
    stage_entry = assignment.stage_entry
    stage = stage_entry.stage
    book = stage.edition.rulebook.stage(stage.code, stage.direction.code)
    if stage.closed_at is not None or book.whole_panel or (judge := _least_loaded(stage_entry)) is None:
        return None
    row = Assignment(
        stage_entry=stage_entry,
        judge_id=judge.id,
        assigned_at=clock.now(),
        assigned_by_id=by.id,
        replaces_id=assignment.id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _least_loaded(stage_entry: StageEntry) -> Person | None:
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


def tell_replacements(stepped_in: Iterable[Assignment | None]) -> None:
    """One message to each judge who steps in, however many entries it is about."""
    rows = [row for row in stepped_in if row is not None]
    for stage in dict.fromkeys(row.stage_entry.stage for row in rows):
        tell(stage, Counter(row.judge_id for row in rows if row.stage_entry.stage is stage))
