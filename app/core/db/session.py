"""SQLite's readers and writers have connections of their own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from app.core.db.engine import writing

WRITER = "writer"


class Session(orm.Session):
    """A connection that is told to write and then to read again compiles each of its statements anew, twice a
    transaction.

    `info[WRITER]` is the engine of the writers, or None where readers and writers share one.
    """

    def get_bind(self, *args: Any, **more: Any) -> sa.Engine | sa.Connection:
        usual = super().get_bind(*args, **more)
        writer: sa.Engine | None = self.info.get(WRITER)
        return writer if writer is not None and writing.get() and isinstance(usual, sa.Engine) else usual
