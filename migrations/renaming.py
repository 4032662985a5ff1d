"""Give a table other words: its own name, those of its columns, and those of its keys, checks and indexes.

The triggers of the table are lifted meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

Words = Mapping[str, str]
BEFORE = "before_renaming"
MADE_BY = "SELECT name, sql FROM sqlite_master WHERE type = :kind AND tbl_name = :table AND sql IS NOT NULL"
CONSTRAINTS = "SELECT conname FROM pg_constraint WHERE conrelid = CAST(:table AS regclass)"
INDEXES = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = :table"
SEQUENCES = (
    "SELECT sequencename FROM pg_sequences "
    "WHERE schemaname = current_schema() AND sequencename = :table || '_id_seq'"
)


def rename(table: str, words: Words) -> None:
    """Wherever a key of `words` is a part of a name of this table, its value takes the place."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(table, words)
    else:
        _rename_each(table, words)


def in_words(text: str, words: Words) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _make_anew(table: str, words: Words) -> None:
    """SQLite names no constraint anew, so the table is made by its own statement in other words."""
    (made,), indexes = _asked(MADE_BY, 1, kind="table", table=table), _indexes_of(table)
    for name in indexes:
        op.execute(f'DROP INDEX "{name}"')
    op.execute(f'ALTER TABLE "{table}" RENAME TO {BEFORE}')
    op.execute(sa.text(in_words(made, words).replace(":", r"\:")))
    _copy(in_words(table, words), words)
    op.execute(f"DROP TABLE {BEFORE}")
    for statement in indexes.values():
        op.execute(in_words(statement, words))


def _indexes_of(table: str) -> dict[str, str]:
    of_table = {"kind": "index", "table": table}
    return dict(zip(_asked(MADE_BY, 0, **of_table), _asked(MADE_BY, 1, **of_table), strict=True))


def _copy(to: str, words: Words) -> None:
    columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(BEFORE)]
    before = ", ".join(f'"{name}"' for name in columns)
    now = ", ".join(f'"{in_words(name, words)}"' for name in columns)
    op.execute(f'INSERT INTO "{to}" ({now}) SELECT {before} FROM {BEFORE}')


def _rename_each(table: str, words: Words) -> None:
    """A constraint takes its index along, so the indexes are asked for after the constraints."""
    columns = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    _change(f'ALTER TABLE "{table}" RENAME COLUMN', columns, words)
    _change(f'ALTER TABLE "{table}" RENAME CONSTRAINT', _asked(CONSTRAINTS, table=table), words)
    _change("ALTER INDEX", _asked(INDEXES, table=table), words, verb="RENAME")
    _change("ALTER SEQUENCE", _asked(SEQUENCES, table=table), words, verb="RENAME")
    _change("ALTER TABLE", [table], words, verb="RENAME")


def _change(statement: str, names: list[str], words: Words, *, verb: str = "") -> None:
    for name in names:
        if (new := in_words(name, words)) != name:
            op.execute(f'{statement} "{name}" {verb} TO "{new}"')


def _asked(query: str, column: int = 0, **values: str) -> list[str]:
    return [str(row[column]) for row in op.get_bind().execute(sa.text(query), values)]
