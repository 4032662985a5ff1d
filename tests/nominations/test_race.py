"""A quota holds against many at once: threads of several processes on one database."""

from __future__ import annotations

import itertools
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from contextvars import Context
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person, Representation, Role, RoleGrant
from app.core import clock
from app.core.db import db, deed
from app.nominations.models import MemberCategory, Membership, Nomination
from app.programmes import service as programmes
from app.programmes.models import Direction
from tests.factories import book_of
from tests.nominations import racing
from tests.nominations.conftest import BOOK, OPEN, with_small_quotas

YEAR = timedelta(days=365)
_numbers = itertools.count(1)
PROCESSES, THREADS, ROUNDS, QUOTA = 2, 8, 20, 3


def test_sixteen_at_once_on_a_quota_of_three_give_exactly_three(fresh_app: Flask, tmp_path: Path) -> None:
    rounds = Context().run(_prepare, fresh_app)
    url = fresh_app.config["SETTINGS"].database_url
    spawn = multiprocessing.get_context("spawn")
    with spawn.Manager() as manager, ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        start = manager.Barrier(PROCESSES * THREADS)
        started = [
            pool.submit(racing.run, url, tmp_path, OPEN, _share(rounds, number), start)
            for number in range(PROCESSES)
        ]
        won = [
            sum(process) for process in zip(*(future.result(timeout=110) for future in started), strict=True)
        ]
    assert won == [QUOTA] * ROUNDS
    assert Context().run(_slots, fresh_app, rounds) == [[1, 2, 3]] * ROUNDS


def _prepare(app: Flask) -> list[racing.Round]:
    """Twenty members of one edition, each with sixteen firms to nominate."""
    with app.app_context(), clock.held_at(OPEN):
        direction = _open_edition()
        with deed() as session:
            members = [_add_member(session, direction) for _ in range(ROUNDS)]
            firms = [[_organisation() for _ in range(PROCESSES * THREADS)] for _ in range(ROUNDS)]
            session.add_all(firm for own in firms for firm in own)
        return [
            racing.Round(membership.id, direction.id, person.id, tuple(firm.id for firm in own))
            for (membership, person), own in zip(members, firms, strict=True)
        ]


def _open_edition() -> Direction:
    with deed() as session:
        first, second = _person(Role.ADMINISTRATOR), _person(Role.ADMINISTRATOR)
        session.add_all([first, second])
    with deed():
        version = programmes.propose_edition(
            book=book_of(BOOK, with_small_quotas), demonstration=True, by=first
        )
    with deed():
        programmes.agree(version=version, by=second)
    book = version.rulebook
    return next(d for d in version.edition.directions if book.direction(d.code).applicant == "organisation")


def _add_member(session: Session, direction: Direction) -> tuple[Membership, Person]:
    organisation, person = _organisation(), _person(Role.MEMBER, direction.edition_id)
    person.representations = [Representation(organisation=organisation, since=OPEN - YEAR)]
    membership = Membership(organisation=organisation, category=MemberCategory.COUNCIL, since=OPEN - YEAR)
    session.add_all([person, membership])
    return membership, person


def _organisation() -> Organisation:
    name = f"Firm {next(_numbers)}"
    return Organisation(name_en=name, sort_key=name, country_region="CN", created_at=OPEN)


def _person(role: Role, edition_id: int | None = None) -> Person:
    name = f"person{next(_numbers)}"
    grant = RoleGrant(role=role, edition_id=edition_id, starts_at=OPEN - YEAR, ends_at=OPEN + YEAR)
    return Person(
        email=f"{name}@example.test", name_latin=name, sort_key=name, created_at=OPEN, grants=[grant]
    )


def _share(rounds: list[racing.Round], number: int) -> list[racing.Round]:
    return [
        racing.Round(
            one.membership_id,
            one.direction_id,
            one.member_id,
            one.firm_ids[number * THREADS : (number + 1) * THREADS],
        )
        for one in rounds
    ]


def _slots(app: Flask, rounds: list[racing.Round]) -> list[list[int | None]]:
    with app.app_context():
        return [
            sorted(
                db.session.scalars(
                    sa.select(Nomination.slot).where(Nomination.membership_id == one.membership_id)
                )
            )
            for one in rounds
        ]
