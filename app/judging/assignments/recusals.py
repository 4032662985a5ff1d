"""A judge recuses themselves or is released from entries, and another replaces them."""

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
from app.judging.assignments.assigning import tell
from app.judging.assignments.queries import count_seen
from app.judging.assignments.replacement import least_loaded
from app.judging.declared_conflicts import rules as declared_conflicts_rules
from app.judging.models import Assignment, StageEntry
from app.judging.panels.service import leave_panels
from app.judging.stages.standing import stands
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.programmes.editions.queries import lock_edition
from app.programmes.models import Stage

Replaced = dict[Assignment, Assignment | None]
"""What was given up, with what stands in its place."""


def recuse(*, assignment: Assignment, reason: str, by: Person) -> Assignment | None:
    """Recuse oneself for good, with a reason; the least loaded free judge of the panel steps in, where there is one.

    A conflict is with the entry: what the judge reads of its other candidacies is given up with it. A sheet that was
    submitted leaves the result, where none stands that was made with it.
    """
    entry = assignment.stage_entry.candidacy.entry
    held = _held_of(by, entry)
    enforce(rules.may_recuse(by, assignment, clock.now()))
    enforce(need(stated := reason.strip(), _("Say why you recuse yourself.")))
    return _declare(entry, stated, held, of=by, by=by).get(assignment)


def declare(*, entry: Entry, reason: str, by: Person) -> None:
    """Put a conflict of interest on record; what the person reads of the entry is given up with it."""
    _declare(entry, reason, _held_of(by, entry), of=by, by=by)


def keep_away(*, entry: Entry, reason: str, by: Person) -> None:
    """An officer, approver or auditor declares a conflict of interest: the entry does not exist for them any more."""
    enforce(declared_conflicts_rules.may_keep_away(by, entry, clock.now()))
    enforce(need(stated := reason.strip(), _("Say what the conflict of interest is.")))
    declare(entry=entry, reason=stated, by=by)


def record_conflict(*, stage: Stage, judge: Person, assignment: Assignment, reason: str, by: Person) -> None:
    """The secretariat has learnt of a judge's conflict of interest, before or after they submitted the sheet."""
    enforce(declared_conflicts_rules.may_record_conflict(by, (stage, judge), clock.now()))
    entry = assignment.stage_entry.candidacy.entry
    held = _held_of(judge, entry)
    enforce(need(assignment in held, _("This entry is not assigned to the judge.")))
    enforce(rules.has_no_conflict(by, assignment, clock.now()))
    enforce(need(stated := reason.strip(), _("Say what the conflict of interest is.")))
    _declare(entry, stated, held, of=judge, by=by)
    enqueue_letter("conflict_recorded", to=judge, stage=stage.name, edition=stage.edition.public_id)


def release(
    *, stage: Stage, judge: Person, assignments: Sequence[Assignment], reason: str, by: Person
) -> int:
    """The secretariat releases a judge, with a reason; others step in as after a recusal. What was typed is kept.

    It declares no conflict. The judge takes no further entries, and with nothing left to read leaves the panel. How
    many entries have nobody to step in.
    """
    enforce(rules.may_release(by, (stage, judge), clock.now()))
    enforce(need(assignments, _("Choose at least one entry.")))
    enforce(need(stated := reason.strip(), _("Say why the judge is released.")))
    chosen = Assignment.id.in_([each.id for each in assignments])
    held = _held(sa.and_(chosen, Assignment.judge_id == judge.id, StageEntry.stage_id == stage.id))
    for each in held:
        enforce(rules.is_releasable(by, each, clock.now()))
    replaced = {each: _give_up(each, stated, by=by, released=True) for each in held}
    leave_panels(stage=stage, judge=judge, by=by)
    _tell(replaced.values())
    count = count_seen([each.id for each in held], to=judge)
    enqueue_letter("released", to=judge, stage=stage.name, edition=stage.edition.public_id, count=count)
    return list(replaced.values()).count(None)


def _held_of(judge: Person, entry: Entry) -> Sequence[Assignment]:
    """The edition first: whether entries have gone on from a stage stays as it is read here."""
    lock_edition(entry.edition)
    return _held(sa.and_(Assignment.judge_id == judge.id, Candidacy.entry_id == entry.id))


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


def _declare(entry: Entry, reason: str, held: Iterable[Assignment], *, of: Person, by: Person) -> Replaced:
    """Note the conflict and give up what is read of the entry; a submitted sheet only where no result of it stands."""
    _note(entry, reason, of=of, by=by)
    mine = [each for each in held if each.recused_at is None]
    free = [each for each in mine if not each.is_submitted or not stands(each.stage_entry.stage)]
    replaced = {each: _give_up(each, reason, by=by, released=of != by) for each in free}
    _tell(replaced.values())
    return replaced


def _note(entry: Entry, reason: str, *, of: Person, by: Person) -> None:
    known = sa.select(ConflictOfInterest.id).where(
        ConflictOfInterest.person_id == of.id, ConflictOfInterest.entry_id == entry.id
    )
    if db.session.scalar(known) is not None:
        return
    db.session.add(
        ConflictOfInterest(
            person_id=of.id,
            entry_id=entry.id,
            source=ConflictSource.DECLARED,
            reason=reason,
            since=clock.now(),
            recorded_by_id=by.id if of != by else None,
        )
    )
    record(
        "conflict.declared" if of == by else "conflict.recorded",
        f"entry:{entry.public_id}",
        by=by,
        edition_id=entry.edition_id,
        person=of.public_id,
    )
    db.session.flush()


def _give_up(assignment: Assignment, reason: str, *, by: Person, released: bool) -> Assignment | None:
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
    if stage.closed_at is not None or book.whole_panel or (judge := least_loaded(stage_entry)) is None:
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
