"""The score sheet with the dossier beside it, and the files of that dossier."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard
from app.core.db import transaction
from app.core.drafts import Draft, opened_form
from app.core.errors import Conflict, Invalid, Refused
from app.core.http.actions import already_answered, keep_answer, run_action, version_sent
from app.core.verdict import _
from app.entries.attachments.queries import get_attachment
from app.entries.attachments.views import send_attachment
from app.entries.models import Attachment
from app.entries.screening.queries import latest_answers
from app.judging.assignments import rules as assignments_rules
from app.judging.assignments.queries import assignments_of, order_of_reading, outstanding_of
from app.judging.blueprint import bp
from app.judging.conflicts import rules as conflicts_rules
from app.judging.models import Assignment
from app.judging.reopenings.queries import reopenings_of
from app.judging.reopenings.service import may_request
from app.judging.sheets import rules, service
from app.judging.sheets.blind import fields_of, files_of, is_blind, reads_attachment
from app.judging.sheets.draft_views import (
    draft_of_sheet,
    form_of,
    keep,
    show_merged,
    standing_draft,
    typed_into,
)
from app.judging.sheets.forms import SheetForm
from app.judging.sheets.queries import get_assignment
from app.judging.sheets.score_checks import Scores


@bp.route("/assignments/<public_id>", methods=["GET", "POST"])
@guard(
    get_assignment, sees=assignments_rules.sees_assignment, may=assignments_rules.may_read, typed=typed_into
)
def sheet(assignment: Assignment) -> ResponseReturnValue:
    form = form_of(assignment)
    if request.method == "GET":
        return _page(assignment, form)
    if earlier := already_answered():
        return earlier
    try:
        return _send(assignment, form) if request.form.get("action") == "send" else _save(assignment, form)
    except Refused as error:
        if not assignments_rules.may_read(current_person(), assignment, clock.now()):
            raise Refused(error.verdict, typed_into(assignment)) from error
        return _page(assignment, form, unsaved=True), 403


def _save(assignment: Assignment, form: SheetForm) -> ResponseReturnValue:
    """What can stand is kept, whatever is wrong with the rest; the page says what is to be corrected or chosen."""
    opened = opened_form()
    with transaction():
        saved = keep(assignment, form, opened)
        draft = draft_of_sheet(saved, form, opened)
        if clean := not (saved.faults or draft.disputes):
            keep_answer(_sheet_of(assignment))
    form.show_faults(saved.faults)
    if clean:
        flash(gettext(_("Saved; not submitted yet.")), "success")
        return redirect(_sheet_of(assignment), 303)
    show_merged(form, saved)
    return _page(assignment, form, draft=draft), 409 if draft.disputes else 422


def _send(assignment: Assignment, form: SheetForm) -> ResponseReturnValue:
    scores, faults = form.read()
    form.show_faults(faults)
    if faults:
        return _page(assignment, form), 422
    try:
        return _send_as_it_stands(assignment, form, scores, version=version_sent())
    except Invalid as error:
        form.show_faults(error.faults)
        return _page(assignment, form), 422
    except Conflict:
        return _send_merged(assignment, form, scores)


def _send_as_it_stands(
    assignment: Assignment, form: SheetForm, scores: Scores, *, version: int
) -> ResponseReturnValue:
    return run_action(
        lambda: service.submit_sheet(
            assignment=assignment,
            scores=scores,
            comment=form.comment.data or "",
            version=version,
            by=current_person(),
        ),
        then=lambda _sheet: _next(assignment),
        success_message=_("Your sheet was submitted."),
    )


def _send_merged(assignment: Assignment, form: SheetForm, scores: Scores) -> ResponseReturnValue:
    """Saved elsewhere meanwhile: what nobody has seen here is looked at before it is submitted."""
    opened = opened_form()
    with transaction():
        saved = keep(assignment, form, opened)
        draft = draft_of_sheet(saved, form, opened)
    if not (draft.disputes or draft.taken):
        return _send_as_it_stands(assignment, form, scores, version=draft.version)
    show_merged(form, saved)
    again = _("This sheet was saved elsewhere after you opened it. Look at it again, then submit it.")
    form.form_errors = [gettext(again)]
    return _page(assignment, form, draft=draft), 409


def _page(
    assignment: Assignment, form: SheetForm, *, draft: Draft | None = None, unsaved: bool = False
) -> str:
    stage, entry = assignment.stage_entry.stage, assignment.stage_entry.candidacy.entry
    answers = latest_answers(entry)
    person, now = current_person(), clock.now()
    return render_template(
        "judging/sheet.html",
        assignment=assignment,
        stage=stage,
        entry=entry,
        form=form,
        answers=answers,
        fields=fields_of(assignment, answers),
        blind=is_blind(stage),
        rubric=form.criteria,
        sheet=assignment.sheet,
        unsaved=unsaved,
        draft=draft or standing_draft(assignment, form),
        may_score=rules.may_score(person, assignment, now),
        may_recuse=conflicts_rules.may_recuse(person, assignment, now),
        files=files_of(assignment),
        place=_place(assignment),
        may_ask=may_request(assignment, person),
        reopenings=(reopenings := reopenings_of(assignment)),
        asked=reopenings[-1] if reopenings else None,
    )


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where an assignment stands in the judge's list, with the public ids of its neighbours."""

    number: int
    total: int
    before: str | None
    after: str | None


def _place(assignment: Assignment) -> QueuePlace | None:
    own = list(order_of_reading(current_person(), assignment.stage_entry.stage))
    if assignment.public_id not in own:
        return None
    at = own.index(assignment.public_id)
    before, after = own[at - 1] if at else None, own[at + 1] if at + 1 < len(own) else None
    return QueuePlace(at + 1, len(own), before, after)


def _sheet_of(assignment: Assignment) -> str:
    """The sheet itself, below the dossier on a phone."""
    return url_for("judging.sheet", public_id=assignment.public_id, _anchor="sheet")


def _next(assignment: Assignment) -> str:
    """On to the next entry that waits, or back to the list."""
    stage = assignment.stage_entry.stage
    for outstanding in outstanding_of(assignments_of(current_person(), stage)):
        if outstanding.id != assignment.id:
            return url_for("judging.sheet", public_id=outstanding.public_id)
    return url_for("judging.assignments", public_id=stage.public_id)


@bp.get("/judging/files/<public_id>")
@guard(get_attachment, sees=lambda person, file, now: reads_attachment(person, file, now))
def file(attachment: Attachment) -> ResponseReturnValue:
    return send_attachment(attachment)
