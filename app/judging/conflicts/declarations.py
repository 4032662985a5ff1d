"""A conflict of interest is put on record; what the person reads of the entry is given up with it.

A judge's own is a recusal: `recusals.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.text import stated
from app.core.verdict import _, need
from app.entries.models import Candidacy, ConflictOfInterest, ConflictSource, Entry
from app.judging.assignments.replacement import give_up, lock_assignments, tell_replacements
from app.judging.assignments.rules import has_no_conflict
from app.judging.conflicts import rules
from app.judging.models import Assignment
from app.judging.stages.standing_results import stands
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.programmes.editions.queries import lock_edition
from app.programmes.models import Stage

Replaced = dict[Assignment, Assignment | None]
"""What was given up, with what stands in its place."""


def declare(*, entry: Entry, reason: str, by: Person) -> None:
    """Put a conflict of interest on record; what the person reads of the entry is given up with it."""
    declare_of(entry, reason, assignments_of_entry(by, entry), of=by, by=by)


def declare_own_conflict(*, entry: Entry, reason: str, by: Person) -> None:
    """An officer, approver or auditor declares a conflict of interest: the entry does not exist for them any more."""
    enforce(rules.may_declare_own_conflict(by, entry, clock.now()))
    enforce(need(given := stated(reason), _("Say what the conflict of interest is.")))
    declare(entry=entry, reason=given, by=by)


def record_conflict(*, stage: Stage, judge: Person, assignment: Assignment, reason: str, by: Person) -> None:
    """The secretariat has learnt of a judge's conflict of interest, before or after they submitted the sheet."""
    enforce(rules.may_record_conflict(by, (stage, judge), clock.now()))
    entry = assignment.stage_entry.candidacy.entry
    held = assignments_of_entry(judge, entry)
    enforce(need(assignment in held, _("This entry is not assigned to the judge.")))
    enforce(has_no_conflict(by, assignment, clock.now()))
    enforce(need(given := stated(reason), _("Say what the conflict of interest is.")))
    declare_of(entry, given, held, of=judge, by=by)
    enqueue_letter("conflict_recorded", to=judge, stage=stage.name, edition=stage.edition.public_id)


def assignments_of_entry(judge: Person, entry: Entry) -> Sequence[Assignment]:
    """The edition first: whether entries have gone on from a stage stays as it is read here."""
    lock_edition(entry.edition)
    return lock_assignments(sa.and_(Assignment.judge_id == judge.id, Candidacy.entry_id == entry.id))


def declare_of(entry: Entry, reason: str, held: Iterable[Assignment], *, of: Person, by: Person) -> Replaced:
    """Note the conflict and give up what is read of the entry; a submitted sheet only where no result of it stands."""
    _note(entry, reason, of=of, by=by)
    mine = [each for each in held if each.recused_at is None]
    free = [each for each in mine if not each.is_submitted or not stands(each.stage_entry.stage)]
    replaced = {each: give_up(each, reason, by=by, released=of != by) for each in free}
    tell_replacements(replaced.values())
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
