"""Migrations make exactly the tables of the models, on both databases, and unmake them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from app.core.migrations import alembic_config, downgrade, upgrade
from config import ROOT
from tests.databases import Databases


def described(url: str) -> dict[str, Any]:
    """Everything that the database says of its tables, in any order of columns and constraints."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    inspector = sa.inspect(engine)
    parts = {
        "columns": inspector.get_multi_columns(),
        "key": inspector.get_multi_pk_constraint(),
        "foreign": inspector.get_multi_foreign_keys(),
        "unique": inspector.get_multi_unique_constraints(),
        "checks": inspector.get_multi_check_constraints(),
        "indexes": inspector.get_multi_indexes(),
    }
    return triggers(engine) | {
        f"{table}: {part}": _plain(shown)
        for part, tables in parts.items()
        for (_schema, table), shown in tables.items()
        if table != "alembic_version"
    }


TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT tgname, pg_get_triggerdef(t.oid) || p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT tgisinternal
    """,
}


def triggers(engine: sa.Engine) -> dict[str, Any]:
    """What every trigger does, by its name."""
    with engine.connect() as connection:
        return {
            f"{name}: trigger": made
            for name, made in connection.execute(sa.text(TRIGGERS[engine.dialect.name]))
        }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list) and all(isinstance(part, dict) and "name" in part for part in value):
        return {str(part["name"]): _plain(part) for part in value}
    return str(value)


def test_models_equal_migrations(databases: Databases, kind: str) -> None:
    url = databases.empty(kind)
    upgrade(url)
    migrated, modelled = described(url), described(databases.copy(kind))
    assert migrated.keys() == modelled.keys()
    for part, shown in modelled.items():
        assert migrated[part] == shown, f"{part}: run `make migration`"


def test_down_and_up_again(databases: Databases, kind: str) -> None:
    url = databases.empty(kind)
    upgrade(url)
    first = described(url)
    downgrade(url, "base")
    assert described(url) == {}
    upgrade(url)
    assert described(url) == first


def test_one_head_and_its_file() -> None:
    (head,) = ScriptDirectory.from_config(alembic_config("")).get_heads()
    assert (ROOT / "migrations" / "HEAD").read_text() == f"{head}\n"
