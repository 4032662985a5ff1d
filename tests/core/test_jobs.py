from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import jobs
from app.core.db import db, transaction
from app.core.errors import NotFound, Refused
from app.core.models import Job, JobState
from app.core.verdict import Verdict
from tests.time import Clock


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A registry of the test's own: jobs that note, refuse, fail, and vanish."""
    noted: list[Any] = []
    monkeypatch.setattr(jobs, "_handlers", {})
    monkeypatch.setattr(jobs, "_periodic_tasks", {})

    @jobs.job("note")
    def note(progress: jobs.Progress, params: Mapping[str, Any]) -> Mapping[str, Any]:
        progress(1, 2)
        noted.append(params["what"])
        return {"noted": len(noted)}

    @jobs.job("refuse")
    def refuse(_progress: jobs.Progress, _params: Mapping[str, Any]) -> None:
        raise Refused(Verdict(False, "Closed %(days)s days ago.", {"days": 3}))

    @jobs.job("vanish")
    def vanish(_progress: jobs.Progress, _params: Mapping[str, Any]) -> None:
        raise NotFound

    @jobs.job("fail")
    def fail(_progress: jobs.Progress, _params: Mapping[str, Any]) -> None:
        raise ZeroDivisionError

    return noted


def ask(kind: str, **params: Any) -> int:
    with transaction():
        return jobs.enqueue(kind, by_id=None, **params).id


def state(job_id: int) -> Job:
    return db.session.get_one(Job, job_id, populate_existing=True)


def test_jobs_run_in_the_order_of_asking(session: Session, done: list[Any]) -> None:
    first, second = ask("note", what="a"), ask("note", what="b")
    assert jobs.run_all() == 2
    assert done == ["a", "b"]
    assert state(first).state == JobState.DONE
    assert state(first).result == {"noted": 1}
    assert (state(first).done, state(first).total) == (1, 2)
    assert state(second).ended_at is not None
    assert jobs.run_next() is False


def test_a_job_that_is_asked_for_in_a_failed_transaction_never_runs(
    session: Session, done: list[Any]
) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        jobs.enqueue("note", by_id=None, what="never")
        raise ZeroDivisionError
    assert jobs.run_all() == 0
    assert done == []


@pytest.mark.parametrize(
    ("sort", "error"),
    [
        ("refuse", {"reason": "Closed %(days)s days ago.", "days": 3}),
        ("vanish", {"reason": ""}),
        ("fail", {}),
        ("unknown", {}),
    ],
)
def test_a_job_that_fails_says_why_and_lets_the_next_run(
    session: Session, done: list[Any], sort: str, error: dict[str, Any]
) -> None:
    failed = ask(sort)
    ask("note", what="next")
    assert jobs.run_all() == 2
    assert state(failed).state == JobState.FAILED
    assert state(failed).error == error
    assert done == ["next"]


def test_a_job_whose_worker_died_is_taken_up_again(session: Session, done: list[Any], clock: Clock) -> None:
    job_id = ask("note", what="again")
    with transaction():
        db.session.execute(sa.update(Job).values(state=JobState.RUNNING, started_at=clock.now))
    assert jobs.run_next() is False
    clock.move(jobs.LOST_AFTER + timedelta(seconds=1))
    assert jobs.run_next() is True
    assert done == ["again"]
    assert state(job_id).state == JobState.DONE


def test_two_workers_never_take_the_same_job(fresh_app: Flask, done: list[Any]) -> None:
    with fresh_app.app_context():
        for number in range(20):
            ask("note", what=number)

    def run() -> None:
        with fresh_app.app_context():
            while jobs.run_next() or waiting():
                pass

    def waiting() -> bool:
        queued = sa.select(Job.id).where(Job.state == JobState.QUEUED).limit(1)
        return db.session.scalar(queued) is not None

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(20))


def test_the_worker_does_periodic_tasks_and_jobs_until_told_to_stop(
    fresh_app: Flask, done: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, turns = threading.Event(), []
    monkeypatch.setattr(jobs, "IDLE_SECONDS", 0.001)

    @jobs.periodic(every=0)
    def count() -> None:
        turns.append(1)
        if len(turns) == 3:
            stop.set()

    @jobs.periodic(every=3600)
    def break_down() -> None:
        done.append("tried")
        raise ZeroDivisionError

    with fresh_app.app_context():
        ask("note", what="work")
    jobs.run_worker(fresh_app, stop)
    assert len(turns) == 3
    assert done == ["tried", "work"]


def test_the_log_names_a_broken_job_as_the_command_does(
    session: Session, app: Flask, done: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    job_id = ask("fail")
    jobs.run_all()
    (line,) = [each for each in capsys.readouterr().out.splitlines() if "job failed" in each]
    assert json.loads(line)["job"] == state(job_id).public_id


def test_a_failed_job_is_named_and_runs_again(fresh_app: Flask, done: list[Any]) -> None:
    run = fresh_app.test_cli_runner().invoke
    with fresh_app.app_context():
        job_id = ask("refuse")
        jobs.run_all()
        name = state(job_id).public_id
        db.session.rollback()
    listed = run(args=["jobs", "failed"]).output
    assert name in listed and "refuse" in listed and "Closed" in listed
    jobs._handlers["refuse"] = jobs._handlers["note"]
    with fresh_app.app_context(), transaction():
        db.session.execute(sa.update(Job).values(params={"what": "again"}))
    assert run(args=["jobs", "again", name]).output == "Queued.\n"
    assert run(args=["jobs", "again", name]).exit_code == 1
    with fresh_app.app_context():
        assert jobs.run_all() == 1 and state(job_id).state == JobState.DONE
    assert done == ["again"] and run(args=["jobs", "failed"]).output == "No job has failed.\n"
