"""Sign up, and confirm one's address."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from app.core.access import current_person, guard, nothing, public, signed_in
from app.core.db import transaction
from app.core.errors import Invalid
from app.core.http.actions import run_action
from app.core.i18n import locale
from app.core.rate_limits import Bucket, place, take
from app.people import rate_limits
from app.people.blueprint import bp
from app.people.forms import SignUpForm
from app.people.mailed_links.queries import get_verification
from app.people.models import OneTimeToken
from app.people.passwords import hashing as passwords
from app.people.passwords.strength import is_good
from app.people.sign_in.login import to_sign_in
from app.people.sign_up import rules, service


@bp.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> ResponseReturnValue:
    form = SignUpForm()
    if request.method == "GET":
        return render_template("people/sign_up.html", form=form)
    if not (form.validate() and form.keeps_rate_limits(*_counted(form)) and _sign_up(form)):
        return render_template("people/sign_up.html", form=form), *form.refusal
    flash(
        gettext("Done. A mail is on its way to you. If you had no account yet, you have one now."),
        "success",
    )
    return to_sign_in()


def _counted(form: SignUpForm) -> tuple[Bucket, ...]:
    return (rate_limits.SIGN_UPS, str(form.email.data).strip().lower()), (
        rate_limits.LINKS_FROM_PLACE,
        place(),
    )


def _sign_up(form: SignUpForm) -> bool:
    """Whether the form could stand: judged and answered alike, whether or not the address has an account."""
    good = is_good(form.password.data, beside=(form.email.data, form.name_zh.data, form.name_latin.data))
    if not good:
        form.show_faults({"password": good})
        return False
    values = {name: value for name, value in form.values.items() if name != "password"}
    hashed = passwords.hash_password(form.password.data)
    try:
        with transaction():
            service.sign_up(**values, locale=locale(), password_hash=hashed)
    except Invalid as error:
        form.show_faults(error.faults)
        return False
    except IntegrityError:
        return True  # another request has just made this account: the answer is that of a known address
    return True


def load_verification() -> OneTimeToken:
    return get_verification(request.args.get("token", ""))


@bp.get("/verify")
@guard(load_verification, sees=rules.owns_token, may=rules.may_verify)
def verify(_token: OneTimeToken) -> ResponseReturnValue:
    return render_template("people/verify.html", token=request.args["token"])


@bp.post("/verify")
@guard(load_verification, sees=rules.owns_token, may=rules.may_verify)
def confirm(_token: OneTimeToken) -> ResponseReturnValue:
    return run_action(
        lambda: service.verify(token=request.args["token"], by=current_person()),
        then=lambda _: url_for("desk.home"),
        success_message=gettext("Your address is confirmed."),
    )


@bp.post("/me/verification")
@guard(nothing, sees=signed_in, may=rules.may_ask_verification)
def ask_verification(_nothing: None) -> ResponseReturnValue:
    def ask() -> None:
        take((rate_limits.VERIFICATIONS, current_person().public_id))
        service.ask_verification(by=current_person())

    return run_action(
        ask,
        then=lambda _: url_for("people.profile"),
        success_message=gettext("A new link is on its way."),
    )
