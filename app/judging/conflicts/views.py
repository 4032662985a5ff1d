"""Conflicts of interest: a judge recuses themselves, an officer declares one, a judge's is put on record."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from app.core.access import current_person, guard
from app.core.http.actions import already_answered, run_form
from app.core.i18n import text
from app.core.verdict import _
from app.entries.applications.queries import get_entry
from app.entries.models import Entry
from app.judging.assignments import rules as assignments_rules
from app.judging.assignments.queries import JudgeProgress, get_judge_progress, reads_by
from app.judging.blueprint import bp
from app.judging.conflicts import declarations, recusals, rules
from app.judging.conflicts.forms import OwnConflictForm, RecordConflictForm, RecusalForm
from app.judging.models import Assignment
from app.judging.sheets.queries import get_assignment
from app.judging.stages.standing_results import stands


@bp.route("/assignments/<public_id>/recuse", methods=["GET", "POST"])
@guard(get_assignment, sees=assignments_rules.sees_assignment, may=rules.may_recuse)
def recuse(assignment: Assignment) -> ResponseReturnValue:
    form = RecusalForm()
    stage = assignment.stage_entry.stage
    return run_form(
        form,
        "judging/recuse.html",
        assignment=assignment,
        stage=stage,
        stands=stands(stage),
        verb=lambda: recusals.recuse(
            assignment=assignment, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda _new: url_for("judging.assignments", public_id=stage.public_id),
        success_message=_("You are recused from the entry. Thank you for saying so."),
    )


@bp.route("/entries/<public_id>/conflict", methods=["GET", "POST"])
@guard(get_entry, sees=rules.sees_office, may=rules.may_declare_own_conflict)
def declare_own_conflict(entry: Entry) -> ResponseReturnValue:
    form, edition = OwnConflictForm(), entry.edition
    return run_form(
        form,
        "judging/declare_own_conflict.html",
        entry=entry,
        verb=lambda: declarations.declare_own_conflict(
            entry=entry, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda _nothing: url_for("entries.screening", slug=edition.programme.slug, year=edition.year),
        success_message=_("Your conflict of interest is on record. You do not see this entry any more."),
    )


@bp.route("/stages/<public_id>/judges/<judge_id>/conflict", methods=["GET", "POST"])
@guard(get_judge_progress, sees=assignments_rules.sees_judge_progress, may=rules.may_record_conflict)
def record_conflict(reading: JudgeProgress) -> ResponseReturnValue:
    if earlier := already_answered():  # the entry that was chosen then is not offered any more
        return earlier
    stage, judge = reading
    held = {each.public_id: each for each in reads_by(stage, judge, to=current_person())}
    form = RecordConflictForm()
    form.assignment.choices = [SelectChoice(key, _named(each)) for key, each in held.items()]
    return run_form(
        form,
        "judging/record_conflict.html",
        stage=stage,
        judge=judge,
        verb=lambda: declarations.record_conflict(
            stage=stage,
            judge=judge,
            assignment=held[form.assignment.data],
            reason=form.reason.data or "",
            by=current_person(),
        ),
        then=lambda _nothing: url_for("judging.reading", public_id=stage.public_id, judge_id=judge.public_id),
        success_message=_("The conflict of interest is on record, and the judge has been told."),
    )


def _named(assignment: Assignment) -> str:
    entry = assignment.stage_entry.candidacy.entry
    return f"{entry.number} · {text({'zh': entry.title_zh, 'en': entry.title_en})}"
