"""Each test inside one transaction that is rolled back; whatever it commits is a savepoint of that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, SessionTransaction

from app.core.db import db, limit, writing

# A test may prepare rows where it stands; a request of its client may write only inside a transaction.
preparing: ContextVar[bool] = ContextVar("preparing", default=False)


@contextmanager
def isolated(app: Flask, *, keep: bool = False) -> Iterator[None]:
    """Let all sessions of `app` share one connection, whose transaction is undone at the end.

    With `keep` it is committed instead: to prepare a database that many tests begin from.
    """
    with app.app_context():
        engine, sessions = db.engine, db.sessionmaker
    token = writing.set(True)
    with engine.connect() as connection:
        transaction = connection.begin()
        writing.reset(token)
        sessions.configure(bind=connection, binds={}, join_transaction_mode="create_savepoint")
        sa.event.listen(sessions, "after_begin", _let_only_transactions_write)
        try:
            yield
        finally:
            sa.event.remove(sessions, "after_begin", _let_only_transactions_write)
            sessions.configure(bind=engine, join_transaction_mode="conditional_savepoint")
            transaction.commit() if keep else transaction.rollback()


@contextmanager
def prepared(app: Flask, *, keep: bool = False) -> Iterator[None]:
    """The same in a context of `app`, where a test may also write outside of transactions."""
    token = preparing.set(True)
    try:
        with isolated(app, keep=keep), app.app_context():
            yield
    finally:
        preparing.reset(token)


def _let_only_transactions_write(
    _session: Session, _part: SessionTransaction, connection: sa.Connection
) -> None:
    """As the engine's own listeners do at the beginning of a whole transaction."""
    limit(connection, may_write=writing.get() or preparing.get())
