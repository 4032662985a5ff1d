"""Accept an invitation: by its link, with or without an account, or as the owner of its address."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core import clock
from app.core.access import current_person, guard, nothing, public, signed_in
from app.core.db import transaction
from app.core.errors import Invalid, enforce
from app.core.forms import PressForm
from app.core.http.actions import run_action, run_form
from app.core.i18n import locale
from app.core.rate_limits import place
from app.invitations import rules, service
from app.invitations.blueprint import bp
from app.invitations.models import Invitation
from app.invitations.queries import get_invitation, get_invitation_by_token, invitations_to
from app.people import rate_limits
from app.people.forms import JoinForm
from app.people.models import Person
from app.people.passwords import hashing as passwords
from app.people.passwords.strength import is_good
from app.people.persons.queries import find_person
from app.people.roles.queries import roles_of
from app.people.sign_in import sessions
from app.people.sign_in.login import open_session
from app.programmes.editions.queries import titled_editions


@bp.route("/invitation", methods=["GET", "POST"])
@public
def accept_invitation() -> ResponseReturnValue:
    """The mailed link: whoever is signed in accepts as they are, others sign in or make an account here."""
    token = request.args.get("token", "")
    invitation = get_invitation_by_token(token)
    enforce(rules.is_open(None, invitation, clock.now()))
    if current_user.is_authenticated:
        return _as_i_am(invitation, token)
    known = find_person(invitation.email)
    if not rules.is_joinable(known, invitation, clock.now()):
        return render_template("invitations/sign_in_first.html", invitation=invitation)
    return _join(invitation, token, known)


def _as_i_am(invitation: Invitation, token: str) -> ResponseReturnValue:
    person = current_person()
    return run_form(
        PressForm(),
        "invitations/accept.html",
        verb=lambda: service.accept_invitation(invitation=invitation, by=person, token=token),
        then=lambda _: url_for("people.profile"),
        success_message=gettext("You have accepted."),
        invitation=invitation,
        verdict=rules.may_accept(person, invitation, clock.now()),
    )


def _join(invitation: Invitation, token: str, known: Person | None) -> ResponseReturnValue:
    form = JoinForm(obj=known)
    if request.method == "GET":
        return render_template("invitations/join.html", form=form, invitation=invitation)
    counted = (rate_limits.LINKS_FROM_PLACE, place())
    if not (form.validate() and form.keeps_rate_limits(counted) and _has_joined(form, invitation, token)):
        return render_template("invitations/join.html", form=form, invitation=invitation), *form.refusal
    flash(gettext("You have accepted."), "success")
    return redirect(url_for("people.profile"), 303)


def _has_joined(form: JoinForm, invitation: Invitation, token: str) -> bool:
    names = {"name_zh": form.name_zh.data, "name_latin": form.name_latin.data}
    good = is_good(form.password.data, beside=(invitation.email, *names.values()))
    if not good:
        form.show_faults({"password": good})
        return False
    hashed, language = passwords.hash_password(form.password.data), locale()
    try:
        with transaction():
            person = service.join(
                invitation=invitation, token=token, **names, locale=language, password_hash=hashed
            )
            cookie = open_session(person)
    except Invalid as error:
        form.show_faults(error.faults)
        return False
    sessions.remember(cookie)
    return True


@bp.get("/me/invitations")
@guard(nothing, sees=signed_in)
def mine(_nothing: None) -> ResponseReturnValue:
    person, now = current_person(), clock.now()
    grants = roles_of(person, now)
    return render_template(
        "invitations/mine.html",
        offers=[(offer, rules.may_accept(person, offer, now)) for offer in invitations_to(person, now)],
        grants=grants,
        editions=titled_editions({grant.edition_id for grant in grants if grant.edition_id}),
    )


@bp.post("/me/invitations/<public_id>/accept")
@guard(get_invitation, sees=rules.is_addressed, may=rules.may_accept)
def accept_mine(invitation: Invitation) -> ResponseReturnValue:
    return run_action(
        lambda: service.accept_invitation(invitation=invitation, by=current_person()),
        then=lambda _: url_for("invitations.mine"),
        success_message=gettext("You have accepted."),
    )
