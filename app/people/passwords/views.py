"""A forgotten password, and a changed one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core import clock
from app.core.access import current_person, guard, nothing, public, signed_in
from app.core.db import transaction
from app.core.errors import Invalid
from app.core.forms import Form
from app.core.http.actions import run_form
from app.core.rate_limits import place, take
from app.core.verdict import Verdict, _
from app.people import rate_limits
from app.people.blueprint import bp
from app.people.forms import ChangePasswordForm, NewPasswordForm, ResetForm
from app.people.mailed_links.queries import find_token
from app.people.models import TokenPurpose
from app.people.passwords import hashing as passwords
from app.people.passwords import service
from app.people.passwords.strength import is_good
from app.people.sign_in import sessions
from app.people.sign_in.login import open_session, to_sign_in


@bp.route("/reset", methods=["GET", "POST"])
@public
def reset() -> ResponseReturnValue:
    email = current_user.email if current_user.is_authenticated else None
    form, back = ResetForm(email=email), url_for("people.password" if email else "people.sign_in")
    return run_form(
        form,
        "people/reset.html",
        verb=lambda: _ask_reset(form.email.data),
        then=lambda _: back,
        success_message=gettext(
            "If this address has an account, a link to set a new password is on its way to it."
        ),
        back=back,
    )


def _ask_reset(email: str) -> None:
    """Counted alike whether or not the address has an account."""
    take((rate_limits.RESETS, email.strip().lower()), (rate_limits.RESETS_FROM_PLACE, place()))
    service.ask_reset(email=email)


@bp.route("/reset/new", methods=["GET", "POST"])
@public
def new_password() -> ResponseReturnValue:
    form, token = NewPasswordForm(), request.args.get("token", "")
    if request.method == "GET":
        known = find_token(token, TokenPurpose.RESET, clock.now()) is not None
        return render_template("people/new_password.html", form=form, token=token, known=known)
    counted = (rate_limits.LINKS_FROM_PLACE, place())
    if not (form.validate() and form.keeps_rate_limits(counted) and _is_set(form, token)):
        return render_template("people/new_password.html", form=form, token=token, known=True), *form.refusal
    sessions.forget()
    flash(gettext("Your new password is set. Sign in with it."), "success")
    return to_sign_in()


def _is_set(form: NewPasswordForm, token: str) -> bool:
    if not _is_good(form, beside=()):
        return False
    hashed = passwords.hash_password(form.password.data)
    try:
        with transaction():
            service.set_password(token=token, password_hash=hashed)
    except Invalid as error:
        form.show_faults(error.faults)
        return False
    return True


@bp.route("/me/password", methods=["GET", "POST"])
@guard(nothing, sees=signed_in)
def password(_nothing: None) -> ResponseReturnValue:
    form = ChangePasswordForm()
    if request.method == "GET":
        return render_template("people/password.html", form=form)
    counted = (rate_limits.PRESENT_PASSWORD, current_person().public_id)
    if not (
        form.validate()
        and form.keeps_rate_limits(counted)
        and _is_own(form)
        and _is_good(form, beside=_about_me())
    ):
        return render_template("people/password.html", form=form), *form.refusal
    person, hashed = current_person(), passwords.hash_password(form.password.data)
    with transaction():
        service.change_password(person=person, password_hash=hashed, by=person)
        token = open_session(person)
    sessions.remember(token)
    flash(gettext("Your password is changed. Every other browser was signed out."), "success")
    return redirect(url_for("people.profile"), 303)


def _is_own(form: ChangePasswordForm) -> bool:
    fits = passwords.matches(current_person().password_hash, form.current.data)
    if not fits:
        form.show_faults({"current": Verdict(False, _("This is not your present password."))})
    return fits


def _is_good(form: Form, *, beside: tuple[str, ...]) -> bool:
    good = is_good(form.values["password"], beside=beside)
    if not good:
        form.show_faults({"password": good})
    return bool(good)


def _about_me() -> tuple[str, ...]:
    person = current_person()
    return person.email, person.name_zh, person.name_latin
