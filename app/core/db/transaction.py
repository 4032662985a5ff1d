"""The only way to write: one short transaction around one service."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.core.errors import Conflict, Unavailable
from app.core.verdict import _

LONGEST_WAIT = 10.0


class Queue:
    """A lock that is handed over in the order of asking. SQLite's own waiting is by sleeping, with long tails.

    Nobody waits longer than a reader of a page would: then it is said.
    """

    def __init__(self, longest_wait: float = LONGEST_WAIT) -> None:
        self._guard, self._waiting, self._longest = threading.Lock(), deque[threading.Event](), longest_wait

    def __enter__(self) -> None:
        turn = threading.Event()
        with self._guard:
            self._waiting.append(turn)
            if self._waiting[0] is turn:
                turn.set()
        try:
            if not turn.wait(self._longest):
                raise Unavailable
        except BaseException:  # an interrupted wait gives its place up, or all behind it would stand for ever
            self._leave(turn)
            raise

    def __exit__(self, *_exc: object) -> None:
        self._leave(self._waiting[0])

    def _leave(self, turn: threading.Event) -> None:
        with self._guard:
            self._waiting.remove(turn)
            if self._waiting:
                self._waiting[0].set()


_queue = Queue()


@contextmanager
def transaction() -> Iterator[Session]:
    """Write in one transaction: committed at the end, rolled back on any error.

    What was read before is read again inside, since other people may have changed it meanwhile.
    """
    from app.core.db import db
    from app.core.db.engine import writing

    session = db.session
    if writing.get():
        raise RuntimeError("a transaction cannot stand inside another")
    session.rollback()
    session.expire_all()  # a rollback alone forgets nothing where an earlier transaction of this session has committed
    token = writing.set(True)
    try:
        if db.engine.dialect.name == "sqlite":
            with _queue:
                yield from _committed(session)
        else:
            yield from _committed(session)
    finally:
        writing.reset(token)


def _committed(session: Session) -> Iterator[Session]:
    try:
        yield session
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise Conflict(_("Somebody else changed this in the meantime.")) from error
    except BaseException:
        session.rollback()
        raise
