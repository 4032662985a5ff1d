"""A sheet while it is being written: saved as it is typed, from as many windows as it is open in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.db import transaction
from app.core.draft_merging import Opened
from app.core.drafts import Draft, answer_draft, controls, draft_of, draft_sent, draft_standing, opened_form
from app.judging.assignments import rules as assignments_rules
from app.judging.blueprint import bp
from app.judging.models import Assignment
from app.judging.sheets import rules, service
from app.judging.sheets.forms import SheetForm, sheet_form
from app.judging.sheets.queries import get_locked_assignment
from app.programmes.rulebook import CriterionRules
from app.programmes.rulebook.values import as_decimal


def _rubric(assignment: Assignment) -> tuple[CriterionRules, ...]:
    stage = assignment.stage_entry.stage
    return stage.edition.rulebook.stage(stage.code, stage.direction.code).rubric


def form_of(assignment: Assignment) -> SheetForm:
    """Filled with what was sent, or with what stands."""
    if request.method == "POST":
        return sheet_form(_rubric(assignment), {}, comment="", sent=request.form)
    standing = assignment.sheet
    scores = service.scores_of(standing) if standing else {}
    return sheet_form(_rubric(assignment), scores, comment=standing.comment if standing else "", sent=None)


def typed_into(assignment: Assignment) -> list[tuple[str, str]]:
    """Label and text of what the judge sent, to be given back where it can be kept no more."""
    return form_of(assignment).typed()


def keep(
    assignment: Assignment, form: SheetForm, opened: Opened, *, automatic: bool = False
) -> service.SavedSheet:
    """Inside a transaction: save what can be saved of what was typed."""
    scores, faults = form.read()
    comment = form.comment.data or ""
    return service.save_sheet(
        assignment=assignment,
        scores=scores,
        comment=comment,
        opened=opened,
        by=current_person(),
        unread=faults,
        automatic=automatic,
    )


def draft_of_sheet(saved: service.SavedSheet, form: SheetForm, opened: Opened) -> Draft:
    values = saved.merged.values
    fields = {code: form.field_of(code) for code in _codes(form)}
    return draft_of(saved.merged, opened, version=saved.sheet.version, fields=fields, shown=_shown(values))


def standing_draft(assignment: Assignment, form: SheetForm) -> Draft:
    """Of a form that is about to be opened on the sheet as it stands, or is shown again as it was sent."""
    if request.method == "POST":
        return draft_sent()
    sheet = assignment.sheet
    values = {**service.scores_of(sheet), "comment": sheet.comment} if sheet else {}
    return draft_standing(sheet.version if sheet else 0, {code: values.get(code) for code in _codes(form)})


def show_merged(form: SheetForm, saved: service.SavedSheet) -> None:
    """What another window wrote meanwhile shows in the form; where both wrote, what was typed here."""
    for code, words in _shown(saved.merged.values).items():
        if code in saved.merged.taken:
            form.field_of(code).data = words


def _codes(form: SheetForm) -> list[str]:
    return [*(criterion.code for criterion in form.criteria), "comment"]


def _shown(values: Mapping[str, Any]) -> dict[str, str]:
    """Points and comment as the form shows them."""
    return {
        code: str(as_decimal(value)) if isinstance(value, int) else value or ""
        for code, value in values.items()
    }


@bp.post("/assignments/<public_id>/draft")
@guard(get_locked_assignment, sees=assignments_rules.sees_assignment, may=rules.may_score, within=transaction)
def autosave(assignment: Assignment) -> ResponseReturnValue:
    form, opened = form_of(assignment), opened_form()
    saved = keep(assignment, form, opened, automatic=True)
    draft = draft_of_sheet(saved, form, opened)
    show_merged(form, saved)
    fields = {code: form.field_of(code) for code in _codes(form)}
    wrong = {
        fields[code].name: (str(fields[code].label.text), verdict) for code, verdict in saved.faults.items()
    }
    taken = {code: dict(controls(fields[code])) for code in draft.taken}
    return answer_draft(draft, taken, saved_at=saved.sheet.saved_at, faults=wrong)
