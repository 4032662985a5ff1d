"""A mail server that accepts a connection and then says nothing: mail waits, and nothing else does."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import jobs
from app.core.db import db, transaction
from app.outbox import backends
from app.outbox import jobs as outbox_jobs
from app.outbox.models import Message
from tests.outbox.conftest import Route


@contextmanager
def silent_server() -> Iterator[tuple[int, threading.Event]]:
    """Its port, and an event that is set once somebody waits there."""
    waiting, ends = threading.Event(), []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    ends.append(server.accept()[0])
                except OSError:
                    return
                waiting.set()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], waiting
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for end in ends:
                end.close()
            thread.join()


@pytest.mark.sqlite_only
def test_a_mail_server_that_says_nothing_holds_up_no_job(
    outbox_app: Flask, route: Route, write: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    done, stop = threading.Event(), threading.Event()
    monkeypatch.setattr(jobs, "_handlers", {})
    monkeypatch.setattr(jobs, "_periodic_tasks", {})
    monkeypatch.setattr(backends, "SECONDS", 2)
    jobs.periodic(every=0.01, apart=True)(outbox_jobs.send_mail)

    @jobs.job("note")
    def note(_progress: jobs.Progress, _params: Mapping[str, Any]) -> None:
        done.set()

    write("a@firm-of-this-test.cn")
    with silent_server() as (port, waiting):
        route(f"smtp://127.0.0.1:{port}")
        worker = threading.Thread(target=jobs.run_worker, args=(outbox_app, stop))
        worker.start()
        try:
            assert waiting.wait(20)
            began = time.monotonic()
            with transaction():
                jobs.enqueue("note", by_id=None)
            assert done.wait(20)
            took = time.monotonic() - began
        finally:
            stop.set()
            worker.join()
    assert took < 2, "the job waited for the mail server"
    db.session.rollback()
    assert db.session.scalar(sa.select(Message.sent_at)) is None


def test_the_periodic_task_that_sends_mail_works_apart() -> None:
    assert jobs._periodic_tasks["app.outbox.jobs.send_mail"].apart


def test_no_answer_of_a_mail_server_is_waited_for_long() -> None:
    assert backends.SECONDS <= 10
