"""The secret ballot, as a member of the committee sees it."""

from __future__ import annotations

import structlog
from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.access import current_person, guard, on_post
from app.core.errors import Invalid
from app.core.forms import PressForm
from app.core.http.actions import already_answered, run_action, run_form
from app.core.i18n import text
from app.core.verdict import _
from app.judging.ballots import closing, rules, service
from app.judging.ballots.forms import BallotForm, ConflictForm, ballot_form
from app.judging.ballots.queries import get_ballot, get_ballot_view, turnout_of
from app.judging.ballots.rules import BallotView
from app.judging.blueprint import bp
from app.judging.jobs import purge_votes_job
from app.judging.models import Ballot, BallotMark, StageEntry
from app.judging.stages.queries import entries_in
from app.judging.stages.views import stage_url

log = structlog.get_logger(__name__)


@bp.route("/stages/<public_id>/count", methods=["GET", "POST"])
@guard(
    get_ballot,
    sees=rules.sees_ballot_as_secretariat,
    may=lambda person, ballot, _now: closing.may_count(ballot, person),
)
def count(ballot: Ballot) -> ResponseReturnValue:
    answer = run_form(
        PressForm(),
        "judging/close.html",
        stage=ballot.stage,
        turnout=turnout_of(ballot),
        success_message=_("The ballot is closed."),
        verb=lambda: closing.close_ballot(ballot=ballot, by=current_person()),
        then=lambda _ballot: stage_url(ballot.stage),
    )
    if request.method == "POST":
        _purge_votes()
    return answer


def _purge_votes() -> None:
    """At once, where nobody is in the way; what cannot be purged now, the worker purges later."""
    try:
        purge_votes_job()
    except Exception:
        log.exception("votes are not purged yet")


@bp.route("/ballots/<public_id>", methods=["GET", "POST"])
@guard(get_ballot_view, sees=rules.sees_ballot, may=on_post(rules.may_vote))
def ballot(ballot_view: BallotView) -> ResponseReturnValue:
    # What is marked here leaves no line in the log, and no time: either could link a voter to the votes.
    g.unlogged = request.method == "POST"
    person, ballot = current_person(), ballot_view.ballot
    allowed = service.votable(ballot, person)
    entries = [row for row in entries_in(ballot.stage) if row.id in allowed]
    form = ballot_form(entries)
    if request.method == "GET" or not form.validate():
        return _page(ballot_view, form, entries), 200 if request.method == "GET" else 422
    try:
        return run_action(
            lambda: service.cast(ballot=ballot, marks=_marks(form, entries), by=person),
            then=lambda _nothing: url_for("judging.ballot", public_id=ballot.stage.public_id),
            success_message=_("Your vote was counted in. Nobody can see it."),
            secret=True,
        )
    except Invalid as error:
        form.show_faults(error.faults)
        return _page(ballot_view, form, entries), 422


@bp.route("/ballots/<public_id>/conflict", methods=["GET", "POST"])
@guard(get_ballot_view, sees=rules.sees_ballot, may=rules.may_declare_conflict)
def declare_conflict(ballot_view: BallotView) -> ResponseReturnValue:
    if earlier := already_answered():  # the entry that was named then has left the ballot
        return earlier
    ballot, person = ballot_view.ballot, current_person()
    allowed = service.votable(ballot, person)
    entries = {row.public_id: row for row in entries_in(ballot.stage) if row.id in allowed}
    form = ConflictForm()
    form.entry.choices = [SelectChoice(key, _named(row)) for key, row in entries.items()]
    return run_form(
        form,
        "judging/declare_conflict.html",
        stage=ballot.stage,
        verb=lambda: service.declare_conflict(
            ballot=ballot, stage_entry=entries[form.entry.data], reason=form.reason.data or "", by=person
        ),
        then=lambda _nothing: url_for("judging.ballot", public_id=ballot.stage.public_id),
        success_message=_("Your conflict of interest is on record, and the entry is off your ballot."),
    )


def _named(row: StageEntry) -> str:
    entry = row.candidacy.entry
    return f"{entry.number} · {text({'zh': entry.title_zh, 'en': entry.title_en})}"


def _marks(form: BallotForm, entries: list[StageEntry]) -> dict[int, BallotMark]:
    return {row.id: BallotMark(form[f"m_{row.public_id}"].data) for row in entries}


def _page(ballot_view: BallotView, form: BallotForm, entries: list[StageEntry]) -> str:
    person, now = current_person(), clock.now()
    ballot = ballot_view.ballot
    rule = ballot.stage.edition.rulebook.stage(ballot.stage.code, ballot.stage.direction.code).ballot
    return render_template(
        "judging/ballot.html",
        ballot=ballot,
        stage=ballot.stage,
        form=form,
        entries=entries,
        rule=rule,
        voted=person.id in ballot_view.voters,
        voters=len(ballot_view.voters),
        may_vote=rules.may_vote(person, ballot_view, now),
    )
