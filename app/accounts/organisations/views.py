"""Pages of the register: an organisation, who acts for it, who says that they do, and where somebody works."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.models import Organisation, Representation
from app.accounts.names import reading_of
from app.accounts.organisations import rules, service
from app.accounts.organisations.forms import ClaimForm, ColleagueForm, CorrectionForm, DecisionForm
from app.accounts.organisations.models import Claim, ClaimState, ColleagueInvitation
from app.accounts.organisations.queries import (
    get_claim,
    get_colleague_invitation,
    get_organisation,
    get_representation,
    identity_of,
    open_claims,
    open_colleague_invitations,
    organisations_like,
    organisations_named,
    representations_of,
)
from app.accounts.views.blueprint import bp
from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.web import handle, perform


@bp.get("/organisations")
@guard(nothing, sees=rules.sees_register)
def register(_nothing: None) -> ResponseReturnValue:
    words = request.args.get("words", "")
    return render_template(
        "accounts/register.html",
        words=words,
        found=organisations_named(words) if words.strip() else [],
        claims=open_claims(),
    )


@bp.get("/organisations/<public_id>")
@guard(get_organisation, sees=rules.sees_organisation)
def organisation(organisation: Organisation) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "accounts/organisation.html",
        organisation=organisation,
        acting=[(row, _may(row)) for row in representations_of(organisation, now)],
        invited=open_colleague_invitations(organisation),
        of_register=rules.sees_register(person, None, now),
        may_edit=rules.may_edit_organisation(person, organisation, now),
        may_invite=rules.may_invite_colleague(person, organisation, now),
        may_merge=rules.is_any_officer(person, None, now),
        alike=organisations_like(identity_of(organisation), but=organisation.id),
    )


def _may(row: Representation) -> dict[str, bool]:
    person, now = current_person(), clock.now()
    return {
        "end": bool(rules.may_end_representation(person, row, now)),
        "confirm": bool(rules.may_confirm_representation(person, row, now)),
    }


def page_of(organisation: Organisation) -> str:
    return url_for("accounts.organisation", public_id=organisation.public_id)


@bp.route("/organisations/<public_id>/correct", methods=["GET", "POST"])
@guard(get_organisation, sees=rules.sees_organisation, may=rules.may_edit_organisation)
def correct_organisation(organisation: Organisation) -> ResponseReturnValue:
    form, by, now = CorrectionForm(obj=organisation), current_person(), clock.now()
    officer = bool(rules.is_any_officer(by, organisation, now))
    if request.method == "GET":
        form.reading.data = reading_of(organisation.sort_key)
    if not officer:
        del form.mail_domain
    if not (sets_code := rules.is_to_set_code(by, organisation, now)):
        del form.registration_code
    return handle(
        form,
        "accounts/correct_organisation.html",
        organisation=organisation,
        sets_code=sets_code,
        verb=lambda: service.correct_organisation(organisation=organisation, by=by, **form.values),
        then=page_of,
        said=gettext("Saved."),
    )


@bp.route("/organisations/<public_id>/claim", methods=["GET", "POST"])
@guard(get_organisation, sees=signed_in, may=rules.may_claim)
def claim(organisation: Organisation) -> ResponseReturnValue:
    form, by = ClaimForm(), current_person()
    return handle(
        form,
        "accounts/claim.html",
        organisation=organisation,
        at_once=rules.is_of_its_domain(by, organisation),
        verb=lambda: service.claim(organisation=organisation, statement=form.statement.data or "", by=by),
        then=_after_claim,
    )


def _after_claim(claim: Claim) -> str:
    return (
        page_of(claim.organisation)
        if claim.state == ClaimState.CONFIRMED
        else url_for("accounts.organisations")
    )


@bp.route("/claims/<public_id>", methods=["GET", "POST"])
@guard(get_claim, sees=rules.is_any_officer, may=rules.may_decide_claim)
def decide_claim(claim: Claim) -> ResponseReturnValue:
    form = DecisionForm()
    return handle(
        form,
        "accounts/decide_claim.html",
        claim=claim,
        acting=representations_of(claim.organisation, clock.now()),
        verb=lambda: _decide(claim, form),
        then=lambda _: url_for("accounts.register"),
        said=gettext("Decision recorded."),
    )


def _decide(claim: Claim, form: DecisionForm) -> None:
    if form.decision.data == "confirm":
        service.confirm_claim(claim=claim, keep_domain=form.keep_domain.data, by=current_person())
    else:
        service.refuse_claim(claim=claim, reason=form.reason.data, by=current_person())


@bp.route("/organisations/<public_id>/colleagues", methods=["GET", "POST"])
@guard(get_organisation, sees=rules.sees_organisation, may=rules.may_invite_colleague)
def invite_colleague(organisation: Organisation) -> ResponseReturnValue:
    form = ColleagueForm()
    return handle(
        form,
        "accounts/invite_colleague.html",
        organisation=organisation,
        verb=lambda: service.invite_colleague(
            organisation=organisation, email=form.email.data or "", by=current_person()
        ),
        then=lambda _: page_of(organisation),
        said=gettext("The invitation is on its way."),
    )


@bp.get("/organisations/join/<token>")
@guard(get_colleague_invitation, sees=signed_in)
def join_organisation(invitation: ColleagueInvitation) -> ResponseReturnValue:
    """The mailed link. Looking at it changes nothing."""
    may_join = rules.may_join_colleagues(current_person(), invitation, clock.now())
    return render_template(
        "accounts/join_organisation.html", invitation=invitation, token=_token(), may_join=may_join
    )


def _token() -> str:
    return str((request.view_args or {}).get("token", ""))


@bp.post("/organisations/join/<token>")
@guard(get_colleague_invitation, sees=signed_in, may=rules.may_join_colleagues)
def join(invitation: ColleagueInvitation) -> ResponseReturnValue:
    return perform(
        lambda: service.join_colleagues(invitation=invitation, by=current_person()),
        then=lambda row: page_of(row.organisation),
        said=gettext("You act for this organisation from now on."),
    )


def load_representation(public_id: str, person: str) -> Representation:
    return get_representation(get_organisation(public_id), person)


@bp.route("/organisations/<public_id>/people/<person>/end", methods=["GET", "POST"])
@guard(load_representation, sees=rules.sees_representation, may=rules.may_end_representation)
def end_representation(row: Representation) -> ResponseReturnValue:
    own = row.person_id == current_person().id
    back = url_for("accounts.organisations") if own else page_of(row.organisation)
    if request.method == "GET":
        return render_template(
            "accounts/end_representation.html", row=row, own=own, back=page_of(row.organisation)
        )
    return perform(
        lambda: service.end_representation(row=row, by=current_person()),
        then=lambda _: back,
        said=gettext("This has ended."),
    )


@bp.post("/organisations/<public_id>/people/<person>/confirm")
@guard(load_representation, sees=rules.sees_representation, may=rules.may_confirm_representation)
def confirm_representation(row: Representation) -> ResponseReturnValue:
    return perform(
        lambda: service.confirm_representation(row=row, by=current_person()),
        then=lambda _: page_of(row.organisation),
        said=gettext("Confirmed."),
    )
