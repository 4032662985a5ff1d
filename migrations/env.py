"""Run migrations on the database that `app.core.migrating` names."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from app.core.db import Instant, Model
from app.core.db.tables import import_all_models


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own types in migrations by their names."""
    if kind == "type" and isinstance(item, Instant):
        autogen.imports.add("from app.core.db import Instant")
        return "Instant()"
    if kind == "type" and isinstance(item, sa.JSON):
        autogen.imports.add("from app.core.db import Document")
        return "Document"
    return False


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _connect_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    # A table that is made anew is renamed at the end, while triggers of other tables may speak of it.
    connection.execute("PRAGMA legacy_alter_table=ON")


def engine_of(url: str) -> sa.Engine:
    """On SQLite a migration is one transaction too, and foreign keys rest while tables are made anew."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _connect_sqlite)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


import_all_models()
with engine_of(context.config.attributes["url"]).connect() as own:
    run(own)
