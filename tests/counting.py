"""How many statements something sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.core.db import db

SILENT = ("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "BEGIN", "SET")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent inside, but for those of transactions."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(SILENT):
            sent.append(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
