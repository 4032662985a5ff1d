"""Pages of a strike: asked for by the applicant, proposed by an officer, decided by an approver."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import current_person, guard
from app.core.forms import PressForm
from app.core.http.actions import run_form
from app.core.verdict import _
from app.entries.applications.queries import get_entry
from app.entries.models import Entry
from app.entries.rules import owns_entry
from app.programmes.corrections.queries import correction_under_way
from app.results.blueprint import bp
from app.results.strikes import rules, service
from app.results.strikes.forms import RefusalForm, StrikeForm, WithdrawalForm
from app.results.strikes.models import Strike, StrikeState
from app.results.strikes.queries import get_strike, standing_strike
from app.results.strikes.strike_corrections import begins, note_of


def _page_of(entry: Entry) -> str:
    return url_for("entries.show", public_id=entry.public_id)


@bp.route("/entries/<public_id>/ask-to-withdraw", methods=["GET", "POST"])
@guard(
    get_entry, sees=owns_entry, may=lambda person, entry, _now: service.may_request_withdrawal(entry, person)
)
def ask_to_withdraw(entry: Entry) -> ResponseReturnValue:
    form = WithdrawalForm()
    return run_form(
        form,
        "results/ask_to_withdraw.html",
        entry=entry,
        verb=lambda: service.ask(entry=entry, request=form.request.data or "", by=current_person()),
        then=lambda _strike: _page_of(entry),
        success_message=_("The secretariat has your request."),
    )


@bp.route("/entries/<public_id>/strike", methods=["GET", "POST"])
@guard(
    get_entry,
    sees=rules.sees_as_office,
    may=lambda person, entry, _now: service.may_propose_to_strike(entry, person),
)
def propose_strike(entry: Entry) -> ResponseReturnValue:
    asked = standing_strike(entry)
    form = StrikeForm(cause=asked.cause if asked else None)
    return run_form(
        form,
        "results/propose_strike.html",
        entry=entry,
        asked=asked,
        verb=lambda: service.propose(
            entry=entry, cause=form.cause.data, reason=form.reason.data or "", by=current_person()
        ),
        then=lambda strike: url_for("results.strike", public_id=strike.public_id),
        success_message=_("The strike lies before the approver."),
    )


@bp.get("/strikes/<public_id>")
@guard(get_strike, sees=rules.sees_strike)
def strike(strike: Strike) -> ResponseReturnValue:
    return render_template(
        "results/strike.html",
        strike=strike,
        entry=strike.entry,
        edition=strike.entry.edition,
        may_agree=service.may_agree_to_strike(strike, current_person()),
        may_refuse=service.may_decide_on_strike(strike, current_person()),
        correction=correction_under_way(strike.entry.edition_id)
        if strike.state == StrikeState.AGREED
        else None,
        may_propose=service.may_propose_to_strike(strike.entry, current_person()),
    )


@bp.route("/strikes/<public_id>/agree", methods=["GET", "POST"])
@guard(
    get_strike,
    sees=rules.sees_strike,
    may=lambda person, strike, _now: service.may_agree_to_strike(strike, person),
)
def agree_to_strike(strike: Strike) -> ResponseReturnValue:
    return run_form(
        PressForm(),
        "results/agree_to_strike.html",
        strike=strike,
        entry=strike.entry,
        note=note_of(strike) if begins(strike) else None,
        places=strike.entry.edition.rulebook.struck_places,
        verb=lambda: service.agree(strike=strike, by=current_person()),
        then=lambda strike: url_for("results.strike", public_id=strike.public_id),
        success_message=_("The entry is struck."),
    )


@bp.route("/strikes/<public_id>/refuse", methods=["GET", "POST"])
@guard(
    get_strike,
    sees=rules.sees_strike,
    may=lambda person, strike, _now: service.may_decide_on_strike(strike, person),
)
def refuse_strike(strike: Strike) -> ResponseReturnValue:
    form = RefusalForm()
    return run_form(
        form,
        "results/refuse_strike.html",
        strike=strike,
        entry=strike.entry,
        verb=lambda: service.refuse(strike=strike, reason=form.reason.data or "", by=current_person()),
        then=lambda strike: url_for("results.strike", public_id=strike.public_id),
        success_message=_("The entry stays in."),
    )
