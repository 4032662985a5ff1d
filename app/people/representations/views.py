"""Pages of who acts for an organisation: claims and their decision, colleagues, and the end of it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, signed_in
from app.core.http.actions import run_action, run_form
from app.people.blueprint import bp
from app.people.models import Organisation, Representation
from app.people.organisations import rules as organisations_rules
from app.people.organisations.queries import get_organisation
from app.people.organisations.views import page_of
from app.people.representations import claims, colleagues, rules
from app.people.representations.forms import ClaimForm, ColleagueForm, DecisionForm
from app.people.representations.models import Claim, ClaimState, ColleagueInvitation
from app.people.representations.queries import (
    get_claim,
    get_colleague_invitation,
    get_representation,
    representations_of,
)


@bp.route("/organisations/<public_id>/claim", methods=["GET", "POST"])
@guard(get_organisation, sees=signed_in, may=rules.may_claim)
def claim(organisation: Organisation) -> ResponseReturnValue:
    form, by = ClaimForm(), current_person()
    return run_form(
        form,
        "people/claim.html",
        organisation=organisation,
        at_once=rules.is_of_its_domain(by, organisation),
        verb=lambda: claims.claim(organisation=organisation, statement=form.statement.data or "", by=by),
        then=_after_claim,
    )


def _after_claim(claim: Claim) -> str:
    return (
        page_of(claim.organisation)
        if claim.state == ClaimState.CONFIRMED
        else url_for("people.organisations")
    )


@bp.route("/claims/<public_id>", methods=["GET", "POST"])
@guard(get_claim, sees=organisations_rules.is_any_officer, may=rules.may_decide_claim)
def decide_claim(claim: Claim) -> ResponseReturnValue:
    form = DecisionForm()
    return run_form(
        form,
        "people/decide_claim.html",
        claim=claim,
        acting=representations_of(claim.organisation, clock.now()),
        verb=lambda: _decide(claim, form),
        then=lambda _: url_for("people.register"),
        success_message=gettext("Decision recorded."),
    )


def _decide(claim: Claim, form: DecisionForm) -> None:
    if form.decision.data == "confirm":
        claims.confirm_claim(claim=claim, keep_domain=form.keep_domain.data, by=current_person())
    else:
        claims.refuse_claim(claim=claim, reason=form.reason.data, by=current_person())


@bp.route("/organisations/<public_id>/colleagues", methods=["GET", "POST"])
@guard(get_organisation, sees=organisations_rules.sees_organisation, may=rules.may_invite_colleague)
def invite_colleague(organisation: Organisation) -> ResponseReturnValue:
    form = ColleagueForm()
    return run_form(
        form,
        "people/invite_colleague.html",
        organisation=organisation,
        verb=lambda: colleagues.invite_colleague(
            organisation=organisation, email=form.email.data or "", by=current_person()
        ),
        then=lambda _: page_of(organisation),
        success_message=gettext("The invitation is on its way."),
    )


@bp.get("/organisations/join/<token>")
@guard(get_colleague_invitation, sees=signed_in)
def join_organisation(invitation: ColleagueInvitation) -> ResponseReturnValue:
    """The mailed link. Looking at it changes nothing."""
    may_join = rules.may_join_colleagues(current_person(), invitation, clock.now())
    return render_template(
        "people/join_organisation.html", invitation=invitation, token=_token(), may_join=may_join
    )


def _token() -> str:
    return str((request.view_args or {}).get("token", ""))


@bp.post("/organisations/join/<token>")
@guard(get_colleague_invitation, sees=signed_in, may=rules.may_join_colleagues)
def join(invitation: ColleagueInvitation) -> ResponseReturnValue:
    return run_action(
        lambda: colleagues.join_colleagues(invitation=invitation, by=current_person()),
        then=lambda row: page_of(row.organisation),
        success_message=gettext("You act for this organisation from now on."),
    )


def load_representation(public_id: str, person: str) -> Representation:
    return get_representation(get_organisation(public_id), person)


@bp.route("/organisations/<public_id>/people/<person>/end", methods=["GET", "POST"])
@guard(load_representation, sees=rules.sees_representation, may=rules.may_end_representation)
def end_representation(row: Representation) -> ResponseReturnValue:
    own = row.person_id == current_person().id
    back = url_for("people.organisations") if own else page_of(row.organisation)
    if request.method == "GET":
        return render_template(
            "people/end_representation.html", row=row, own=own, back=page_of(row.organisation)
        )
    return run_action(
        lambda: colleagues.end_representation(row=row, by=current_person()),
        then=lambda _: back,
        success_message=gettext("This has ended."),
    )


@bp.post("/organisations/<public_id>/people/<person>/confirm")
@guard(load_representation, sees=rules.sees_representation, may=rules.may_confirm_representation)
def confirm_representation(row: Representation) -> ResponseReturnValue:
    return run_action(
        lambda: claims.confirm_representation(row=row, by=current_person()),
        then=lambda _: page_of(row.organisation),
        success_message=gettext("Confirmed."),
    )
