"""What each process of the race does: several threads carry out the same verb on one entry at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Person
from app.accounts.sessions import IN_COOKIE
from app.core import clock
from app.core.db import db, deed
from app.core.errors import Conflict, Refused
from app.entries import service
from app.entries.models import Entry
from tests.client import Client
from tests.databases import make_app
from tests.entries.conftest import sending
from tests.time import Clock

Verb = Callable[[Flask, "Round", int], str]


@dataclass(frozen=True)
class Round:
    """One entry, at one version, which all attempt to change at once."""

    verb: str
    entry_id: int
    public_id: str
    person_id: int
    version: int
    token: str = ""


def run(
    url: str, folder: Path, now: datetime, rounds: list[Round], start: Barrier, threads: int
) -> list[list[str]]:
    """What became of each attempt of this process in each round; what nobody expects raises."""
    app = make_app(url, folder)
    return [_attempt_all(app, now, one, start, threads) for one in rounds]


def _attempt_all(app: Flask, now: datetime, one: Round, start: Barrier, threads: int) -> list[str]:
    outcomes: list[str | BaseException] = []
    running = [
        threading.Thread(target=_attempt, args=(app, now, one, number, start, outcomes))
        for number in range(threads)
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [str(outcome) for outcome in outcomes]


def _attempt(
    app: Flask, now: datetime, one: Round, number: int, start: Barrier, outcomes: list[str | BaseException]
) -> None:
    try:
        start.wait(timeout=60)
        with clock.held_at(now):
            outcomes.append(VERBS[one.verb](app, one, number))
    except (Conflict, Refused) as error:
        outcomes.append(type(error).__name__)
    except BaseException as error:  # the parent process shall see it
        outcomes.append(error)


def submit(app: Flask, one: Round, _number: int) -> str:
    with app.app_context(), deed():
        entry, person = db.session.get_one(Entry, one.entry_id), db.session.get_one(Person, one.person_id)
        return str(service.submit(entry=entry, version=one.version, by=person).entry.number)


def submit_own(app: Flask, one: Round, number: int) -> str:
    """Each thread sends in an entry of its own: of one applicant, all at once."""
    with app.app_context(), deed():
        person = db.session.get_one(Person, one.person_id)
        entry = db.session.scalars(sa.select(Entry).order_by(Entry.id).offset(number).limit(1)).one()
        return str(service.submit(entry=entry, version=one.version, by=person).entry.number)


def save(app: Flask, one: Round, number: int) -> str:
    with app.app_context(), deed():
        entry, person = db.session.get_one(Entry, one.entry_id), db.session.get_one(Person, one.person_id)
        answers = {"title_en": f"By {threading.get_native_id()}-{number}"}
        return service.save_draft(
            entry=entry, answers=answers, tracks=[], version=one.version, by=person
        ).title_en


def press(app: Flask, one: Round, _number: int) -> str:
    """The whole form in a browser, under one key: a button that was pressed many times."""
    with Clock.standing_at(clock.now()) as held:
        browser = Client.of(app, held)
        with browser.session_transaction() as cookie:
            cookie[IN_COOKIE] = one.token
        fields = {**sending(), "version": str(one.version), "_key": "k" * 32}
        answer = browser.press(f"/entries/{one.public_id}/form", **fields)
        return f"{answer.status_code} {answer.location}"


VERBS: dict[str, Verb] = {"submit": submit, "submit_own": submit_own, "save": save, "press": press}
