"""What a refusal, a conflict or a fault looks like, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from app.core.db import db
from app.core.errors import ApplicationError, Conflict, Invalid, Refused
from app.core.http.headers import add_headers
from app.core.http.health import healthz, readyz
from app.core.http.request_log import begin_request, log
from app.core.verdict import Verdict, _

KEPT_HEADERS = ("Allow", "Retry-After")
WITH_PAGE = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def init_pages(app: Flask) -> None:
    app.before_request(begin_request)
    app.after_request(add_headers)
    app.register_error_handler(ApplicationError, _application_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(IntegrityError, _integrity_error)
    app.register_error_handler(DataError, _data_error)
    app.register_error_handler(OperationalError, _operational_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected_error)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


def error_page(status: int, **context: Any) -> tuple[str, int]:
    """The page of an error, in the reader's language; whatever was half done is undone first."""
    db.session.rollback()
    return render_template(f"errors/{status if status in WITH_PAGE else 500}.html", **context), status


def _application_error(error: ApplicationError) -> ResponseReturnValue:
    if isinstance(error, Refused):
        return error_page(403, verdict=error.verdict)
    if isinstance(error, Conflict):
        return error_page(409, reason=error.reason, mine=error.mine, theirs=error.theirs)
    if isinstance(error, Invalid):
        return error_page(422, faults=error.faults)
    return error_page(error.status)


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    reason = _(
        "This form was open for too long or came from another page. Go back, reload the page, and send it again."
    )
    return error_page(400, verdict=Verdict(False, reason))


def _integrity_error(error: IntegrityError) -> ResponseReturnValue:
    log.warning("a constraint decided a race", detail=_headline(error))
    return error_page(409, reason=_("Somebody else was faster. Nothing was changed."), mine={}, theirs={})


def _data_error(error: DataError) -> ResponseReturnValue:
    """What the database cannot store, such as a NUL in a text or a number beyond its column."""
    log.warning("input that cannot be stored", detail=_headline(error))
    return error_page(400)


def _operational_error(error: OperationalError) -> ResponseReturnValue:
    log.error("database unavailable", detail=_headline(error))
    return error_page(503)


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
