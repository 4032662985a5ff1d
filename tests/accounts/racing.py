"""What each process of a race does: several threads try the same thing at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts import service
from app.accounts.models import Invitation, Person, RoleGrant
from app.core import clock
from app.core.db import db, deed
from app.core.errors import Conflict, Invalid, Refused
from app.programmes.models import Edition
from tests.databases import make_app

Attempt = tuple[str, tuple[object, ...]]
"""The name of a function below, and what it is called with."""

LOST = (Refused, Conflict, Invalid, IntegrityError)


def accept(person_id: int, invitation_id: int, token: str) -> None:
    service.accept_invitation(
        invitation=db.session.get_one(Invitation, invitation_id), by=_person(person_id), token=token
    )


def join(invitation_id: int, token: str, name: str) -> None:
    service.join(
        invitation=db.session.get_one(Invitation, invitation_id), token=token, name_zh="", name_latin=name,
        locale="en", password_hash=name,
    )  # fmt: skip


def withdraw(person_id: int, invitation_id: int) -> None:
    service.withdraw_invitation(
        invitation=db.session.get_one(Invitation, invitation_id), by=_person(person_id)
    )


def set_password(token: str, password_hash: str) -> None:
    service.set_password(token=token, password_hash=password_hash)


def verify(person_id: int, token: str) -> None:
    service.verify(token=token, by=_person(person_id))


def register(email: str) -> None:
    service.register(email=email, name_zh="", name_latin="X", locale="en")


def consent(person_id: int, edition_id: int) -> None:
    edition = db.session.get_one(Edition, edition_id)
    texts = {text.purpose: text.version for text in edition.rulebook.consents}
    service.give_consents(edition=edition, purposes=texts, by=_person(person_id))


def end_role(person_id: int, grant_id: int) -> None:
    service.end_role(grant=db.session.get_one(RoleGrant, grant_id), by=_person(person_id))


VERBS: dict[str, Callable[..., None]] = {
    verb.__name__: verb
    for verb in (accept, join, withdraw, set_password, verify, register, consent, end_role)
}


def _person(number: int) -> Person:
    return db.session.get_one(Person, number)


def run(
    url: str, folder: Path, *, now: datetime, rounds: Sequence[Sequence[Attempt]], start: Barrier
) -> list[int]:
    """How many attempts of this process succeeded in each round; anything but a refusal raises."""
    app = make_app(url, folder)
    return [sum(_round(app, now, attempts, start=start)) for attempts in rounds]


def _round(app: Flask, now: datetime, attempts: Sequence[Attempt], *, start: Barrier) -> list[bool]:
    outcomes: list[bool | BaseException] = []

    def attempt(name: str, given: tuple[object, ...]) -> None:
        try:
            start.wait(timeout=60)
            with app.app_context(), clock.held_at(now), deed():
                VERBS[name](*given)
            outcomes.append(True)
        except LOST:
            outcomes.append(False)
        except BaseException as error:  # the parent process shall see it
            outcomes.append(error)

    threads = [threading.Thread(target=attempt, args=each) for each in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome is True for outcome in outcomes]
