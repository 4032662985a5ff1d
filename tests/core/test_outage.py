"""A database that is away, or locked by somebody else: a page that says what to do, and a log that can be read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from psycopg import sql

from app.core.access import public
from app.core.db import db
from app.core.db.transaction import Queue
from app.core.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from app.core.http import outage
from app.core.verdict import Verdict
from app.people.passwords.hashing import hash_password
from tests.client import Client, browser_of_somebody, hidden_fields
from tests.databases import Databases, app_on
from tests.time import Clock

CLOSED = "Closed for a moment"
PASSWORD = "four words stand here"


@contextmanager
def away(databases: Databases, name: str) -> Iterator[None]:
    """The database takes no connection, and those it had are cut, as when its server restarts."""
    allow = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    with databases._administer() as server:
        server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


@pytest.fixture
def on_postgresql(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    with app_on(databases.copy("postgresql"), tmp_path) as app:
        yield app


def name_of(app: Flask) -> str:
    return str(sa.make_url(app.config["SETTINGS"].database).database)


@pytest.mark.parametrize(("language", "words"), [("en", CLOSED), ("zh", "暂时关闭")])
@pytest.mark.sqlite_only
def test_while_the_database_is_away_each_page_says_so_in_the_readers_language(
    on_postgresql: Flask, databases: Databases, clock: Clock, language: str, words: str
) -> None:
    # The browser prefers the other language: what the person has chosen counts, which the database alone knows.
    browser = browser_of_somebody(on_postgresql, clock, locale=language)
    other = {"Accept-Language": "zh" if language == "en" else "en"}
    assert browser.get("/desk", headers=other).status_code == 200
    with away(databases, name_of(on_postgresql)):
        for address in ("/", "/desk", "/inbox", "/winners/straight-to-wuzhen/2024"):
            answer = browser.get(address, headers=other)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10"), address
            assert words in answer.text
        assert browser.get("/nowhere", headers=other).status_code == 404
        assert browser.get("/healthz").status_code == 200
    assert browser.get("/desk", headers=other).status_code in (
        200,
        503,
    )  # a connection that was cut is found once
    assert browser.get("/desk", headers=other).status_code == 200


def test_while_the_database_is_away_the_log_has_a_line_now_and_then(
    on_postgresql: Flask,
    databases: Databases,
    clock: Clock,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outage, "_seldom", outage.Seldom(3600))
    browser = Client.of(on_postgresql, clock)
    with away(databases, name_of(on_postgresql)):
        capsys.readouterr()
        for _ in range(20):
            assert browser.get("/").status_code == 503
        captured = capsys.readouterr()
    (line,) = (captured.out + captured.err).splitlines()
    assert json.loads(line)["event"] == "database unavailable"


def test_what_happens_again_and_again_is_told_once_a_second_with_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(outage.time, "monotonic", lambda: now)
    seldom = outage.Seldom()
    assert [seldom.due() for _ in range(5)] == [1, 0, 0, 0, 0]
    now = 101.0
    assert [seldom.due() for _ in range(3)] == [5, 0, 0]


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Another program holds the write lock of the file."""
    path = app.config["SETTINGS"].database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture
def impatient(fresh_app: Flask) -> Flask:
    """Waits for a lock a tenth of a second and not ten."""
    with fresh_app.app_context():
        for engine in db.engines.values():
            sa.event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=100"))
    return fresh_app


@pytest.mark.sqlite_only
def test_a_form_that_meets_a_lock_keeps_its_text_and_can_be_sent_again(
    impatient: Flask, clock: Clock
) -> None:
    browser = browser_of_somebody(impatient, clock)
    form = {"name_zh": "王“小”<明>", "name_latin": "Wang Xiaoming", "locale": "en"}
    page = browser.get("/me")
    assert page.status_code == 200
    with locked(impatient):
        answer = browser.send("/me", **form)
        assert answer.status_code == 503 and CLOSED in answer.text
    assert "王“小”&lt;明&gt;" in answer.text
    assert browser.post("/me", data=hidden_fields(answer.text, "/me")).status_code == 303
    assert "王“小”&lt;明&gt;" in browser.get("/me").text


@pytest.mark.sqlite_only
def test_a_password_is_not_written_into_the_page_of_an_error(impatient: Flask, clock: Clock) -> None:
    browser_of_somebody(impatient, clock, email="a@example.test", password_hash=hash_password(PASSWORD))
    with locked(impatient):
        answer = Client.of(impatient, clock).press("/sign-in", email="a@example.test", password=PASSWORD)
    assert answer.status_code == 503 and PASSWORD not in answer.text


def test_whoever_waits_behind_a_slow_writer_is_told_in_time_and_the_next_one_gets_the_turn() -> None:
    queue = Queue(longest_wait=0.05)
    with queue:
        for _ in range(2):
            with pytest.raises(Unavailable), queue:
                raise AssertionError("two writers at once")
    with queue:
        pass


FAILURES: dict[str, Exception] = {
    "403": Refused(Verdict(False, "No.")),
    "404": NotFound(),
    "409": Conflict("Somebody else changed this.", mine={"a": "1"}, theirs={"a": "2"}),
    "422": Invalid({"": Verdict(False, "Not this.")}),
    "500": ZeroDivisionError(),
    "503": Unavailable(),
}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("how", FAILURES)
def test_the_page_of_an_error_asks_the_database_nothing(
    fresh_app: Flask, clock: Clock, how: str, statements_of: Callable[[Flask], list[str]]
) -> None:
    @fresh_app.get("/fails")
    @public
    def fails() -> str:
        raise FAILURES[how]

    browser = browser_of_somebody(fresh_app, clock)
    browser.may_fail = True
    statements = statements_of(fresh_app)
    assert browser.get("/fails").status_code == int(how)
    assert statements == []


@pytest.fixture
def statements_of() -> Callable[[Flask], list[str]]:
    def listen(app: Flask) -> list[str]:
        found: list[str] = []
        with app.app_context():
            for engine in db.engines.values():
                sa.event.listen(engine, "before_cursor_execute", lambda *shown: found.append(shown[2]))
        return found

    return listen
