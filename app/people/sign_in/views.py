"""Sign in and out.

Forms with a password leave no trace of it in the store of carried-out forms: each bears being sent twice as it is.
"""

from __future__ import annotations

import structlog
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.core import clock
from app.core.access import current_person, guard, nothing, public, signed_in
from app.core.db import transaction
from app.core.http.actions import run_action
from app.core.limits import email_in_form, limiter
from app.people.blueprint import bp
from app.people.forms import SignInForm
from app.people.models import Person, SignInSession
from app.people.sign_in import rules, sessions
from app.people.sign_in.cookie import open_session
from app.people.sign_in.login import authenticate, own_path
from app.people.sign_in.queries import get_session, sessions_of

log = structlog.get_logger(__name__)

TRIES = "10 per 15 minutes"


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(TRIES, methods=["POST"])
@limiter.limit(TRIES, methods=["POST"], key_func=email_in_form)
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next"))
    if request.method == "GET":
        signed = current_user.is_authenticated
        return redirect(_onwards(form), 303) if signed else _page(form)
    if not form.validate():
        return _page(form), 422
    if not (token := _try(form)):
        form.form_errors = [gettext("The address or the password is wrong.")]
        return _page(form), 422
    sessions.remember(token)
    return redirect(_onwards(form), 303)


def _onwards(form: SignInForm) -> str:
    """The page that asked to sign in, else the person's desk."""
    return own_path(form.next.data, home=url_for("desk.home"))


def _page(form: SignInForm) -> str:
    return render_template("people/sign_in.html", form=form)


def _try(form: SignInForm) -> str | None:
    """The secret of a new session, where address and password fit each other."""
    person = authenticate(form.email.data, form.password.data)
    if person is None:
        log.info("sign-in refused")
        return None
    fitting = person.password_hash
    with transaction():
        return open_session(person) if _still_fits(person, fitting) else None


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
        said=gettext("That browser is signed out."),
    )


@bp.post("/me/sessions/end-others")
@guard(nothing, sees=signed_in)
def end_other_sessions(_nothing: None) -> ResponseReturnValue:
    return run_action(
        lambda: sessions.end_other_sessions(row=sessions.current_session(), by=current_person()),
        then=lambda _: url_for("people.my_sessions"),
        said=gettext("Every other browser is signed out."),
    )
