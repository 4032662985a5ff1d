"""The officer's pages: every stage of an edition, and one stage from admission to its close."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.clock import BEIJING
from app.core.forms import PressForm
from app.core.http.actions import run_action, run_form
from app.core.verdict import YES, Verdict, _
from app.entries.conflicts.queries import has_conflict_in
from app.judging import impartiality
from app.judging.assignments.coverage import holes_in, readers_needed
from app.judging.assignments.proposal_queries import states_of_proposals
from app.judging.ballots import closing
from app.judging.ballots import service as ballots_service
from app.judging.ballots.queries import find_ballot, turnout_of
from app.judging.blueprint import bp
from app.judging.comments.queries import unhandled_comments
from app.judging.conflicts.queries import conflicts_in
from app.judging.models import Ballot
from app.judging.panels.queries import Loads, count_members, electorate_of, loads_of, panels_of, past_members
from app.judging.reopenings.queries import reopenings_in
from app.judging.stages import rules, service
from app.judging.stages.forms import OpenStageForm
from app.judging.stages.queries import entries_seen, get_stage, progress_of
from app.judging.stages.screening_progress import screening_of, screening_step
from app.programmes.editions.queries import get_open_edition
from app.programmes.models import Edition, Stage

Progress = tuple[int, int, int]
"""Candidacies, sheets in all and sheets submitted, of what the reader may see."""


def stage_url(stage: Stage) -> str:
    return url_for("judging.stage", public_id=stage.public_id)


@bp.get("/programmes/<slug>/<int(max=9999):year>/judging")
@guard(get_open_edition, sees=rules.sees_judging)
def stages(edition: Edition) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    progress = progress_of(edition, to=person) | screening_of(edition, to=person)
    screening = {
        stage.id: screening_step(stage, progress.get(stage.id, (0, 0, 0)), now)
        for stage in edition.stages
        if stage.kind == "screening"
    }
    return render_template("judging/stages.html", edition=edition, progress=progress, screening=screening)


@bp.get("/stages/<public_id>")
@guard(get_stage, sees=rules.sees_stage)
def stage(stage: Stage) -> ResponseReturnValue:
    if stage.kind == "ballot":
        return _ballot_page(stage)
    person = current_person()
    entries, loads = entries_seen(stage, to=person), loads_of(stage, to=person)
    return _page(
        stage,
        loads=loads,
        progress=(entries, loads.total.entries, loads.total.sent),
        holes=holes_in(stage, to=person) if loads else [],
        needed=readers_needed(stage),
        plans=None if stage.opened_at else states_of_proposals(stage),
        reopenings=reopenings_in(stage, to=person) if stage.opened_at else [],
        comments=unhandled_comments(stage.edition, to=person),
    )


def _ballot_page(stage: Stage) -> str:
    entries, ballot = entries_seen(stage, to=current_person()), find_ballot(stage)
    return _page(
        stage,
        loads=Loads(),
        progress=(entries, 0, 0),
        ballot=ballot,
        turnout=turnout_of(ballot) if ballot else None,
        committee=len(electorate_of(stage)),
    )


def _page(stage: Stage, *, progress: Progress, ballot: Ballot | None = None, **more: Any) -> str:
    person = current_person()
    return render_template(
        "judging/stage.html",
        stage=stage,
        edition=stage.edition,
        panels=panels_of(stage),
        ballot=ballot,
        may=_verdicts(stage, ballot, progress),
        past=past_members(stage),
        progress=progress,
        conflicts=conflicts_in(stage, to=person),
        first=_is_first(stage),
        book=stage.edition.rulebook.stage(stage.code, stage.direction.code),
        **more,
    )


def _verdicts(stage: Stage, ballot: Ballot | None, progress: Progress) -> dict[str, Verdict]:
    """What the reader may do here. What their conflict of interest keeps them from says nothing of the stage."""
    person, now, (entries, expected, sent) = current_person(), clock.now(), progress
    impartial = rules.is_impartial(has_conflict_in(person, stage.edition, now))
    prepares = rules.may_prepare_stage(person, stage, now) and impartial
    closes = rules.may_close_stage(person, stage, now) and impartial and service.is_submitted(expected - sent)
    return {
        "admit": rules.may_admit(person, stage, now),
        "prepare": prepares,
        "assign": prepares and (YES if entries else service.is_filled(stage)),
        "open": rules.may_open_stage(person, stage, now) and impartial and service.is_ready(stage, to=person),
        "postpone": rules.may_postpone(person, stage, now) and impartial,
        "remind": rules.may_remind(person, stage, now),
        "close": closing.may_count(ballot, person)
        if ballot
        else closes and service.is_complete(stage, to=person),
    }


def _is_first(stage: Stage) -> bool:
    judged = [
        s for s in stage.edition.stages if s.direction_id == stage.direction_id and s.kind != "screening"
    ]
    return judged[0].id == stage.id


@bp.post("/stages/<public_id>/admit")
@guard(get_stage, sees=rules.sees_stage, may=rules.may_admit)
def admit(stage: Stage) -> ResponseReturnValue:
    return run_action(
        lambda: service.admit_eligible(stage=stage, by=current_person()),
        then=lambda _rows: stage_url(stage),
        success_message=_("Every eligible candidacy is in this stage now."),
    )


@bp.route("/stages/<public_id>/open", methods=["GET", "POST"])
@guard(get_stage, sees=rules.sees_stage, may=impartiality.impartial(rules.may_open_stage))
def open_stage(stage: Stage) -> ResponseReturnValue:
    form = OpenStageForm()
    window = stage.edition.rulebook.stage(stage.code, stage.direction.code).window
    if request.method == "GET" and window:
        form.closes_at.data = window.closes.astimezone(BEIJING).replace(tzinfo=None)
    person = current_person()
    return run_form(
        form,
        "judging/open.html",
        stage=stage,
        ready=service.is_ready(stage, to=person),
        judges=count_members(stage),
        entries=progress_of(stage.edition, to=person).get(stage.id, (0, 0, 0))[0],
        verb=lambda: _open(stage, form.closes_at.data),
        then=lambda _stage: stage_url(stage),
        success_message=_("Judging is open."),
    )


def _open(stage: Stage, closes_at: datetime) -> object:
    verb = ballots_service.open_ballot if stage.kind == "ballot" else service.open_stage
    return verb(stage=stage, closes_at=_in_beijing(closes_at), by=current_person())


def _in_beijing(typed: datetime) -> datetime:
    return typed.replace(tzinfo=BEIJING).astimezone(UTC)


@bp.route("/stages/<public_id>/postpone", methods=["GET", "POST"])
@guard(get_stage, sees=rules.sees_stage, may=impartiality.impartial(rules.may_postpone))
def postpone(stage: Stage) -> ResponseReturnValue:
    form = OpenStageForm()
    if request.method == "GET" and stage.closes_at:
        form.closes_at.data = stage.closes_at.astimezone(BEIJING).replace(tzinfo=None)
    return run_form(
        form,
        "judging/postpone.html",
        stage=stage,
        then=lambda _stage: stage_url(stage),
        verb=lambda: service.postpone(
            stage=stage, closes_at=_in_beijing(form.closes_at.data), by=current_person()
        ),
        success_message=_("The judges have more time, and those with something outstanding are told."),
    )


@bp.route("/stages/<public_id>/close", methods=["GET", "POST"])
@guard(get_stage, sees=rules.sees_stage, may=impartiality.impartial(rules.may_close_stage))
def close_stage(stage: Stage) -> ResponseReturnValue:
    return run_form(
        PressForm(),
        "judging/close.html",
        stage=stage,
        success_message=_("This stage is closed."),
        verb=lambda: service.close_stage(stage=stage, by=current_person()),
        then=lambda _stage: stage_url(stage),
    )
