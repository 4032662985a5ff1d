"""What each of several processes does that raise the same two numbers."""

from __future__ import annotations

from flask import Flask

from app.core.db import db, transaction
from app.core.errors import Conflict
from app.core.models import Job
from app.core.rate_limits import RateLimit, take
from app.people.models import Organisation


def raise_plain() -> None:
    """Read, add one, write, with nothing to guard it but the transaction."""
    with transaction() as session:
        job = session.get_one(Job, 1)
        job.done += 1


def raise_versioned() -> int:
    """The same on a row with a version; how often somebody else was faster."""
    conflicts = 0
    while True:
        try:
            with transaction() as session:
                row = session.get_one(Organisation, 1)
                row.name_en = str(int(row.name_en) + 1)
            return conflicts
        except Conflict:
            conflicts += 1


def count(times: int, app: Flask) -> None:
    with app.app_context():
        for _ in range(times):
            raise_versioned()
            if db.engine.dialect.name == "sqlite":
                raise_plain()


def take_one(limit: RateLimit, whose: str) -> None:
    take((limit, whose))
