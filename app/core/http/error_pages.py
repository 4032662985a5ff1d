"""What a refusal, a conflict or a fault looks like, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, jsonify, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from werkzeug.exceptions import HTTPException

from app.core.access import ask_to_sign_in
from app.core.db import db
from app.core.errors import ApplicationError, Conflict, Invalid, Refused, TooOften
from app.core.http import typed_input
from app.core.http.headers import add_headers
from app.core.http.health import healthz, readyz
from app.core.http.request_log import begin_request, log
from app.core.i18n import reason, settle_language
from app.core.verdict import Verdict, _

KEPT_HEADERS = ("Allow", "Retry-After")
WITH_PAGE = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def init_pages(app: Flask) -> None:
    app.before_request_funcs.setdefault(None, []).insert(
        0, begin_request
    )  # before the form is read, which may fail
    app.after_request(add_headers)
    app.register_error_handler(ApplicationError, _application_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(IntegrityError, _integrity_error)
    app.register_error_handler(DataError, _data_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected_error)
    app.jinja_env.globals["sent_again"] = typed_input.controls
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


def error_page(status: int, **context: Any) -> tuple[str, int]:
    """The page of an error, in the reader's language; whatever was half done is undone first.

    It asks the database nothing, which may be what failed: from here on the reader is nobody in particular.
    """
    settle_language()
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    db.session.rollback()
    shown = {"typed": typed_input.texts(), **context}
    return render_template(f"errors/{status if status in WITH_PAGE else 500}.html", **shown), status


def _application_error(error: ApplicationError) -> ResponseReturnValue:
    if typed_input.wants_json():
        return _in_short(error)
    if isinstance(error, Refused):
        return error_page(403, verdict=error.verdict, **({"typed": error.typed} if error.typed else {}))
    if isinstance(error, TooOften):
        return *error_page(429, verdict=error.verdict), error.headers
    if isinstance(error, Conflict):
        return error_page(
            409, reason=error.reason, mine=error.mine, theirs=error.theirs, version=error.version
        )
    if isinstance(error, Invalid):
        return error_page(422, faults=error.faults)
    return error_page(error.status)


def _in_short(error: ApplicationError) -> ResponseReturnValue:
    """What a script is told that saves a draft: the reason alone."""
    db.session.rollback()
    if isinstance(error, Conflict):
        return jsonify(reason=gettext(error.reason)), error.status
    verdicts = [error.verdict] if isinstance(error, Refused) else getattr(error, "faults", {}).values()
    return jsonify(reason=" ".join(reason(verdict) for verdict in verdicts)), error.status


NO_COOKIE = _(
    "Your browser did not send our cookie back. Allow cookies for this site, reload the page, and sign in."
)
OTHER_SESSION = _("You have signed in again since this page was opened.")
FORGED = _(
    "This form came from another page, or was open for too long. Go back, reload the page, and send it again."
)


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    """The token of a form belongs to a session: without the session's cookie there is nothing to compare it with."""
    db.session.rollback()
    own_page = typed_input.is_from_own_page()
    if typed_input.wants_json():
        token = {"csrf_token": generate_csrf()} if own_page and current_user.is_authenticated else {}
        return jsonify(reason=gettext(FORGED), **token), 400 if token or not own_page else 401
    guarded = getattr(current_app.view_functions.get(request.endpoint or ""), "access", "") == "guarded"
    if own_page and guarded and not current_user.is_authenticated:
        return ask_to_sign_in()
    again = own_page and current_user.is_authenticated
    why = OTHER_SESSION if again else FORGED if "csrf_token" in session else NO_COOKIE
    return error_page(
        400, verdict=Verdict(False, why), again=again, typed=typed_input.texts() if own_page else []
    )


def _integrity_error(error: IntegrityError) -> ResponseReturnValue:
    log.warning("a constraint decided a race", detail=_headline(error))
    return error_page(409, reason=_("Somebody else did this first. Nothing was changed."), mine={}, theirs={})


def _data_error(error: DataError) -> ResponseReturnValue:
    """What the database cannot store, such as a NUL in a text or a number beyond its column."""
    log.warning("input that cannot be stored", detail=_headline(error))
    return error_page(400)


def _headline(error: DBAPIError) -> str:
    """What the database said, without the values that it quotes on further lines."""
    return str(error.orig).partition("\n")[0]


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error
    kept = {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}
    return *error_page(error.code or 500), kept


def _unexpected_error(_error: Exception) -> ResponseReturnValue:
    log.exception("unexpected error")
    return error_page(500)
