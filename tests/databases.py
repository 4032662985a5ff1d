"""The two databases that every test of a service runs on, and applications upon them."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from psycopg import sql

from app import create_app
from app.core.db import Model, db, prepare, writing
from app.core.db.tables import import_all_models
from config import Settings
from tests import postgres
from tests.isolation import prepared

KINDS = ("sqlite", "postgresql")
KEPT = "kept by the tests"


def test_settings(url: str, folder: Path) -> Settings:
    return Settings(
        database_url=url,
        var_dir=folder,
        rate_limits=False,
        secret_key="only for tests",
        signing_key="",
        smtp_url="",
    )  # type: ignore[arg-type]


test_settings.__test__ = False  # type: ignore[attr-defined]


def make_app(url: str, folder: Path, **changes: Any) -> Flask:
    app = create_app(test_settings(url, folder).model_copy(update=changes))
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()  # many applications, of one set of templates
    return app


@contextmanager
def app_on(url: str, folder: Path, **changes: Any) -> Iterator[Flask]:
    """An application that gives its connections back at the end; `changes` are settings."""
    app = make_app(url, folder, **changes)
    try:
        yield app
    finally:
        let_go(app)


def let_go(app: Flask) -> None:
    """Give the connections of an application back."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def written(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection whose transaction may write, outside of any transaction."""
    token = writing.set(True)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        writing.reset(token)


def create_tables(url: str) -> None:
    import_all_models()
    _forget_other_dialects()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    prepare(engine)
    with written(engine) as connection:
        Model.metadata.create_all(connection)
    engine.dispose()


def _forget_other_dialects() -> None:
    """A key between two tables of a ring is added after them on PostgreSQL, and the key remembers that for ever after;
    on SQLite it belongs into the table, whichever database was made first."""
    for table in Model.metadata.tables.values():
        for key in table.foreign_key_constraints:
            if key.use_alter:
                key._create_rule = None  # type: ignore[attr-defined]


class Databases:
    """Makes databases: one prepared of each kind, and copies of it."""

    def __init__(self) -> None:
        self.folder = postgres.memory_folder()
        self._numbers = itertools.count(1)
        self._made: list[str] = []
        self._server: postgres.Server | None = None
        self._apps: dict[str, Flask] = {}

    def app(self, kind: str) -> Flask:
        """The application that the tests of this process share."""
        if kind not in self._apps:
            self._apps[kind] = make_app(self.copy(kind), self.folder / kind)
        return self._apps[kind]

    def prepared(self, kind: str, name: str, make: Callable[[], Any]) -> Flask:
        """One whose database holds what `make` writes, made once in this process; its answer is kept beside it."""
        key = f"{name}-{kind}"
        if key not in self._apps:
            app = make_app(self.copy(kind), self.folder / key)
            with prepared(app, keep=True):
                app.extensions[KEPT] = make()
            self._apps[key] = app
        return self._apps[key]

    def copy(self, kind: str) -> str:
        """The address of a new database with empty tables."""
        number = next(self._numbers)
        if kind == "sqlite":
            path = self.folder / f"copy-{number}.sqlite3"
            shutil.copy(self._sqlite_template, path)
            return f"sqlite:///{path}"
        return self._create(f"award_{os.getpid()}_{number}", template=self._postgresql_template)

    def empty(self, kind: str) -> str:
        """The address of a new database without tables."""
        number = next(self._numbers)
        if kind == "sqlite":
            return f"sqlite:///{self.folder / f'empty-{number}.sqlite3'}"
        return self._create(f"award_{os.getpid()}_{number}", template="template1")

    def close(self) -> None:
        for app in self._apps.values():
            let_go(app)
        if self._server is not None:
            self._server.stop()
        elif self._made:
            with self._administer() as connection:
                for name in self._made:
                    connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        shutil.rmtree(self.folder, ignore_errors=True)

    @cached_property
    def _sqlite_template(self) -> Path:
        path = self.folder / "template.sqlite3"
        create_tables(f"sqlite:///{path}")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path

    @cached_property
    def _postgresql_template(self) -> str:
        name = f"award_{os.getpid()}_template"
        create_tables(self._create(name, template="template1"))
        return name

    @cached_property
    def _postgresql(self) -> sa.URL:
        given = os.environ.get("TEST_POSTGRES_URL")
        if not given:
            self._server = postgres.start()
        url = sa.make_url(given or self._server.url)  # type: ignore[union-attr]
        return url.set(drivername="postgresql+psycopg")

    def _administer(self) -> psycopg.Connection:
        address = self._postgresql.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(address, autocommit=True)

    def _create(self, name: str, *, template: str) -> str:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        with self._administer() as connection:
            connection.execute(statement)
        self._made.append(name)
        return self._postgresql.set(database=name).render_as_string(hide_password=False)
