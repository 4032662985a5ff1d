"""One entry is chosen by its number, then one judge of its panel who is free."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from app.core.access import current_person, guard
from app.core.http.actions import already_answered, run_form
from app.core.i18n import locale
from app.core.verdict import _
from app.judging.assignments import by_hand, rules
from app.judging.assignments.coverage import holes_in, readers_needed
from app.judging.assignments.forms import OneJudgeForm
from app.judging.assignments.proposal_queries import find_by_number, get_stage_entry
from app.judging.blueprint import bp
from app.judging.impartiality import impartial
from app.judging.models import StageEntry
from app.judging.stages import rules as stages_rules
from app.judging.stages.queries import get_stage
from app.judging.stages.views import stage_url
from app.programmes.models import Stage


@bp.get("/stages/<public_id>/one-judge")
@guard(get_stage, sees=stages_rules.sees_stage, may=impartial(rules.may_propose_assignment))
def choose_entry(stage: Stage) -> ResponseReturnValue:
    me, number = current_person(), request.args.get("number", "").strip()
    found = find_by_number(stage, number, to=me) if number else []
    if len(found) == 1:
        return redirect(url_for("judging.assign_one", public_id=found[0].public_id), 303)
    return render_template(
        "judging/choose_entry.html",
        stage=stage,
        number=number,
        found=found,
        holes=holes_in(stage, to=me),
        needed=readers_needed(stage),
    )


@bp.route("/stage-entries/<public_id>/one-judge", methods=["GET", "POST"])
@guard(get_stage_entry, sees=rules.sees_stage_entry, may=impartial(rules.may_assign_by_hand))
def assign_one(stage_entry: StageEntry) -> ResponseReturnValue:
    if earlier := already_answered():  # who was chosen then is not offered any more
        return earlier
    form, candidates = OneJudgeForm(), by_hand.candidates_for(stage_entry)
    free = {each.judge.public_id: each for each in candidates.people if each.verdict}
    form.judge.choices = [SelectChoice(key, each.judge.name_in(locale())) for key, each in free.items()]
    return run_form(
        form,
        "judging/assign_one.html",
        stage_entry=stage_entry,
        stage=stage_entry.stage,
        candidates=candidates,
        needed=readers_needed(stage_entry.stage),
        verb=lambda: by_hand.assign_by_hand(
            stage_entry=stage_entry, judge=free[form.judge.data].judge, by=current_person()
        ),
        then=lambda _assignment: stage_url(stage_entry.stage),
        success_message=_("The judge is assigned, and has been told."),
    )
