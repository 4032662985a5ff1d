"""Stepping back from an entry, by the judge or by the office, and who steps in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import _, need
from app.entries.models import Candidacy, ConflictOfInterest, ConflictSource, Entry
from app.judging.assignments import rules
from app.judging.assignments.replacement import least_loaded
from app.judging.assignments.service import tell
from app.judging.models import Assignment, StageEntry
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.programmes.models import Stage


def recuse(*, assignment: Assignment, reason: str, by: Person) -> Assignment | None:
    """Step back for good, with a reason; the least loaded free judge of the panel steps in, where there is one.

    A tie is to the entry: what the judge still has to read of its other candidacies is given up with it.
    """
    entry = assignment.stage_entry.candidacy.entry
    held = _held(_of_entry(by, entry))
    enforce(rules.may_recuse(by, assignment, clock.now()))
    enforce(need(said := reason.strip(), _("Say why you step back.")))
    _declare(by, entry, said)
    return _give_up(held, said, by)[assignment]


def declare(*, entry: Entry, reason: str, by: Person) -> None:
    """Put a tie on record; what the person still has to read of the entry is given up with it."""
    held = _held(_of_entry(by, entry))
    _declare(by, entry, reason)
    _give_up(held, reason, by)


def release(
    *, stage: Stage, judge: Person, assignments: Sequence[Assignment], reason: str, by: Person
) -> int:
    """The office steps a judge back, with a reason; others step in as where judges do it. What was typed is kept.

    It declares no tie. How many entries have nobody to step in.
    """
    enforce(rules.may_release(by, (stage, judge), clock.now()))
    enforce(need(assignments, _("Choose at least one entry.")))
    enforce(need(said := reason.strip(), _("Say why the judge is stepped back.")))
    chosen = Assignment.id.in_([each.id for each in assignments])
    held = _held(sa.and_(chosen, Assignment.judge_id == judge.id, StageEntry.stage_id == stage.id))
    for each in held:
        enforce(rules.is_releasable(by, each, clock.now()))
    stepped_in = [_step_back(each, said, by, office=True) for each in held]
    _tell(stepped_in)
    enqueue_letter("released", to=judge, stage=stage.name, edition=stage.edition.public_id, count=len(held))
    return stepped_in.count(None)


def _of_entry(judge: Person, entry: Entry) -> sa.ColumnElement[bool]:
    return sa.and_(Assignment.judge_id == judge.id, Candidacy.entry_id == entry.id)


def _held(which: sa.ColumnElement[bool]) -> Sequence[Assignment]:
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


def _give_up(held: Iterable[Assignment], reason: str, by: Person) -> dict[Assignment, Assignment | None]:
    """What can be given up, with what stands in its place."""
    free = [each for each in held if rules.may_recuse(by, each, clock.now())]
    stepped_in = {each: _step_back(each, reason, by) for each in free}
    _tell(stepped_in.values())
    return stepped_in


def _declare(judge: Person, entry: Entry, reason: str) -> None:
    known = sa.select(ConflictOfInterest.id).where(
        ConflictOfInterest.person_id == judge.id, ConflictOfInterest.entry_id == entry.id
    )
    if db.session.scalar(known) is None:
        db.session.add(
            ConflictOfInterest(
                person_id=judge.id,
                entry_id=entry.id,
                source=ConflictSource.DECLARED,
                reason=reason,
                since=clock.now(),
            )
        )
        db.session.flush()


def _step_back(assignment: Assignment, reason: str, by: Person, *, office: bool = False) -> Assignment | None:
    assignment.recused_at, assignment.recusal_reason = clock.now(), reason
    assignment.released_by_id = by.id if office else None
    db.session.flush()
    replacement = _replace(assignment, by)
    record(
        "assignment.released" if office else "assignment.recused",
        f"assignment:{assignment.public_id}",
        by=by,
        edition_id=assignment.stage_entry.stage.edition_id,
        replaced_by=replacement.public_id if replacement else None,
    )
    db.session.flush()
    return replacement


def _replace(assignment: Assignment, by: Person) -> Assignment | None:
    stage_entry = assignment.stage_entry
    book = stage_entry.stage.edition.rulebook.stage(stage_entry.stage.code, stage_entry.stage.direction.code)
    if book.whole_panel or (judge := least_loaded(stage_entry)) is None:
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


def _tell(stepped_in: Iterable[Assignment | None]) -> None:
    """One message to each judge who steps in, however many entries it is about."""
    rows = [row for row in stepped_in if row is not None]
    for stage in dict.fromkeys(row.stage_entry.stage for row in rows):
        tell(stage, Counter(row.judge_id for row in rows if row.stage_entry.stage is stage))
