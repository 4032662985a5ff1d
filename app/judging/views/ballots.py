"""The secret ballot, as a member of the committee sees it."""

from __future__ import annotations

from datetime import datetime

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Person
from app.core import clock
from app.core.access import current_person, guard
from app.core.errors import Invalid
from app.core.verdict import Verdict, _
from app.core.web import perform
from app.judging import rules, service
from app.judging.forms import BallotForm, ballot_form
from app.judging.models import Ballot, BallotMark, StageEntry
from app.judging.queries import committee_of, entries_in, get_ballot, voters_of
from app.judging.views import bp


def _sees(person: Person, ballot: Ballot, now: datetime) -> Verdict:
    return rules.sees_ballot(person, ballot, now, seats=committee_of(ballot.stage))


@bp.route("/ballots/<public_id>", methods=["GET", "POST"])
@guard(get_ballot, sees=_sees)
def ballot(ballot: Ballot) -> ResponseReturnValue:
    # What is marked here leaves no line in the log, and no time: either could link a voter to the papers.
    g.unlogged = request.method == "POST"
    person = current_person()
    allowed = service.votable(ballot, person)
    entries = [row for row in entries_in(ballot.stage) if row.id in allowed]
    form = ballot_form(entries)
    if request.method == "GET" or not form.validate():
        return _page(ballot, form, entries), 200 if request.method == "GET" else 422
    try:
        return perform(
            lambda: service.cast(ballot=ballot, marks=_marks(form, entries), by=person),
            then=lambda _nothing: url_for("judging.ballot", public_id=ballot.stage.public_id),
            said=_("Your vote was counted in. Nobody can see it."), secret=True,
        )  # fmt: skip
    except Invalid as error:
        form.show_faults(error.faults)
        return _page(ballot, form, entries), 422


def _marks(form: BallotForm, entries: list[StageEntry]) -> dict[int, BallotMark]:
    return {row.id: BallotMark(form[f"m_{row.public_id}"].data) for row in entries}


def _page(ballot: Ballot, form: BallotForm, entries: list[StageEntry]) -> str:
    person, now = current_person(), clock.now()
    seats, voters = committee_of(ballot.stage), voters_of(ballot.id)
    rule = ballot.stage.edition.rulebook.stage(ballot.stage.code, ballot.stage.direction.code).ballot
    return render_template(
        "judging/ballot.html", ballot=ballot, stage=ballot.stage, form=form, entries=entries, rule=rule,
        voted=person.id in voters, voters=len(voters),
        may_vote=rules.may_vote(person, ballot, now, seats=seats, voters=voters),
    )  # fmt: skip
