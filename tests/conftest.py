"""Fixtures that every test can ask for.

A test that asks for `session`, `client`, `app` or `fresh_app` runs once on SQLite and once on PostgreSQL. Mark it
`sqlite_only` where the database makes no difference; tests of pages (`test_views.py`) are, unless marked `both`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.db.tables import import_all_models
from app.people.models import Person
from tests.client import Client, signed_in_client
from tests.databases import KINDS, Databases, app_on
from tests.isolation import prepared
from tests.network import refuse_strangers
from tests.sharing import longest_first
from tests.time import Clock

NOW = datetime(2024, 6, 20, 4, 0, tzinfo=UTC)

import_all_models()
sys.addaudithook(refuse_strangers)
settings.register_profile("here", deadline=None, print_blob=True)  # a busy machine is no fault of the code
settings.load_profile("here")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    longest_first(items, config.rootpath)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", _kinds(metafunc), scope="session")


def _kinds(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    marked = metafunc.definition.get_closest_marker
    of_pages = Path(str(metafunc.definition.path)).stem.startswith("test_views") and not marked("both")
    return KINDS[:1] if of_pages or marked("sqlite_only") else KINDS


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    made = Databases()
    yield made
    made.close()


@pytest.fixture
def app(databases: Databases, kind: str) -> Flask:
    """The application on `kind`, shared by the tests of this process."""
    return databases.app(kind)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The clock of the application stands at 2024-06-20 12:00 in Beijing until a test moves it."""
    with Clock.standing_at(NOW) as held:
        yield held


@pytest.fixture
def session(app: Flask, clock: Clock) -> Iterator[Session]:
    """A session in an application context; everything written, committed or not, is undone after the test."""
    with prepared(app):
        yield db.session


@pytest.fixture
def client(session: Session, app: Flask, clock: Clock) -> Client:
    """A browser without script, in which nobody has signed in."""
    return Client.of(app, clock)


@pytest.fixture
def sign_in(session: Session, app: Flask, clock: Clock) -> Callable[[Person], Client]:
    """Call it with a person for a browser of their own."""
    return lambda person: signed_in_client(app, clock, person)


@pytest.fixture
def fresh_app(databases: Databases, kind: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, for tests with threads, processes or real commits."""
    with app_on(databases.copy(kind), tmp_path) as app:
        yield app


@pytest.fixture
def later(clock: Clock) -> Callable[..., None]:
    """Let time pass: `later(days=3)`."""

    def move(**duration: Any) -> None:
        clock.move(timedelta(**duration))

    return move
