"""Sign in and out.

Forms with a password leave no trace of it in the store of carried-out forms: each bears being sent twice as it is.
"""

from __future__ import annotations

import structlog
from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core import clock
from app.core.access import current_person, guard, nothing, public, signed_in
from app.core.db import transaction
from app.core.http.actions import run_action
from app.core.rate_limits import Bucket, give_back
from app.people import rate_limits
from app.people.blueprint import bp
from app.people.forms import SignInForm
from app.people.models import Person, SignInSession
from app.people.sign_in import rules, sessions
from app.people.sign_in.login import authenticate, open_session, own_path
from app.people.sign_in.queries import get_session, sessions_of
from app.people.sign_in.signed_out import carried, go_on

log = structlog.get_logger(__name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next"))
    if request.method == "GET":
        signed = current_user.is_authenticated
        return redirect(_onwards(form), 303) if signed else _page(form)
    if not (form.validate() and (token := _try(form))):
        return _page(form), *form.refusal
    sessions.remember(token)
    controls = carried(form)
    response = make_response(go_on(form, controls) if controls else redirect(_onwards(form), 303))
    rate_limits.know_browser(response, _email(form))
    return response


def _onwards(form: SignInForm) -> str:
    """The page that asked to sign in, else the person's desk."""
    return own_path(form.next.data, home=url_for("desk.home"))


def _page(form: SignInForm) -> str:
    return render_template("people/sign_in.html", form=form)


def _email(form: SignInForm) -> str:
    return str(form.email.data).strip().lower()


def _try(form: SignInForm) -> str | None:
    """The secret of a new session, where address and password fit each other.

    It is counted before the password is looked at, so that many at once are counted too, and what fits is given back.
    """
    counted = rate_limits.of_sign_in(_email(form))
    if not form.keeps_rate_limits(*counted):
        return None
    person = authenticate(form.email.data, form.password.data)
    token = _open(person, counted) if person else None
    if token is None:
        log.info("sign-in refused")
        form.form_errors = [gettext("The address or the password is wrong.")]
    return token


def _open(person: Person, counted: tuple[Bucket, ...]) -> str | None:
    fitting = person.password_hash
    with transaction():
        if not _still_fits(person, fitting):
            return None
        give_back(*counted)
        return open_session(person)


def _still_fits(person: Person, password_hash: str | None) -> bool:
    """Whether nothing was changed while the password was being checked."""
    return person.is_active and person.password_hash == password_hash


@bp.post("/sign-out")
@guard(nothing, sees=signed_in)
def sign_out(_nothing: None) -> ResponseReturnValue:
    row = sessions.current_session()
    with transaction():
        sessions.end_session(row=row, by=current_person())
    sessions.forget()
    return redirect("/", 303)


@bp.get("/me/sessions")
@guard(nothing, sees=signed_in)
def my_sessions(_nothing: None) -> ResponseReturnValue:
    rows = sessions_of(current_person(), clock.now())
    return render_template("people/sessions.html", rows=rows, this=sessions.current_session())


@bp.post("/me/sessions/<public_id>/end")
@guard(get_session, sees=rules.owns_session)
def end_session(row: SignInSession) -> ResponseReturnValue:
    return run_action(
        lambda: sessions.end_session(row=row, by=current_person()),
        then=lambda _: url_for("people.my_sessions"),
        success_message=gettext("That browser is signed out."),
    )


@bp.post("/me/sessions/end-others")
@guard(nothing, sees=signed_in)
def end_other_sessions(_nothing: None) -> ResponseReturnValue:
    return run_action(
        lambda: sessions.end_other_sessions(row=sessions.current_session(), by=current_person()),
        then=lambda _: url_for("people.my_sessions"),
        success_message=gettext("Every other browser is signed out."),
    )
