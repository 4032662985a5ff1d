"""Pages about oneself: profile, organisations, browsers, consents."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core import clock
from app.core.access import current_person, guard, nothing, signed_in
from app.core.http.actions import run_action
from app.people.blueprint import bp
from app.people.models import SignInSession
from app.people.sign_in import rules, sessions
from app.people.sign_in.queries import get_session, sessions_of


@bp.get("/me/sessions")
@guard(nothing, sees=signed_in)
def my_sessions(_nothing: None) -> ResponseReturnValue:
    rows = sessions_of(current_person(), clock.now())
    return render_template("accounts/sessions.html", rows=rows, this=sessions.current_session())


@bp.post("/me/sessions/<public_id>/end")
@guard(get_session, sees=rules.owns_session)
def end_session(row: SignInSession) -> ResponseReturnValue:
    return run_action(
        lambda: sessions.end_session(row=row, by=current_person()),
        then=lambda _: url_for("accounts.my_sessions"),
        said=gettext("That browser is signed out."),
    )


@bp.post("/me/sessions/end-others")
@guard(nothing, sees=signed_in)
def end_other_sessions(_nothing: None) -> ResponseReturnValue:
    return run_action(
        lambda: sessions.end_other_sessions(row=sessions.current_session(), by=current_person()),
        then=lambda _: url_for("accounts.my_sessions"),
        said=gettext("Every other browser is signed out."),
    )
