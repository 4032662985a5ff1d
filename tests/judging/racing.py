"""What each process of a race does: several threads attempt the same deed at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.core import clock
from app.core.db import db, deed
from app.core.errors import ApplicationError
from app.judging import service
from app.judging.models import Assignment, Ballot, BallotMark
from app.programmes.models import Stage
from tests.databases import app_on

THREADS = 8
GOOD = {"innovation": 8000, "technology": 7000}
_start: Barrier


@dataclass(frozen=True)
class Round:
    """One deed upon one row by one person, attempted by all threads of all processes.

    Where there is a `rival`, every second thread attempts that deed instead.
    """

    deed: str
    row_id: int
    person_id: int
    pairs: Sequence[tuple[int, int]] = ()
    rival: str = ""

    def attempted_by(self, thread: int) -> str:
        return self.rival if self.rival and thread % 2 else self.deed


def vote(one: Round, by: Person) -> None:
    ballot = db.session.get_one(Ballot, one.row_id)
    service.cast(ballot=ballot, marks=dict.fromkeys(service.votable(ballot, by), BallotMark.YES), by=by)


def save(one: Round, by: Person) -> None:
    assignment = db.session.get_one(Assignment, one.row_id)
    service.save_sheet(assignment=assignment, scores=GOOD, comment="", version=0, by=by)


def send(one: Round, by: Person) -> None:
    assignment = db.session.get_one(Assignment, one.row_id)
    version = assignment.sheet.version if assignment.sheet else 0
    service.send_sheet(assignment=assignment, scores=GOOD, comment="", version=version, by=by)


def recuse(one: Round, by: Person) -> None:
    service.recuse(assignment=db.session.get_one(Assignment, one.row_id), reason="A former team.", by=by)


def assign(one: Round, by: Person) -> None:
    service.assign_stage(stage=db.session.get_one(Stage, one.row_id), pairs=one.pairs, by=by)


DEEDS: Mapping[str, Callable[[Round, Person], None]] = {
    "vote": vote, "save": save, "send": send, "recuse": recuse, "assign": assign,
}  # fmt: skip


def begin(start: Barrier) -> None:
    """Called once in each process: where all threads of all processes wait for each other."""
    global _start
    _start = start


def run(url: str, folder: Path, now: datetime, rounds: list[Round]) -> list[int]:
    """How many attempts of this process succeeded in each round; what nobody foresaw raises."""
    with app_on(url, folder) as app:
        return [_attempt_all(app, now, one) for one in rounds]


def _attempt_all(app: Flask, now: datetime, one: Round) -> int:
    outcomes: list[bool | BaseException] = []
    threads = [
        threading.Thread(target=_attempt, args=(app, now, replace(one, deed=one.attempted_by(n)), outcomes))
        for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return sum(outcome is True for outcome in outcomes)


def _attempt(app: Flask, now: datetime, one: Round, outcomes: list[bool | BaseException]) -> None:
    try:
        _start.wait(timeout=60)
        with app.app_context(), clock.held_at(now), deed():
            DEEDS[one.deed](one, db.session.get_one(Person, one.person_id))
        outcomes.append(True)
    except (ApplicationError, IntegrityError):  # refused in words, or by a constraint, which the site says in words
        outcomes.append(False)
    except BaseException as error:  # the parent process shall see it
        outcomes.append(error)
