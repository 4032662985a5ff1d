"""A submitted sheet with a slip in it: the judge asks, an officer proposes, an approver agrees; nothing is deleted."""

from __future__ import annotations

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.judging.models import Assignment, SheetState
from app.judging.reopenings import rules
from app.judging.reopenings.models import SheetReopening
from app.judging.reopenings.queries import reopenings_of
from app.judging.sheets.queries import lock_assignment
from app.judging.sheets.service import scores_of
from app.judging.stages.queries import is_used
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.programmes.corrections.queries import correction_under_way
from app.programmes.corrections.results_hooks import is_published
from app.programmes.editions.queries import lock_edition
from app.programmes.models import Stage


def may_request(assignment: Assignment, by: Person) -> Verdict:
    """Until entries have gone on from the stage by its ranking; after publication in a correction alone."""
    asks = rules.may_ask_reopening(by, assignment, clock.now())
    waiting = any(row.decided_at is None for row in reopenings_of(assignment))
    return asks and rules.is_first_request(waiting) and _is_free(assignment.stage_entry.stage)


def ask_reopening(*, assignment: Assignment, reason: str, by: Person) -> SheetReopening:
    """The judge asks for their sheet to be opened again; the sheet as it is now is kept with the request."""
    lock_assignment(assignment)
    enforce(may_request(assignment, by))
    sheet = assignment.sheet
    assert sheet is not None and sheet.submitted_at is not None
    reopening = SheetReopening(
        sheet=sheet,
        scores=scores_of(sheet),
        comment=sheet.comment,
        submitted_at=sheet.submitted_at,
        reason=_stated(reason),
        asked_at=clock.now(),
        asked_by_id=by.id,
        agreed=False,
    )
    db.session.add(reopening)
    db.session.flush()
    _record("reopening.asked", reopening, by=by)
    return reopening


def propose_reopening(*, reopening: SheetReopening, by: Person) -> None:
    """An officer lays the request before an approver."""
    enforce(may_still_propose(reopening, by))
    reopening.proposed_at, reopening.proposed_by_id = clock.now(), by.id
    _record("reopening.proposed", reopening, by=by)
    db.session.flush()


def agree_reopening(*, reopening: SheetReopening, by: Person) -> None:
    """The second person agrees: the judge can correct the sheet and submit it again, in a closed stage too."""
    assignment = reopening.sheet.assignment
    lock_edition(assignment.stage_entry.stage.edition)  # while entries go on or a list is published it waits
    lock_assignment(assignment)
    enforce(may_still_agree(reopening, by))
    reopening.decided_at, reopening.decided_by_id, reopening.agreed = clock.now(), by.id, True
    db.session.flush()  # first the agreement: without it the database lets no submitted sheet change
    sheet = reopening.sheet
    sheet.state, sheet.submitted_at, sheet.reopened_at = SheetState.DRAFT, None, clock.now()
    db.session.flush()
    _record("reopening.agreed", reopening, by=by)
    stage = assignment.stage_entry.stage
    enqueue_letter(
        "sheet_reopened",
        to=assignment.judge,
        stage=stage.name,
        edition=stage.edition.public_id,
        assignment=assignment.public_id,
        number=_number(assignment),
    )


def decline_reopening(*, reopening: SheetReopening, reason: str, by: Person) -> None:
    """The sheet stays as it is; the judge is told why."""
    enforce(rules.may_decline_reopening(by, reopening, clock.now()))
    reopening.decided_at, reopening.decided_by_id, reopening.refusal = clock.now(), by.id, _stated(reason)
    _record("reopening.declined", reopening, by=by)
    stage, assignment = _stage(reopening), reopening.sheet.assignment
    enqueue_letter(
        "reopening_declined",
        to=assignment.judge,
        stage=stage.name,
        edition=stage.edition.public_id,
        assignment=assignment.public_id,
        number=_number(assignment),
        reason=reopening.refusal,
    )
    db.session.flush()


def may_still_propose(reopening: SheetReopening, by: Person) -> Verdict:
    return rules.may_propose_reopening(by, reopening, clock.now()) and _is_free(_stage(reopening))


def may_still_agree(reopening: SheetReopening, by: Person) -> Verdict:
    return rules.may_agree_reopening(by, reopening, clock.now()) and _is_free(_stage(reopening))


def _is_free(stage: Stage) -> Verdict:
    """Nothing that stands was made from the sheets of the stage, or a correction is about to replace it."""
    return rules.is_unused(is_used(stage)) and rules.is_reopenable(
        published=is_published(stage.edition_id),
        correcting=correction_under_way(stage.edition_id) is not None,
    )


def _stage(reopening: SheetReopening) -> Stage:
    return reopening.sheet.assignment.stage_entry.stage


def _stated(reason: str) -> str:
    if not (given := stated(reason)):
        raise Invalid({"reason": need(False, _("Say why."))})
    return given


def _record(action: str, reopening: SheetReopening, *, by: Person) -> None:
    assignment = reopening.sheet.assignment
    record(
        action,
        f"assignment:{assignment.public_id}",
        by=by,
        edition_id=_stage(reopening).edition_id,
        reopening=reopening.public_id,
    )


def _number(assignment: Assignment) -> str | None:
    return assignment.stage_entry.candidacy.entry.number
