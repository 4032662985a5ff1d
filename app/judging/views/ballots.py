"""The secret ballot, as a member of the committee sees it."""

from __future__ import annotations

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.access import current_person, guard, on_post
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.verdict import _
from app.core.web import already_answered, handle, perform
from app.judging import rules, service
from app.judging.forms import BallotForm, TieForm, ballot_form
from app.judging.models import BallotMark, StageEntry
from app.judging.queries import entries_in, get_booth
from app.judging.rules import Booth
from app.judging.views import bp


@bp.route("/ballots/<public_id>", methods=["GET", "POST"])
@guard(get_booth, sees=rules.sees_ballot, may=on_post(rules.may_vote))
def ballot(booth: Booth) -> ResponseReturnValue:
    # What is marked here leaves no line in the log, and no time: either could link a voter to the papers.
    g.unlogged = request.method == "POST"
    person, ballot = current_person(), booth.ballot
    allowed = service.votable(ballot, person)
    entries = [row for row in entries_in(ballot.stage) if row.id in allowed]
    form = ballot_form(entries)
    if request.method == "GET" or not form.validate():
        return _page(booth, form, entries), 200 if request.method == "GET" else 422
    try:
        return perform(
            lambda: service.cast(ballot=ballot, marks=_marks(form, entries), by=person),
            then=lambda _nothing: url_for("judging.ballot", public_id=ballot.stage.public_id),
            said=_("Your vote was counted in. Nobody can see it."), secret=True,
        )  # fmt: skip
    except Invalid as error:
        form.show_faults(error.faults)
        return _page(booth, form, entries), 422


@bp.route("/ballots/<public_id>/tie", methods=["GET", "POST"])
@guard(get_booth, sees=rules.sees_ballot, may=rules.may_declare)
def declare_tie(booth: Booth) -> ResponseReturnValue:
    if earlier := already_answered():  # the entry that was named then has left the ballot
        return earlier
    ballot, person = booth.ballot, current_person()
    allowed = service.votable(ballot, person)
    entries = {row.public_id: row for row in entries_in(ballot.stage) if row.id in allowed}
    form = TieForm()
    form.entry.choices = [SelectChoice(key, _named(row)) for key, row in entries.items()]
    return handle(
        form, "judging/tie.html", stage=ballot.stage,
        verb=lambda: service.declare_tie(
            ballot=ballot, stage_entry=entries[form.entry.data], reason=form.reason.data or "", by=person
        ),
        then=lambda _nothing: url_for("judging.ballot", public_id=ballot.stage.public_id),
        said=_("Your tie is on record, and the entry has left your ballot."),
    )  # fmt: skip


def _named(row: StageEntry) -> str:
    entry = row.candidacy.entry
    return f"{entry.number} · {text({'zh': entry.title_zh, 'en': entry.title_en})}"


def _marks(form: BallotForm, entries: list[StageEntry]) -> dict[int, BallotMark]:
    return {row.id: BallotMark(form[f"m_{row.public_id}"].data) for row in entries}


def _page(booth: Booth, form: BallotForm, entries: list[StageEntry]) -> str:
    person, now = current_person(), clock.now()
    ballot = booth.ballot
    rule = ballot.stage.edition.rulebook.stage(ballot.stage.code, ballot.stage.direction.code).ballot
    return render_template(
        "judging/ballot.html", ballot=ballot, stage=ballot.stage, form=form, entries=entries, rule=rule,
        voted=person.id in booth.voters, voters=len(booth.voters),
        may_vote=rules.may_vote(person, booth, now),
    )  # fmt: skip
