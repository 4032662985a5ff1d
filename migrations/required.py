"""New columns that may not be empty: a migration gives the rows that are there the default of the model.

The database itself keeps no default, as `0006_corrections.py` does by hand: whoever writes a row says every value.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

import sqlalchemy as sa
from alembic.operations import ops

UNFILLED = (
    "{column} may not be empty, and nothing says what the rows that are there get: give it a default in the model "
    "(mapped_column(default=…), one text, number, or true or false), or let it be None and fill it by hand in the "
    "migration."
)


class Unfilled(Exception):
    """The words name the column and say what to do."""


def fill_required(_context: object, _revision: object, scripts: list[ops.MigrationScript]) -> None:
    """Let each new column that may not be empty come with a default, which is dropped afterwards. Raises Unfilled."""
    for script in scripts:
        if (upgrade := script.upgrade_ops) is not None:
            upgrade.ops = [following for op in upgrade.ops for following in _with_drops(op)]


def _with_drops(op: ops.MigrateOperation) -> Iterator[ops.MigrateOperation]:
    yield op
    if not isinstance(op, ops.ModifyTableOps):
        return
    filled = [
        each.column for each in op.ops if isinstance(each, ops.AddColumnOp) and _needs_value(each.column)
    ]
    for column in filled:
        column.server_default = sa.DefaultClause(_default_of(column, f"{op.table_name}.{column.name}"))
    if filled:  # apart, since SQLite copies the table once with the default and once without
        drops = [_without_default(op.table_name, column) for column in filled]
        yield ops.ModifyTableOps(op.table_name, drops, schema=op.schema)


def _needs_value(column: sa.Column[Any]) -> bool:
    return not column.nullable and column.server_default is None and column.computed is None


def _default_of(column: sa.Column[Any], name: str) -> sa.TextClause:
    value = getattr(column.default, "arg", None)
    value = value.value if isinstance(value, Enum) else value
    if isinstance(value, bool):
        return sa.text("true" if value else "false")
    if not isinstance(value, str | int):
        raise Unfilled(UNFILLED.format(column=name))
    return sa.text(str(sa.literal(value).compile(compile_kwargs={"literal_binds": True})))


def _without_default(table: str, column: sa.Column[Any]) -> ops.AlterColumnOp:
    return ops.AlterColumnOp(
        table,
        column.name,
        existing_type=column.type,
        existing_nullable=False,
        modify_server_default=None,
    )
