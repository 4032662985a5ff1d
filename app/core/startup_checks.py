"""What has to hold before pages are served or jobs are done; where it does not, the start is refused."""

from __future__ import annotations

import sys
from collections.abc import Callable

import sqlalchemy.exc
from flask import Flask

from app.core.db import db
from app.core.http.outage import AWAY, tell

Check = Callable[[], None]
REFUSED = 3  # the status that a process ends with

_checks: list[Check] = []


class StartRefused(Exception):
    """The words say what is wrong, and what to do."""


def before_start(check: Check) -> Check:
    """Register a check, which raises StartRefused."""
    _checks.append(check)
    return check


def refuse_bad_start(app: Flask) -> None:
    """End the process where a check does not hold. A database that is away is no reason: its pages say so."""
    with app.app_context():
        try:
            for check in _checks:
                check()
        except StartRefused as refused:
            print(refused, file=sys.stderr)
            sys.exit(REFUSED)
        except (*AWAY, sqlalchemy.exc.ProgrammingError) as error:
            tell(error)
        finally:
            db.session.close()
            for engine in db.engines.values():
                engine.dispose()  # connections are not taken along into the processes that are forked from this one
