"""The officer's pages: every stage of an edition, and one stage from admission to its close."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.clock import BEIJING
from app.core.forms import PressForm
from app.core.http.actions import run_action, run_form
from app.core.jobs import enqueue
from app.core.models import Job
from app.core.verdict import _
from app.judging.ballots import service as ballots_service
from app.judging.ballots.queries import find_ballot, voters_of
from app.judging.blueprint import bp
from app.judging.panels.queries import committee_of, count_members, loads_of, panels_of
from app.judging.stages import rules, service
from app.judging.stages.conflicts import conflicts_in
from app.judging.stages.forms import OpenStageForm
from app.judging.stages.queries import get_stage, progress_of
from app.judging.stages.screening import screening_of, screening_step
from app.programmes.editions.queries import get_open_edition
from app.programmes.models import Edition, Stage


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
    person, now = current_person(), clock.now()
    ballot = find_ballot(stage)
    verdicts = {
        "admit": rules.may_admit(person, stage, now),
        "prepare": rules.may_prepare_stage(person, stage, now),
        "assign": rules.may_prepare_stage(person, stage, now) and service.is_filled(stage),
        "open": rules.may_open_stage(person, stage, now) and service.is_ready(stage),
        "postpone": rules.may_postpone(person, stage, now),
        "close": rules.may_close_stage(person, stage, now) and service.is_complete(stage),
    }
    return render_template(
        "judging/stage.html",
        stage=stage,
        edition=stage.edition,
        panels=panels_of(stage),
        may=verdicts,
        progress=progress_of(stage.edition, to=person).get(stage.id, (0, 0, 0)),
        loads=loads_of(stage, to=person),
        ballot=ballot,
        ties=conflicts_in(stage),
        committee=len(committee_of(stage)),
        voters=len(voters_of(ballot.id)) if ballot else 0,
        first=_is_first(stage),
        book=stage.edition.rulebook.stage(stage.code, stage.direction.code),
    )


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
        said=_("Every eligible candidacy is in this stage now."),
    )


@bp.post("/stages/<public_id>/assign")
@guard(get_stage, sees=rules.sees_stage, may=rules.may_prepare_stage)
def assign(stage: Stage) -> ResponseReturnValue:
    def ask_for_it() -> Job:
        me = current_person().id
        return enqueue("assign_stage", by_id=me, person_id=me, stage_id=stage.id, back=stage_url(stage))

    return run_action(ask_for_it, then=lambda job: url_for("desk.job", public_id=job.public_id))


@bp.route("/stages/<public_id>/open", methods=["GET", "POST"])
@guard(get_stage, sees=rules.sees_stage, may=rules.may_open_stage)
def open_stage(stage: Stage) -> ResponseReturnValue:
    form = OpenStageForm()
    window = stage.edition.rulebook.stage(stage.code, stage.direction.code).window
    if request.method == "GET" and window:
        form.closes_at.data = window.closes.astimezone(BEIJING).replace(tzinfo=None)
    return run_form(
        form,
        "judging/open.html",
        stage=stage,
        ready=service.is_ready(stage),
        judges=count_members(stage),
        entries=progress_of(stage.edition, to=current_person()).get(stage.id, (0, 0, 0))[0],
        verb=lambda: _open(stage, form.closes_at.data),
        then=lambda _stage: stage_url(stage),
        said=_("Judging is open."),
    )


def _open(stage: Stage, closes_at: datetime) -> object:
    verb = ballots_service.open_ballot if stage.kind == "ballot" else service.open_stage
    return verb(stage=stage, closes_at=_in_beijing(closes_at), by=current_person())


def _in_beijing(typed: datetime) -> datetime:
    return typed.replace(tzinfo=BEIJING).astimezone(UTC)


@bp.route("/stages/<public_id>/postpone", methods=["GET", "POST"])
@guard(get_stage, sees=rules.sees_stage, may=rules.may_postpone)
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
        said=_("The judges have more time."),
    )


@bp.route("/stages/<public_id>/close", methods=["GET", "POST"])
@guard(get_stage, sees=rules.sees_stage, may=rules.may_close_stage)
def close_stage(stage: Stage) -> ResponseReturnValue:
    return run_form(
        PressForm(),
        "judging/close.html",
        stage=stage,
        said=_("This stage is closed."),
        verb=lambda: service.close_stage(stage=stage, by=current_person()),
        then=lambda _stage: stage_url(stage),
    )
