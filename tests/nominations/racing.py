"""What each process of the race does: several threads nominate at the same instant, each a firm of its own."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from flask import Flask

from app.accounts.models import Organisation, Person
from app.core import clock
from app.core.db import db, deed
from app.core.errors import Refused
from app.nominations import service
from app.nominations.models import Membership
from app.programmes.models import Direction
from tests.databases import make_app


@dataclass(frozen=True)
class Round:
    """One member, and the firms that it nominates all at once."""

    membership_id: int
    direction_id: int
    member_id: int
    firm_ids: tuple[int, ...]


def run(url: str, folder: Path, now: datetime, rounds: list[Round], start: Barrier) -> list[int]:
    """How many attempts of this process succeeded in each round; anything but a refusal in words raises."""
    app = make_app(url, folder)
    return [_attempt_all(app, now, one, start) for one in rounds]


def _attempt_all(app: Flask, now: datetime, one: Round, start: Barrier) -> int:
    outcomes: list[bool | BaseException] = []
    threads = [
        threading.Thread(target=_attempt, args=(app, now, one, firm_id, start, outcomes))
        for firm_id in one.firm_ids
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return sum(outcome is True for outcome in outcomes)


def _attempt(
    app: Flask, now: datetime, one: Round, firm_id: int, start: Barrier, outcomes: list[bool | BaseException]
) -> None:
    try:
        start.wait(timeout=60)
        with app.app_context(), clock.held_at(now), deed():
            direction = db.session.get_one(Direction, one.direction_id)
            service.nominate_firm(
                edition=direction.edition,
                direction=direction,
                membership=db.session.get_one(Membership, one.membership_id),
                organisation=db.session.get_one(Organisation, firm_id),
                email="firm@example.test",
                statement="",
                by=db.session.get_one(Person, one.member_id),
            )
        outcomes.append(True)
    except Refused:
        outcomes.append(False)
    except BaseException as error:  # the parent process shall see it
        outcomes.append(error)
