"""Pages about oneself: profile, organisations, browsers, consents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts import rules, service, sessions
from app.accounts.forms import ConsentForm, OrganisationForm, ProfileForm, choices_of
from app.accounts.login import own_path
from app.accounts.models import Consent, SignInSession
from app.accounts.queries import (
    consents_of,
    get_consent,
    get_open_edition,
    get_session,
    organisations_of,
    roles_of,
    sessions_of,
    standing_consents,
)
from app.accounts.views.blueprint import bp
from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.i18n import region_choices
from app.core.web import handle, perform

if TYPE_CHECKING:
    from app.programmes.models import Edition


@bp.route("/me", methods=["GET", "POST"])
@guard(nothing, sees=signed_in)
def profile(_nothing: None) -> ResponseReturnValue:
    person = current_person()
    form = ProfileForm(obj=person)
    return handle(
        form,
        "accounts/profile.html",
        verb=lambda: service.update_profile(person=person, **form.values, by=person),
        then=lambda _: url_for("accounts.profile"),
        said=gettext("Saved."),
        person=person,
        roles=roles_of(person, clock.now()),
    )


@bp.route("/me/organisations", methods=["GET", "POST"])
@guard(nothing, sees=signed_in, may=rules.may_register_organisation)
def organisations(_nothing: None) -> ResponseReturnValue:
    form, person = OrganisationForm(), current_person()
    form.country_region.choices = choices_of({"": "—", **dict(region_choices())})
    return handle(
        form,
        "accounts/organisations.html",
        verb=lambda: service.register_organisation(**form.values, by=person),
        then=lambda _: own_path(request.args.get("next") or url_for("accounts.organisations")),
        said=gettext("The organisation is registered."),
        organisations=organisations_of(person, clock.now()),
    )


@bp.get("/me/sessions")
@guard(nothing, sees=signed_in)
def my_sessions(_nothing: None) -> ResponseReturnValue:
    rows = sessions_of(current_person(), clock.now())
    return render_template("accounts/sessions.html", rows=rows, this=sessions.current_session())


@bp.post("/me/sessions/<public_id>/end")
@guard(get_session, sees=rules.owns_session)
def end_session(row: SignInSession) -> ResponseReturnValue:
    return perform(
        lambda: sessions.end_session(row=row, by=current_person()),
        then=lambda _: url_for("accounts.my_sessions"),
        said=gettext("That browser is signed out."),
    )


@bp.post("/me/sessions/end-others")
@guard(nothing, sees=signed_in)
def end_other_sessions(_nothing: None) -> ResponseReturnValue:
    return perform(
        lambda: sessions.end_other_sessions(row=sessions.current_session(), by=current_person()),
        then=lambda _: url_for("accounts.my_sessions"),
        said=gettext("Every other browser is signed out."),
    )


@bp.get("/me/consents")
@guard(nothing, sees=signed_in)
def consents(_nothing: None) -> ResponseReturnValue:
    return render_template("accounts/consents.html", consents=consents_of(current_person()))


@bp.route("/me/consents/editions/<public_id>", methods=["GET", "POST"])
@guard(get_open_edition, sees=signed_in)
def consents_to_edition(edition: Edition) -> ResponseReturnValue:
    """Where the data of an edition is first asked for: each purpose with its own text and box."""
    form, person = ConsentForm(), current_person()
    texts = {text.purpose: text for text in edition.rulebook.consents}
    return handle(
        form,
        "accounts/consents_to_edition.html",
        verb=lambda: service.give_consents(edition=edition, purposes=form.given, by=person),
        then=lambda _: own_path(request.args.get("next") or url_for("accounts.consents")),
        said=gettext("Your choice is kept. You can withdraw each consent at any time."),
        edition=edition,
        texts=texts,
        standing=standing_consents(person, edition),
    )


@bp.post("/me/consents/<public_id>/withdraw")
@guard(get_consent, sees=rules.owns_consent, may=rules.may_withdraw_consent)
def withdraw_consent(consent: Consent) -> ResponseReturnValue:
    return perform(
        lambda: service.withdraw_consent(consent=consent, by=current_person()),
        then=lambda _: url_for("accounts.consents"),
        said=gettext("The consent is withdrawn."),
    )
