"""How a connection begins: readers cannot write, and a writer takes SQLite's one write lock at once."""

from __future__ import annotations

import sqlite3
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa

writing: ContextVar[bool] = ContextVar("writing", default=False)

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-32000",
)


def prepare(engine: sa.Engine) -> None:
    """Install the listeners of this module on `engine`."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "do_connect", _make_private)
        sa.event.listen(engine, "connect", _connect_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    else:
        sa.event.listen(engine, "begin", _begin_postgresql)


def _make_private(*event: Any) -> None:
    """A file of SQLite is its owner's alone; those that SQLite lays beside it are made after it."""
    _dialect, _record, arguments, _named = event
    make_private(Path(arguments[0]))


def make_private(path: Path) -> None:
    """Make the empty file of a database in a folder that is there, where it has none yet."""
    if path.parent.is_dir() and not path.exists():
        path.touch(mode=0o600)


def _connect_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: sa.Connection) -> None:
    limit(connection, may_write=writing.get())
    # A deferred transaction that writes later loses the race without waiting; IMMEDIATE queues.
    raw: Any = connection.connection.dbapi_connection
    begin = "BEGIN IMMEDIATE" if writing.get() else "BEGIN"
    try:
        raw.execute(begin)
    except sqlite3.OperationalError as error:  # SQLAlchemy translates what it executes itself, and not this
        raise sa.exc.OperationalError(begin, None, error) from error


def _begin_postgresql(connection: sa.Connection) -> None:
    limit(connection, may_write=writing.get())


def limit(connection: sa.Connection, *, may_write: bool) -> None:
    """Let the database itself refuse what a reader writes."""
    if connection.dialect.name == "sqlite":
        _limit_sqlite(connection, may_write=may_write)
    elif not may_write:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _limit_sqlite(connection: sa.Connection, *, may_write: bool) -> None:
    """Said where it changes alone: SQLite compiles every statement anew after a pragma."""
    if connection.info.get("may_write") is not may_write:
        raw: Any = connection.connection.dbapi_connection
        raw.execute(f"PRAGMA query_only={'OFF' if may_write else 'ON'}")
        connection.info["may_write"] = may_write
