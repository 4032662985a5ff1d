"""After the count: no copy of a vote is left as it was cast."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.judging.models import Ballot

PATIENCE = 2000
"""Milliseconds to wait for readers who are in the way: whoever closes the ballot waits for them too."""


class Busy(Exception):
    """Somebody still reads what should be purged."""


def purge_votes() -> None:
    """Purge the copies that the database keeps of replaced rows: outside of any transaction. Raises where it
    cannot yet."""
    engine = db.engine
    db.session.rollback()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            _purge_sqlite(connection)
        else:
            _purge_postgresql(connection)


def _purge_sqlite(connection: sa.Connection) -> None:
    """Deleted rows are overwritten by the settings of every connection; what was is in the log of writes."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    cursor = raw.cursor()
    (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
    try:
        is_busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        cursor.execute(f"PRAGMA busy_timeout={usual}")
    if is_busy:
        raise Busy


def _purge_postgresql(connection: sa.Connection) -> None:
    """A plain VACUUM frees the room of a dead row and leaves its bytes there.

    Even a full one keeps dead rows that an older snapshot can still see: those have to end first.
    """
    older = connection.exec_driver_sql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND age(backend_xmin) >= (SELECT max(age(xmin)) FROM ballot_voter)"
    )
    if older.scalar():
        raise Busy
    connection.exec_driver_sql(f"SET lock_timeout = {PATIENCE}")
    try:
        connection.exec_driver_sql("VACUUM FULL vote, ballot_voter")
    finally:
        connection.exec_driver_sql("RESET lock_timeout")


def mark_purged(ids: Collection[int]) -> None:
    """Note that nothing is left of these ballots but what was counted."""
    db.session.execute(sa.update(Ballot).where(Ballot.id.in_(ids)).values(purged_at=clock.now()))
