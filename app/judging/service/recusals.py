"""Stepping back from an entry, and who steps in."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.rules import is_judge
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import _, need
from app.entries.models import Candidacy, Entry
from app.judging import rules
from app.judging.models import (
    Assignment,
    ConflictOfInterest,
    ConflictSource,
    Panel,
    PanelSeat,
    StageEntry,
)
from app.judging.queries import conflicts_of
from app.judging.service.assignments import tell


def recuse(*, assignment: Assignment, reason: str, by: Person) -> Assignment | None:
    """Step back for good, with a reason; the least loaded free judge of the panel steps in, where there is one.

    A tie is to the entry: what the judge still has to read of its other candidacies is given up with it.
    """
    enforce(rules.may_recuse(by, assignment, clock.now()))
    enforce(need(said := reason.strip(), _("Say why you step back.")))
    _declare(by, assignment.stage_entry.candidacy.entry, said)
    replacement, *_others = [_step_back(each, said, by) for each in (assignment, *_siblings(assignment))]
    return replacement


def _declare(judge: Person, entry: Entry, reason: str) -> None:
    known = sa.select(ConflictOfInterest.id).where(
        ConflictOfInterest.person_id == judge.id, ConflictOfInterest.entry_id == entry.id
    )
    if db.session.scalar(known) is None:
        db.session.add(
            ConflictOfInterest(person_id=judge.id, entry_id=entry.id, source=ConflictSource.DECLARED, reason=reason,
                               since=clock.now())
        )  # fmt: skip
        db.session.flush()


def _siblings(assignment: Assignment) -> Sequence[Assignment]:
    """The judge's other assignments to candidacies of this entry that can be given up."""
    found = db.session.scalars(
        sa.select(Assignment)
        .join(Assignment.stage_entry)
        .join(StageEntry.candidacy)
        .where(
            Assignment.judge_id == assignment.judge_id,
            Assignment.id != assignment.id,
            Candidacy.entry_id == assignment.stage_entry.candidacy.entry_id,
        )
        .order_by(Assignment.id)
    ).all()
    return [each for each in found if rules.may_recuse(each.judge, each, clock.now())]


def _step_back(assignment: Assignment, reason: str, by: Person) -> Assignment | None:
    assignment.recused_at, assignment.recusal_reason = clock.now(), reason
    db.session.flush()
    replacement = _replace(assignment, by)
    record(
        "assignment.recused", f"assignment:{assignment.public_id}", by=by,
        edition_id=assignment.stage_entry.stage.edition_id,
        replaced_by=replacement.public_id if replacement else None,
    )  # fmt: skip
    db.session.flush()
    return replacement


def _replace(assignment: Assignment, by: Person) -> Assignment | None:
    stage_entry = assignment.stage_entry
    book = stage_entry.stage.edition.rulebook.stage(stage_entry.stage.code, stage_entry.stage.direction.code)
    if book.whole_panel or (judge := _least_loaded(stage_entry)) is None:
        return None
    row = Assignment(
        stage_entry=stage_entry, judge_id=judge.id, assigned_at=clock.now(), assigned_by_id=by.id,
        replaces_id=assignment.id,
    )  # fmt: skip
    db.session.add(row)
    tell(stage_entry.stage, {judge.id: 1})
    db.session.flush()
    return row


def _least_loaded(stage_entry: StageEntry) -> Person | None:
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
            PanelSeat.left_at.is_(None),
            Person.id.not_in(on_it),
        )
        .order_by(load, Person.sort_key, Person.email)
    )
    people = db.session.scalars(seated).all()
    barred = conflicts_of([person.id for person in people], [entry_id])
    edition, now = stage_entry.stage.edition, clock.now()
    free = (person for person in people if (person.id, entry_id) not in barred and is_judge(person, edition, now))
    return next(free, None)
