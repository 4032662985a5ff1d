"""Pages of an organisation: register it, see it, correct it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing, on_post, signed_in
from app.core.forms import choices_of
from app.core.http.actions import run_form
from app.core.i18n import region_choices
from app.people.blueprint import bp
from app.people.models import Organisation, Representation
from app.people.organisations import corrections, rules, service
from app.people.organisations.forms import CorrectionForm, NameCorrectionForm, RegistrationForm
from app.people.organisations.name_correction import correct_name as correct_name_of
from app.people.organisations.queries import (
    get_organisation,
    identity_of,
    name_corrections_of,
    organisations_like,
    organisations_named,
    organisations_of,
)
from app.people.representations import rules as representations_rules
from app.people.representations.queries import (
    claims_of,
    open_claims,
    open_colleague_invitations,
    representations_of,
)
from app.people.sign_in.login import own_path
from app.people.sort_keys import reading_of


@bp.route("/me/organisations", methods=["GET", "POST"])
@guard(nothing, sees=signed_in, may=on_post(rules.may_register_organisation))
def organisations(_nothing: None) -> ResponseReturnValue:
    """What one acts for. To register one that the register has already leads to saying that one acts for it."""
    form, person, now = RegistrationForm(), current_person(), clock.now()
    form.country_region.choices = choices_of({"": "—", **dict(region_choices())})
    return run_form(
        form,
        "people/organisations.html",
        verb=lambda: _registered(form),
        then=lambda organisation: _after_registering(form, organisation),
        success_message="" if form.chosen else gettext("The organisation is registered."),
        organisations=organisations_of(person, now),
        claims=claims_of(person),
        may_register=rules.may_register_organisation(person, None, now),
        alike=organisations_like(form.identity) if request.method == "POST" else [],
    )


def _registered(form: RegistrationForm) -> Organisation:
    if form.chosen:
        return get_organisation(form.chosen)
    return service.register_organisation(**form.new, by=current_person())


def _after_registering(form: RegistrationForm, organisation: Organisation) -> str:
    if form.chosen:
        return url_for("people.claim", public_id=organisation.public_id)
    return own_path(request.args.get("next") or url_for("people.organisations"))


@bp.get("/organisations")
@guard(nothing, sees=rules.sees_register)
def register(_nothing: None) -> ResponseReturnValue:
    words = request.args.get("words", "")
    return render_template(
        "people/register.html",
        words=words,
        found=organisations_named(words) if words.strip() else [],
        claims=open_claims(),
    )


@bp.get("/organisations/<public_id>")
@guard(get_organisation, sees=rules.sees_organisation)
def organisation(organisation: Organisation) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    return render_template(
        "people/organisation.html",
        organisation=organisation,
        acting=[(row, _may(row)) for row in representations_of(organisation, now)],
        invited=open_colleague_invitations(organisation),
        of_register=rules.sees_register(person, None, now),
        name_corrections=name_corrections_of(organisation),
        may_correct_name=rules.may_correct_name(person, organisation, now),
        may_edit=rules.may_edit_organisation(person, organisation, now),
        may_invite=representations_rules.may_invite_colleague(person, organisation, now),
        may_merge=rules.is_any_officer(person, None, now),
        alike=organisations_like(identity_of(organisation), but=organisation.id),
    )


def _may(row: Representation) -> dict[str, bool]:
    person, now = current_person(), clock.now()
    return {
        "end": bool(representations_rules.may_end_representation(person, row, now)),
        "confirm": bool(representations_rules.may_confirm_representation(person, row, now)),
    }


def page_of(organisation: Organisation) -> str:
    return url_for("people.organisation", public_id=organisation.public_id)


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
    return run_form(
        form,
        "people/correct_organisation.html",
        organisation=organisation,
        sets_code=sets_code,
        verb=lambda: corrections.correct_organisation(organisation=organisation, by=by, **form.values),
        then=page_of,
        success_message=gettext("Saved."),
    )


@bp.route("/organisations/<public_id>/correct-name", methods=["GET", "POST"])
@guard(get_organisation, sees=rules.sees_organisation, may=rules.may_correct_name)
def correct_name(organisation: Organisation) -> ResponseReturnValue:
    form, by = NameCorrectionForm(obj=organisation), current_person()
    return run_form(
        form,
        "people/correct_name.html",
        organisation=organisation,
        verb=lambda: correct_name_of(organisation=organisation, by=by, **form.values),
        then=page_of,
        success_message=gettext("Saved."),
    )
