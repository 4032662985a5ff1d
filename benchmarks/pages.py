"""Server CPU of the pages that judges and chairs open all day, in a database with the season's sizes."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db, transaction
from app.factory import build
from app.judging.models import Assignment, ScoreSheet, StageEntry
from app.people.models import Person
from app.people.sign_in.sessions import IN_COOKIE, open_session
from app.programmes.models import Edition, Stage
from benchmarks.row import Row, milliseconds
from config import ROOT, Settings, load_settings

ROUNDS, A_ROUND, WARM = 20, 20, 5
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def run() -> Iterator[Row]:
    """Plays the demonstration into a folder of its own first; the pages are measured by the client of the framework."""
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        environment = {"VAR_DIR": folder, "PATH": "/usr/bin:/bin"}
        subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env=environment, check=True)
        settings = load_settings(var_dir=Path(folder), database_url="", rate_limits=False)
        yield from _measure(build(settings), settings)


PREPARE = (
    "from app.core.migrating import upgrade; from config import load_settings; upgrade(load_settings().database);"
    "from app import create_app; runner = create_app().test_cli_runner();"
    "runner.invoke(args=['demo', 'play'], catch_exceptions=False)"
)


class Meter:
    """Seconds of CPU that the application itself takes, without the client that asks it."""

    def __init__(self, app: Flask) -> None:
        self._application, self.seconds = app.wsgi_app, 0.0
        app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, *asked: Any) -> Any:
        began = time.process_time()
        try:
            return self._application(*asked)
        finally:
            self.seconds += time.process_time() - began

    def of(self, ask: Callable[[], object]) -> float:
        before = self.seconds
        ask()
        return self.seconds - before


def _measure(app: Flask, _settings: Settings) -> Iterator[Row]:
    meter = Meter(app)
    yield Row("a fixed loop, to compare machines by", f"{_fixed_loop() * 1000:.1f} ms CPU", "none", True)
    judge, stage, waiting = _of_judge(app)
    client = _signed_in(app, judge)
    yield milliseconds("the judge's list", _cpu(meter, client, f"/judging/{stage}"), 8)
    yield milliseconds("a sheet", _cpu(meter, client, f"/assignments/{waiting[0]}"), 8)
    yield milliseconds("a save of a sheet", _cpu_of_saves(meter, client, waiting[0]), 8)
    ranking = _chairs_list(app)
    used = _cpu(meter, _signed_in(app, "officer@people.example"), ranking)
    yield milliseconds("100 rows of the chair's list of 1,048 with scores", used, 25)


def _of_judge(app: Flask) -> tuple[str, str, list[str]]:
    """The demonstration's judge: address, stage, and assignments that wait."""
    with app.app_context():
        email = "judge@people.example"
        rows = db.session.execute(
            sa.select(Stage.public_id, Assignment.public_id)
            .join(StageEntry, StageEntry.stage_id == Stage.id)
            .join(Assignment, Assignment.stage_entry_id == StageEntry.id)
            .join(Person, Person.id == Assignment.judge_id)
            .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
            .where(Person.email == email, ScoreSheet.id.is_(None), Assignment.recused_at.is_(None))
        ).all()
        return email, rows[0][0], [assignment for _stage, assignment in rows]


def _chairs_list(app: Flask) -> str:
    """The address of the preliminary's ranking in the contest of 2024."""
    with app.test_request_context(), app.app_context():
        from flask import url_for

        from app.results.rankings.queries import latest_ranking

        stage = db.session.scalars(
            sa.select(Stage).join(Stage.edition).where(Edition.year == 2024, Stage.code == "preliminary")
        ).one()
        ranking = latest_ranking(stage)
        assert ranking is not None
        return url_for("results.ranking", public_id=ranking.public_id)


def _signed_in(app: Flask, email: str) -> FlaskClient:
    with app.app_context():
        with transaction():
            person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
            token = open_session(person, device="benchmark")
        client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[IN_COOKIE] = token
    return client


def _cpu(meter: Meter, client: FlaskClient, address: str) -> float:
    """Seconds of CPU of a page, after a few to warm up."""

    def ask() -> None:
        assert client.get(address).status_code == 200

    for _each in range(WARM):
        ask()
    return _best(lambda: meter.of(ask))


def _cpu_of_saves(meter: Meter, client: FlaskClient, assignment: str) -> float:
    page = client.get(f"/assignments/{assignment}").get_data(as_text=True)
    token, version, numbers = TOKEN.search(page), 0, itertools.count()
    assert token is not None
    fields = re.findall(r'name="(c_[a-z-]+)"', page)

    def save() -> None:
        nonlocal version
        scores = {name: str(60 + next(numbers) % 30) for name in fields}
        form = {**scores, "csrf_token": token[1], "version": str(version), "comment": ""}
        version = client.post(f"/assignments/{assignment}/draft", data=form).get_json()["version"]

    return _best(lambda: meter.of(save))


def _best(ask: Callable[[], float]) -> float:
    """The mean of a round, of several rounds the best: whoever shares the machine only makes it slower."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):  # the log of requests
        return min(sum(ask() for _each in range(A_ROUND)) / A_ROUND for _round in range(ROUNDS))


def _fixed_loop() -> float:
    """Seconds of CPU of work that never changes: what figures of two machines, or of two hours, are compared by."""
    began, table = time.process_time(), dict[int, str]()
    for n in range(300_000):
        table[n & 1023] = str(n)
    return time.process_time() - began
