"""Which tables a transaction locks rows of, in order, whatever the database makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session


@contextmanager
def locks_noted() -> Iterator[list[str]]:
    noted: list[str] = []

    def note(state: ORMExecuteState) -> None:
        locks = getattr(state.statement, "_for_update_arg", None)
        if locks is not None:
            noted.extend(each.name for each in locks.of or state.statement.get_final_froms()[:1])  # type: ignore[attr-defined]

    sa.event.listen(Session, "do_orm_execute", note)
    try:
        yield noted
    finally:
        sa.event.remove(Session, "do_orm_execute", note)
