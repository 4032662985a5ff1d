"""Races: attempts that meet on one database, in threads of several processes with an application of their own each."""

from __future__ import annotations

import multiprocessing
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from typing import Any

from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.db import transaction
from app.core.errors import ApplicationError
from app.factory import FEATURES
from config import Settings
from tests.databases import app_on

Attempt = Callable[[Flask], object]
"""Called with the application of its process. It has to be pickled: a function of a module, or a `partial` of one."""
Rounds = Sequence[Sequence[Attempt]]
Outcome = Any
"""What an attempt returned, or the class of what turned it down."""

TURNED_DOWN = (ApplicationError, IntegrityError)  # in words, or by a constraint, which the site says in words
MEETING, LIMIT = 60, 110
"""Seconds that attempts wait for each other, and in which a race ends or is ended."""

_processes = multiprocessing.get_context(
    "forkserver"
)  # a process without threads, which imports everything once
_processes.set_forkserver_preload(["tests.databases", *(f"app.{feature}.views" for feature in FEATURES)])


def in_transaction(verb: Callable[..., object], *given: object) -> Attempt:
    return partial(_carry_out, verb, given)


def _carry_out(verb: Callable[..., object], given: Sequence[object], app: Flask) -> object:
    with app.app_context(), transaction():
        return verb(*given)


def race(app: Flask, rounds: Rounds, *, at: datetime, processes: int = 2) -> list[list[Outcome]]:
    """What became of the attempts of each round, dealt out in turn to processes on the database of `app`.

    The attempts of a round begin at one instant. What neither returns nor is turned down fails the race.
    """
    given = {"settings": app.config["SETTINGS"], "at": at, "start": _processes.Barrier(processes)}
    until = time.monotonic() + LIMIT
    with ExitStack() as ends:
        shares = ([attempts[number::processes] for attempts in rounds] for number in range(processes))
        running = [_begin(ends, rounds=share, **given) for share in shares]
        answers = [_answer(process, line, until) for process, line in running]
    failed = [f"process {number}: {shown}" for number, shown in enumerate(answers) if isinstance(shown, str)]
    assert not failed, "\n".join(failed)
    return [[each for part in parts for each in part] for parts in zip(*answers, strict=True)]


def _begin(ends: ExitStack, **given: Any) -> tuple[BaseProcess, Connection]:
    line, other_end = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_take_part, kwargs={**given, "line": other_end}, daemon=True)
    process.start()
    other_end.close()  # or nobody would see that the process is gone
    for end in (line.close, process.join, process.kill):
        ends.callback(end)
    return process, line


def _answer(process: BaseProcess, line: Connection, until: float) -> list[list[Outcome]] | str:
    """The outcomes of each round, or why there are none."""
    if not line.poll(max(0, until - time.monotonic())):
        return f"not at its end after {LIMIT} seconds"
    try:
        shown: list[list[Outcome]] | str = line.recv()
    except EOFError:
        process.join()
        return f"gone with exit code {process.exitcode}"
    return shown


def _take_part(*, settings: Settings, at: datetime, rounds: Rounds, start: Barrier, line: Connection) -> None:
    try:
        own = app_on(settings.database, settings.var_dir, rate_limits=settings.rate_limits)
        with own as app, clock.held_at(at):
            outcomes = [_meet(app, attempts, start) for attempts in rounds]
        line.send(outcomes)
    except BaseException:  # the test shall see it, and the other processes shall not wait
        start.abort()
        line.send(traceback.format_exc())


def _meet(app: Flask, attempts: Sequence[Attempt], start: Barrier) -> list[Outcome]:
    def wait_for_others() -> None:
        start.wait(MEETING)

    def make(attempt: Attempt) -> Outcome:
        together.wait(MEETING)
        try:
            return attempt(app)
        except TURNED_DOWN as error:
            return type(error)

    together = threading.Barrier(len(attempts), action=wait_for_others)
    with ThreadPoolExecutor(len(attempts)) as pool:
        made = [pool.submit(copy_context().run, make, attempt) for attempt in attempts]
    return [each.result() for each in made]
