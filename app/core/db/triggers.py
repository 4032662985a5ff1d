"""What no constraint can say: rows that stay as they were written, however a statement comes.

A migration that writes to one of these tables, or changes it, does so while `migrations.triggers` has them lifted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa

from app.core.db.base import Base

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DIALECTS = (SQLITE, POSTGRESQL)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the database answers to a statement about a row, `OLD` before it and `NEW` after it.

    `dialects`: where it is needed. SQLite alone lets an INSERT replace a row without a word of deleting it.
    `about`: which one it is, where a table has several for the same event.
    """

    table: str
    event: str
    when: str
    reason: str
    dialects: tuple[str, ...] = DIALECTS
    about: str = ""

    @property
    def name(self) -> str:
        return "_".join(filter(None, (self.table, self.event.lower(), self.about)))

    @property
    def on_sqlite(self) -> list[str]:
        answer = f"SELECT RAISE(ABORT, '{self.reason}')"
        return [
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.when} BEGIN {answer}; END"
        ]

    @property
    def on_postgresql(self) -> list[str]:
        row = "OLD" if self.event == "DELETE" else "NEW"
        answer = f"RAISE EXCEPTION '{self.reason}' USING ERRCODE = 'restrict_violation'"
        body = f"BEGIN IF {self.when} THEN {answer}; END IF; RETURN {row}; END"
        what = f"{self.event} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        return [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {self.name} BEFORE {what}",
        ]


def frozen(model: type[Base], reason: str, *, may_change: Collection[str] = ()) -> list[Refusal]:
    """No row is deleted or replaced, and none changes but in the columns `may_change`."""
    table = cast(sa.Table, model.__table__)
    kept = sorted(column.name for column in table.columns if column.name not in may_change)
    changed = differs(kept) if may_change else "true"
    return [
        Refusal(table.name, "DELETE", "true", reason),
        Refusal(table.name, "UPDATE", changed, reason),
        Refusal(table.name, "INSERT", exists_already(model), reason, dialects=(SQLITE,)),
    ]


def differs(columns: Iterable[str]) -> str:
    """Whether one of the columns would change."""
    return " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns)


def exists_already(model: type[Base]) -> str:
    """Whether a row has one of the keys of the new one, which on SQLite an INSERT OR REPLACE would take."""
    table = cast(sa.Table, model.__table__)
    same = " OR ".join(" AND ".join(f'"{name}" = NEW."{name}"' for name in key) for key in _keys_of(table))
    return f"EXISTS (SELECT 1 FROM {table.name} WHERE {same})"


def _keys_of(table: sa.Table) -> Iterator[list[str]]:
    yield [column.name for column in table.primary_key]
    keys = [each for each in table.constraints if isinstance(each, sa.UniqueConstraint)]
    yield from sorted([column.name for column in key.columns] for key in keys)


def install(*refusals: Refusal, on: type[Base]) -> None:
    """Let the triggers be made with the table; on PostgreSQL their functions go with it."""
    table = cast(sa.Table, on.__table__)
    for refusal in refusals:
        for dialect, statements in ((SQLITE, refusal.on_sqlite), (POSTGRESQL, refusal.on_postgresql)):
            for statement in statements if dialect in refusal.dialects else ():
                sa.event.listen(table, "after_create", sa.DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]
        gone = sa.DDL(f"DROP FUNCTION IF EXISTS {refusal.name}()")  # type: ignore[no-untyped-call]
        sa.event.listen(table, "after_drop", gone.execute_if(dialect=POSTGRESQL))
