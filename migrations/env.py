"""Run migrations on the database of the settings, or on the connection that a test hands over."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

import app.factory  # noqa: F401 - and with it every model
from app.core.db import Instant, Model
from app.core.db.tables import import_all_models
from config import load_settings

import_all_models()


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our own types in migrations as the plain types that they are stored as."""
    if kind == "type" and isinstance(item, Instant):
        autogen.imports.add("from app.core.db import Instant")
        return "Instant()"
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


if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    with sa.create_engine(load_settings().database).connect() as own:
        run(own)
