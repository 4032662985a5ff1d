"""The nominee: what is asked, and the answer, on the site or by the mailed link."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import current_person, guard
from app.core.http.actions import run_action
from app.core.verdict import Verdict, _
from app.nominations import rules as nominations_rules
from app.nominations.answers import rules, service
from app.nominations.blueprint import bp
from app.nominations.models import Nomination
from app.nominations.queries import get_by_token, get_nomination
from app.programmes.editions.rules import is_window_open


@bp.get("/nominations/<public_id>")
@guard(get_nomination, sees=nominations_rules.sees_nomination)
def show(nomination: Nomination) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "nominations/show.html",
        nomination=nomination,
        is_nominee=nominations_rules.is_nominee(person, nomination, now),
        is_proposer=nominations_rules.is_proposer(person, nomination, now),
        may_accept=rules.may_accept(person, nomination, now),
        may_decline=rules.may_decline(person, nomination, now),
        may_withdraw=nominations_rules.may_withdraw(person, nomination, now),
        may_apply=is_window_open(person, nomination.edition, now),
    )


@bp.post("/nominations/<public_id>/accept")
@guard(get_nomination, sees=nominations_rules.is_nominee, may=rules.may_accept)
def accept(nomination: Nomination) -> ResponseReturnValue:
    return run_action(
        lambda: service.accept(nomination=nomination, by=current_person()),
        then=lambda _done: _page_of(nomination),
        success_message=_("You accepted the nomination."),
    )


@bp.route("/nominations/<public_id>/decline", methods=["GET", "POST"])
@guard(get_nomination, sees=nominations_rules.is_nominee, may=rules.may_decline)
def decline(nomination: Nomination) -> ResponseReturnValue:
    if request.method != "POST":
        return render_template(
            "nominations/decline.html",
            nomination=nomination,
            action=url_for("nominations.decline", public_id=nomination.public_id),
            back=_page_of(nomination),
        )
    return run_action(
        lambda: service.decline(nomination=nomination, by=current_person()),
        then=lambda _done: url_for("nominations.index"),
        success_message=_("You declined the nomination."),
    )


def _page_of(nomination: Nomination) -> str:
    return url_for("nominations.show", public_id=nomination.public_id)


@bp.get("/nominations/link/<token>")
@guard(get_by_token, sees=rules.sees_by_link)
def link(nomination: Nomination) -> ResponseReturnValue:
    """The mailed link: for whoever holds it and has signed in. Looking at it changes nothing."""
    person, now = current_person(), clock.now()
    known = nominations_rules.is_nominee(person, nomination, now)
    return render_template(
        "nominations/link.html",
        nomination=nomination,
        token=_token(),
        may_accept=rules.may_accept(person, nomination, now) if known else _may_take(nomination),
        may_decline=rules.may_decline(person, nomination, now, holds_link=True),
    )


def _token() -> str:
    return str((request.view_args or {}).get("token", ""))


def _may_take(nomination: Nomination) -> Verdict:
    return rules.may_take_place(current_person(), nomination, clock.now())


@bp.post("/nominations/link/<token>/accept")
@guard(get_by_token, sees=rules.sees_by_link)
def accept_by_link(nomination: Nomination) -> ResponseReturnValue:
    token = _token()
    return run_action(
        lambda: service.accept(nomination=nomination, by=current_person(), token=token),
        then=lambda _done: _page_of(nomination),
        success_message=_("You accepted the nomination."),
    )


@bp.post("/nominations/link/<token>/decline")
@guard(get_by_token, sees=rules.sees_by_link)
def decline_by_link(nomination: Nomination) -> ResponseReturnValue:
    token = _token()
    return run_action(
        lambda: service.decline(nomination=nomination, by=current_person(), token=token),
        then=lambda _done: url_for("nominations.index"),
        success_message=_("You declined the nomination."),
    )
