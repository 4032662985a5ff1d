"""A plan of who reads what: asked for, looked at, committed or discarded, undone."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.core import clock
from app.core.access import current_person, guard
from app.core.http.actions import run_action, run_form
from app.core.i18n import LANGUAGES, locale
from app.core.jobs import enqueue
from app.core.models import Job
from app.core.verdict import Verdict, _
from app.entries.conflicts.queries import has_conflict_in
from app.judging.assignments import proposals, rules
from app.judging.assignments.coverage import readers_needed
from app.judging.assignments.forms import UndoForm
from app.judging.assignments.letters import params_of
from app.judging.assignments.models import AssignmentProposal
from app.judging.assignments.preview import Preview, preview_of
from app.judging.assignments.proposal_queries import (
    entries_added_to,
    get_proposal,
    judges_of,
    proposals_of,
    sizes_of,
    still_assigned,
)
from app.judging.assignments.shortages import Shortage, described
from app.judging.blueprint import bp
from app.judging.impartiality import impartial
from app.judging.stages import rules as stages_rules
from app.judging.stages.queries import get_stage
from app.judging.stages.views import stage_url
from app.outbox.render import Letter, render
from app.programmes.models import Stage


def proposal_url(stage: Stage) -> str:
    return url_for("judging.proposal", public_id=stage.public_id)


@bp.post("/stages/<public_id>/plan")
@guard(get_stage, sees=stages_rules.sees_stage, may=impartial(rules.may_propose_assignment))
def plan_assignment(stage: Stage) -> ResponseReturnValue:
    def ask_for_it() -> Job:
        me = current_person().id
        return enqueue("plan_assignment", by_id=me, person_id=me, stage_id=stage.id, back=proposal_url(stage))

    return run_action(ask_for_it, then=lambda job: url_for("desk.job", public_id=job.public_id))


@bp.get("/stages/<public_id>/proposal")
@guard(get_stage, sees=stages_rules.sees_stage)
def proposal(stage: Stage) -> ResponseReturnValue:
    me, now, found = current_person(), clock.now(), proposals_of(stage)
    impartial_here = stages_rules.is_impartial(has_conflict_in(me, stage.edition, now))
    waiting = next((each for each in found if each.state == "open"), None)
    return render_template(
        "judging/proposal.html",
        stage=stage,
        proposals=found,
        sizes=sizes_of(found, to=me),
        may_plan=rules.may_propose_assignment(me, stage, now) and impartial_here,
        may_undo={
            each.id: rules.may_undo_proposal(me, each, now) and impartial_here
            for each in found
            if each.state == "committed"
        },
        waiting=_waiting(waiting, impartial_here) if waiting else None,
    )


def _waiting(proposal: AssignmentProposal, impartial_here: Verdict) -> dict[str, object]:
    """What the page of a stage says of the plan that waits. Who may not commit it is not told what has overtaken it."""
    me, now = current_person(), clock.now()
    preview = preview_of(proposal, to=me)
    page = entries_added_to(proposal, to=me, after=request.args.get("after", ""))
    short = [Shortage.of(each) for each in proposal.short]
    may_commit = rules.may_commit_proposal(me, proposal, now) and impartial_here
    return {
        "proposal": proposal,
        "preview": preview,
        "needed": readers_needed(proposal.stage),
        "page": page,
        "judges": judges_of(proposal, page.rows),
        "short": described(short, proposal.stage, to=me, language=locale()),
        "letters": _letters(proposal.stage, preview),
        "may_commit": may_commit and proposals.is_current(proposal),
        "may_discard": rules.may_discard_proposal(me, proposal, now) and impartial_here,
    }


def _letters(stage: Stage, preview: Preview) -> dict[str, Letter]:
    """The letter to whoever gets the most, in each language."""
    if not preview.letters:
        return {}
    sample = params_of(stage, preview.letters[0][1])
    return {language: render("assigned", sample, language) for language in LANGUAGES}


@bp.post("/proposals/<public_id>/commit")
@guard(get_proposal, sees=rules.sees_proposal, may=impartial(rules.may_commit_proposal))
def commit_proposal(proposal: AssignmentProposal) -> ResponseReturnValue:
    return run_action(
        lambda: proposals.commit(proposal=proposal, by=current_person()),
        then=lambda _count: stage_url(proposal.stage),
        success_message=_("The judges are assigned, and each of them is told."),
    )


@bp.post("/proposals/<public_id>/discard")
@guard(get_proposal, sees=rules.sees_proposal, may=impartial(rules.may_discard_proposal))
def discard_proposal(proposal: AssignmentProposal) -> ResponseReturnValue:
    return run_action(
        lambda: proposals.discard(proposal=proposal, by=current_person()),
        then=lambda _nothing: stage_url(proposal.stage),
        success_message=_("The plan is put away. Nobody was assigned by it."),
    )


@bp.route("/proposals/<public_id>/undo", methods=["GET", "POST"])
@guard(get_proposal, sees=rules.sees_proposal, may=impartial(rules.may_undo_proposal))
def undo_proposal(proposal: AssignmentProposal) -> ResponseReturnValue:
    form = UndoForm()
    return run_form(
        form,
        "judging/undo_proposal.html",
        proposal=proposal,
        stage=proposal.stage,
        count=still_assigned(proposal, to=current_person()),
        verb=lambda: proposals.undo(proposal=proposal, reason=form.reason.data or "", by=current_person()),
        then=lambda _count: proposal_url(proposal.stage),
        success_message=_taken_back,
    )


def _taken_back(count: int) -> str:
    return ngettext(
        "%(num)s assignment is taken back, and its judge is told.",
        "%(num)s assignments are taken back, and their judges are told.",
        count,
    )
