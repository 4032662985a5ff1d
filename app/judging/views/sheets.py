"""The judge's list, the sheet with the dossier beside it, stepping back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.db import deed
from app.core.errors import Conflict, Invalid, Refused
from app.core.i18n import text
from app.core.verdict import _
from app.core.web import handle, perform, version_sent
from app.entries.answers import shown_fields
from app.entries.models import Attachment
from app.entries.queries import get_attachment, latest_answers
from app.entries.views.files import send_attachment
from app.judging import rules, service
from app.judging.forms import RecusalForm, SheetForm, sheet_form
from app.judging.models import Assignment
from app.judging.queries import (
    assignments_of,
    ballots_of_judge,
    files_of,
    get_assignment,
    get_held_assignment,
    get_stage,
    order_of_reading,
    reads_attachment,
    stages_of_judge,
)
from app.judging.reopenings.service import may_request
from app.judging.views import bp
from app.programmes.models import Stage
from app.programmes.rulebook.values import as_decimal


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
@guard(get_assignment, sees=rules.sees_assignment, may=rules.may_read)
def sheet(assignment: Assignment) -> ResponseReturnValue:
    form = _form(assignment)
    if request.method == "GET":
        return _page(assignment, form)
    scores, faults = form.scores()
    form.validate()
    form.show_faults(faults)
    if form.errors:
        return _page(assignment, form), 422
    try:
        return _keep(assignment, form, scores)
    except Invalid as error:
        form.show_faults(error.faults)
        return _page(assignment, form), 422
    except Refused:
        if not rules.may_read(current_person(), assignment, clock.now()):
            raise
        return _page(assignment, form, unsaved=True), 403
    except Conflict as error:
        raise _in_words(error, form) from error


def _keep(assignment: Assignment, form: SheetForm, scores: service.Scores) -> ResponseReturnValue:
    send = request.form.get("action") == "send"
    verb = service.send_sheet if send else service.save_sheet
    return perform(
        lambda: verb(assignment=assignment, scores=scores, comment=form.comment.data or "", version=version_sent(),
                     by=current_person()),
        then=lambda _sheet: _next(assignment) if send else _sheet_of(assignment),
        said=_("Your sheet was sent in.") if send else _("Saved; not sent in yet."),
    )  # fmt: skip


def _in_words(conflict: Conflict, form: SheetForm) -> Conflict:
    """Both versions with the names and points that the sheet shows."""
    criteria = {criterion.code: text(criterion.name) for criterion in form.criteria}

    def shown(version: Mapping[str, Any]) -> dict[str, str]:
        scores = {name: as_decimal(version[code]) for code, name in criteria.items() if code in version}
        return scores | {form.comment.label.text: version.get("comment", "")} if version else {}

    return Conflict(conflict.reason, mine=shown(conflict.mine), theirs=shown(conflict.theirs))


@bp.post("/assignments/<public_id>/draft")
@guard(get_held_assignment, sees=rules.sees_assignment, may=rules.may_score, within=deed)
def autosave(assignment: Assignment) -> ResponseReturnValue:
    form = _form(assignment)
    scores, faults = form.scores()
    if faults:
        return jsonify(faults=list(faults)), 422
    saved = service.save_sheet(
        assignment=assignment, scores=scores, comment=form.comment.data or "", version=version_sent(),
        by=current_person(), automatic=True,
    )  # fmt: skip
    return jsonify(version=saved.version, saved_at=saved.saved_at.isoformat())


def _form(assignment: Assignment) -> SheetForm:
    stage = assignment.stage_entry.stage
    rubric = stage.edition.rulebook.stage(stage.code, stage.direction.code).rubric
    standing = assignment.sheet
    if request.method == "POST":
        return sheet_form(rubric, {}, comment="", sent=request.form)
    scores = service.scores_of(standing) if standing else {}
    return sheet_form(rubric, scores, comment=standing.comment if standing else "", sent=None)


def _page(assignment: Assignment, form: SheetForm, *, unsaved: bool = False) -> str:
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


