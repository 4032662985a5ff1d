"""A judge's list, and what one judge reads, for the secretariat."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.access import current_person, guard, nothing, on_post, signed_in
from app.core.http.actions import already_answered, run_form
from app.core.i18n import text
from app.judging.assignments import releases, rules
from app.judging.assignments.forms import ReleaseForm
from app.judging.assignments.queries import (
    JudgeProgress,
    assignments_of,
    get_judge_progress,
    given_up,
    outstanding_by,
    outstanding_of,
    reads_by,
    stages_of_judge,
)
from app.judging.ballots.queries import ballots_of_judge
from app.judging.blueprint import bp
from app.judging.conflicts import rules as conflicts_rules
from app.judging.conflicts.queries import conflicts_of_judge
from app.judging.models import Assignment
from app.judging.stages import rules as stages_rules
from app.judging.stages.queries import get_stage
from app.programmes.models import Stage


@bp.get("/judging")
@guard(nothing, sees=signed_in)
def mine(_nothing: None) -> ResponseReturnValue:
    person = current_person()
    return render_template(
        "judging/mine.html", stages=stages_of_judge(person), ballots=ballots_of_judge(person)
    )


@bp.get("/judging/<public_id>")
@guard(get_stage, sees=stages_rules.judges_stage)
def assignments(stage: Stage) -> ResponseReturnValue:
    found = assignments_of(current_person(), stage)
    return render_template(
        "judging/assignments.html", stage=stage, assignments=found, outstanding=outstanding_of(found)
    )


@bp.route("/stages/<public_id>/judges/<judge_id>", methods=["GET", "POST"])
@guard(get_judge_progress, sees=rules.sees_judge_progress, may=on_post(rules.may_release))
def reading(reading: JudgeProgress) -> ResponseReturnValue:
    if earlier := already_answered():  # what was chosen then is not offered any more
        return earlier
    (stage, judge), me = reading, current_person()
    outstanding = {each.public_id: each for each in outstanding_by(stage, judge, to=me)}
    form = ReleaseForm()
    form.assignments.choices = [SelectChoice(key, _named(each)) for key, each in outstanding.items()]
    return run_form(
        form,
        "judging/reading.html",
        stage=stage,
        judge=judge,
        outstanding=outstanding,
        conflicts=conflicts_of_judge(stage, judge, to=me),
        may_release=rules.may_release(me, reading, clock.now()),
        given_up=given_up(stage, judge, to=me),
        may_record=conflicts_rules.may_record_conflict(me, reading, clock.now()),
        reads=len(reads_by(stage, judge, to=me)),
        verb=lambda: releases.release(
            stage=stage,
            judge=judge,
            assignments=[outstanding[key] for key in form.assignments.data or []],
            reason=form.reason.data or "",
            by=me,
        ),
        then=lambda _count: url_for("judging.reading", public_id=stage.public_id, judge_id=judge.public_id),
        success_message=_released,
    )


def _released(unread: int) -> str:
    """Whether others read what the judge was released from."""
    if not unread:
        return gettext("The judge is released, and another judge reads each of the entries.")
    return ngettext(
        "The judge is released. For %(num)s entry nobody is free: add judges to the panel, then plan again.",
        "The judge is released. For %(num)s entries nobody is free: add judges to the panel, then plan again.",
        unread,
    )


def _named(assignment: Assignment) -> str:
    candidacy = assignment.stage_entry.candidacy
    entry = candidacy.entry
    title = text({"zh": entry.title_zh, "en": entry.title_en})
    state = gettext("Draft") if assignment.sheet else gettext("To be scored")
    return f"{entry.number} · {title} · {text(candidacy.track.name)} · {state}"
