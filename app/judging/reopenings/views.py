"""A sheet with a slip in it: the judge's request, and the pages of the two people who decide."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.forms import PressForm
from app.core.http.actions import run_action, run_form
from app.core.verdict import _
from app.judging.assignments.rules import sees_assignment
from app.judging.blueprint import bp
from app.judging.models import Assignment
from app.judging.reopenings import rules, service
from app.judging.reopenings.forms import DeclineForm, ReopeningForm
from app.judging.reopenings.models import SheetReopening
from app.judging.reopenings.queries import get_reopening
from app.judging.sheets.queries import get_assignment


def _here(reopening: SheetReopening) -> str:
    return url_for("judging.reopening", public_id=reopening.public_id)


@bp.route("/assignments/<public_id>/reopening", methods=["GET", "POST"])
@guard(
    get_assignment,
    sees=sees_assignment,
    may=lambda person, assignment, _now: service.may_request(assignment, person),
)
def ask_reopening(assignment: Assignment) -> ResponseReturnValue:
    form = ReopeningForm()
    return run_form(
        form,
        "judging/ask_reopening.html",
        assignment=assignment,
        stage=assignment.stage_entry.stage,
        verb=lambda: service.ask_reopening(
            assignment=assignment, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda _request: url_for("judging.sheet", public_id=assignment.public_id),
        success_message=_("The secretariat has your request. You will be told when it is decided."),
    )


@bp.get("/reopenings/<public_id>")
@guard(get_reopening, sees=rules.sees_reopening)
def reopening(reopening: SheetReopening) -> ResponseReturnValue:
    person, assignment = current_person(), reopening.sheet.assignment
    stage = assignment.stage_entry.stage
    return render_template(
        "judging/reopening.html",
        reopening=reopening,
        assignment=assignment,
        stage=stage,
        rubric=stage.edition.rulebook.stage(stage.code, stage.direction.code).rubric,
        may_propose=service.may_still_propose(reopening, person),
        may_agree=service.may_still_agree(reopening, person),
        may_decline=rules.may_decline_reopening(person, reopening, clock.now()),
    )


@bp.post("/reopenings/<public_id>/propose")
@guard(
    get_reopening,
    sees=rules.sees_reopening,
    may=lambda person, reopening, _now: service.may_still_propose(reopening, person),
)
def propose_reopening(reopening: SheetReopening) -> ResponseReturnValue:
    return run_action(
        lambda: service.propose_reopening(reopening=reopening, by=current_person()),
        then=lambda _nothing: _here(reopening),
        success_message=_("Proposed: an approver decides."),
    )


@bp.route("/reopenings/<public_id>/agree", methods=["GET", "POST"])
@guard(
    get_reopening,
    sees=rules.sees_reopening,
    may=lambda person, reopening, _now: service.may_still_agree(reopening, person),
)
def agree_reopening(reopening: SheetReopening) -> ResponseReturnValue:
    return run_form(
        PressForm(),
        "judging/agree_reopening.html",
        reopening=reopening,
        assignment=reopening.sheet.assignment,
        verb=lambda: service.agree_reopening(reopening=reopening, by=current_person()),
        then=lambda _nothing: _here(reopening),
        success_message=_("The sheet is open again, and the judge has been told."),
    )


@bp.route("/reopenings/<public_id>/decline", methods=["GET", "POST"])
@guard(get_reopening, sees=rules.sees_reopening, may=rules.may_decline_reopening)
def decline_reopening(reopening: SheetReopening) -> ResponseReturnValue:
    form = DeclineForm()
    return run_form(
        form,
        "judging/decline_reopening.html",
        reopening=reopening,
        verb=lambda: service.decline_reopening(
            reopening=reopening, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda _nothing: _here(reopening),
        success_message=_("Declined. The judge has been told why."),
    )
