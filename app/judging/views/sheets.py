"""The judge's list, the sheet with the dossier beside it, stepping back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.db import deed
from app.core.drafts import Draft, opened_form
from app.core.errors import Conflict, Invalid, Refused
from app.core.verdict import _
from app.core.web import already_answered, handle, keep_answer, perform, version_sent
from app.entries.answers import shown_fields
from app.entries.models import Attachment
from app.entries.queries import get_attachment, latest_answers
from app.entries.views.files import send_attachment
from app.judging import rules, service
from app.judging.forms import RecusalForm, SheetForm
from app.judging.models import Assignment
from app.judging.queries import (
    assignments_of,
    ballots_of_judge,
    files_of,
    get_assignment,
    get_stage,
    order_of_reading,
    reads_attachment,
    stages_of_judge,
)
from app.judging.reopenings.service import may_request
from app.judging.views import bp
from app.judging.views.drafts import draft_of_sheet, form_of, keep, show_merged, standing_draft, typed_into
from app.programmes.models import Stage


@bp.get("/judging")
@guard(nothing, sees=signed_in)
def mine(_nothing: None) -> ResponseReturnValue:
    person = current_person()
    return render_template("judging/mine.html", stages=stages_of_judge(person), ballots=ballots_of_judge(person))


@bp.get("/judging/<public_id>")
@guard(get_stage, sees=rules.judges_stage)
def assignments(stage: Stage) -> ResponseReturnValue:
    found = assignments_of(current_person(), stage)
    return render_template("judging/assignments.html", stage=stage, assignments=found, owed=_owed(found))


def _owed(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Those that still wait for a sheet."""
    return [each for each in assignments if each.recused_at is None and not each.is_sent]


@bp.route("/assignments/<public_id>", methods=["GET", "POST"])
@guard(get_assignment, sees=rules.sees_assignment, may=rules.may_read, typed=typed_into)
def sheet(assignment: Assignment) -> ResponseReturnValue:
    form = form_of(assignment)
    if request.method == "GET":
        return _page(assignment, form)
    if earlier := already_answered():
        return earlier
    try:
        return _send(assignment, form) if request.form.get("action") == "send" else _save(assignment, form)
    except Refused as error:
        if not rules.may_read(current_person(), assignment, clock.now()):
            raise Refused(error.verdict, typed_into(assignment)) from error
        return _page(assignment, form, unsaved=True), 403


def _save(assignment: Assignment, form: SheetForm) -> ResponseReturnValue:
    """What can stand is kept, whatever is wrong with the rest; the page says what is to be corrected or chosen."""
    opened = opened_form()
    with deed():
        saved = keep(assignment, form, opened)
        draft = draft_of_sheet(saved, form, opened)
        if clean := not (saved.faults or draft.disputes):
            keep_answer(_sheet_of(assignment))
    form.show_faults(saved.faults)
    if clean:
        flash(gettext(_("Saved; not sent in yet.")), "success")
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
    assignment: Assignment, form: SheetForm, scores: service.Scores, *, version: int
) -> ResponseReturnValue:
    return perform(
        lambda: service.send_sheet(
            assignment=assignment, scores=scores, comment=form.comment.data or "", version=version, by=current_person()
        ),
        then=lambda _sheet: _next(assignment), said=_("Your sheet was sent in."),
    )  # fmt: skip


def _send_merged(assignment: Assignment, form: SheetForm, scores: service.Scores) -> ResponseReturnValue:
    """Saved elsewhere meanwhile: what nobody has seen here is looked at before it is sent in."""
    opened = opened_form()
    with deed():
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
    book = stage.edition.rulebook
    direction = book.direction(stage.direction.code)
    answers = latest_answers(entry)
    hidden = direction.stage(stage.code).blind
    fields = [f for f in shown_fields(direction, answers) if f.shown_to_judges(blind=hidden)]
    person, now = current_person(), clock.now()
    return render_template(
        "judging/sheet.html", assignment=assignment, stage=stage, entry=entry, form=form, answers=answers,
        fields=fields, blind=hidden, rubric=form.criteria, sheet=assignment.sheet, unsaved=unsaved,
        draft=draft or standing_draft(assignment, form),
        may_score=rules.may_score(person, assignment, now), may_recuse=rules.may_recuse(person, assignment, now),
        files=files_of(assignment), place=_place(assignment), may_ask=may_request(assignment, person),
        reopenings=(reopenings := assignment.sheet.reopenings if assignment.sheet else []),
        asked=reopenings[-1] if reopenings else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where an assignment stands in the judge's list, with the public ids of its neighbours."""

    number: int
    total: int
    before: str | None
    after: str | None


def _place(assignment: Assignment) -> Place | None:
    own = list(order_of_reading(current_person(), assignment.stage_entry.stage))
    if assignment.public_id not in own:
        return None
    at = own.index(assignment.public_id)
    before, after = own[at - 1] if at else None, own[at + 1] if at + 1 < len(own) else None
    return Place(at + 1, len(own), before, after)


def _sheet_of(assignment: Assignment) -> str:
    """The sheet itself, below the dossier on a phone."""
    return url_for("judging.sheet", public_id=assignment.public_id, _anchor="sheet")


def _next(assignment: Assignment) -> str:
    """On to the next entry that waits, or back to the list."""
    stage = assignment.stage_entry.stage
    for owed in _owed(assignments_of(current_person(), stage)):
        if owed.id != assignment.id:
            return url_for("judging.sheet", public_id=owed.public_id)
    return url_for("judging.assignments", public_id=stage.public_id)


@bp.route("/assignments/<public_id>/recuse", methods=["GET", "POST"])
@guard(get_assignment, sees=rules.sees_assignment, may=rules.may_recuse)
def recuse(assignment: Assignment) -> ResponseReturnValue:
    form = RecusalForm()
    stage = assignment.stage_entry.stage
    return handle(
        form, "judging/recuse.html", assignment=assignment, stage=stage,
        verb=lambda: service.recuse(assignment=assignment, reason=form.reason.data or "", by=current_person()),
        then=lambda _new: url_for("judging.assignments", public_id=stage.public_id),
        said=_("You stepped back. Thank you for saying so."),
    )  # fmt: skip


@bp.get("/judging/files/<public_id>")
@guard(get_attachment, sees=lambda person, file, now: reads_attachment(person, file, now))
def file(attachment: Attachment) -> ResponseReturnValue:
    return send_attachment(attachment)


