"""One line of the log for each request, under an id that the answer carries too."""

from __future__ import annotations

import secrets
import time

import structlog
from flask import Response, g, request

log = structlog.get_logger("request")


def begin_request() -> None:
    g.request_id, g.started = secrets.token_hex(8), time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def log_answer(response: Response) -> None:
    milliseconds = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
    log.info("answered", method=request.method, path=_path(), status=response.status_code, ms=milliseconds)


def _path() -> str:
    """The path asked for, without what opens a door: a mailed link is as good as a password."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path
