"""A database that is away or locked: one page that says what to do, and a log that does not drown."""

from __future__ import annotations

import sqlite3
import time
from threading import Lock

import sqlalchemy.exc
import structlog
from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from app.core.errors import Unavailable
from app.core.http.error_pages import error_page

log = structlog.get_logger("request")

AWAY = (
    Unavailable,
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.TimeoutError,
    sqlite3.OperationalError,
)
"""How it shows: by our own queue, by the driver, by a pool whose connections are all in use."""
RETRY_SECONDS = 10


class Seldom:
    """What happens again and again is told once in `seconds`, with how often it has happened since."""

    def __init__(self, seconds: float = 1.0) -> None:
        self._guard, self._seconds, self._count, self._next = Lock(), seconds, 0, 0.0

    def due(self) -> int:
        """How often since it was told last, this time included; 0 where it is too early to tell again."""
        with self._guard:
            self._count += 1
            if time.monotonic() < self._next:
                return 0
            self._next, count = time.monotonic() + self._seconds, self._count
            self._count = 0
            return count


_seldom = Seldom()


def tell(error: Exception) -> None:
    """Log an outage, wherever it was met: all of a process share one line a second."""
    if times := _seldom.due():
        log.error("database unavailable", detail=_headline(error), times=times)


def _headline(error: Exception) -> str:
    """What the database said, without the values that it quotes on further lines."""
    given = str(getattr(error, "orig", None) or error)
    return given.partition("\n")[0] or type(error).__name__


def init_outage(app: Flask) -> None:
    for kind in AWAY:
        app.register_error_handler(kind, _answer)


def _answer(error: Exception) -> ResponseReturnValue:
    tell(error)
    g.unlogged = True  # its line is the one above
    return *error_page(503, again=_sent_form()), {"Retry-After": str(RETRY_SECONDS)}


def _sent_form() -> list[tuple[str, str]]:
    """What was typed, to be sent again as it is; nothing where a password is among it."""
    if request.method != "POST" or any("password" in name for name in request.form):
        return []
    return list(request.form.items(multi=True))
