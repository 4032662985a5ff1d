"""What somebody does who holds the database in hand: rows change that it lets nobody change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from app.core.db import db


@contextmanager
def behind_its_back(*tables: str) -> Iterator[None]:
    """Without the triggers of these tables; they are there again afterwards."""
    connection = db.session.connection()
    enter = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    with enter(connection, tables):
        yield
        db.session.flush()


@contextmanager
def _on_sqlite(connection: sa.Connection, tables: tuple[str, ...]) -> Iterator[None]:
    made = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    triggers = [row for table in tables for row in connection.execute(made, {"table": table})]
    for name, _sql in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in triggers:
        connection.exec_driver_sql(statement)


@contextmanager
def _on_postgresql(connection: sa.Connection, tables: tuple[str, ...]) -> Iterator[None]:
    for table in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
