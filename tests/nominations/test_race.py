"""A quota holds against many at once: threads of several processes on one database."""

from __future__ import annotations

import itertools
from collections import Counter
from contextvars import Context
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Invalid, Refused
from app.nominations.models import MemberCategory, Membership, Nomination
from app.nominations.nominating import firms
from app.outbox.models import Message
from app.people.models import Organisation, Person, Representation, Role, RoleGrant
from app.programmes.models import Direction
from app.programmes.proposals import service
from tests.factories import book_of
from tests.nominations.conftest import BOOK, OPEN, with_small_quotas
from tests.nominations.racing import nominate_individual
from tests.racing import Attempt, in_transaction, race

YEAR = timedelta(days=365)
_numbers = itertools.count(1)
PROCESSES, THREADS, ROUNDS, QUOTA = 2, 8, 20, 3
ALL = PROCESSES * THREADS


def test_sixteen_at_once_on_a_quota_of_three_give_exactly_three(fresh_app: Flask) -> None:
    rounds = Context().run(_prepare, fresh_app)
    outcomes = race(fresh_app, rounds, at=OPEN, processes=PROCESSES)
    assert [Counter(each) for each in outcomes] == [{None: QUOTA, Refused: ALL - QUOTA}] * ROUNDS
    assert Context().run(_slots, fresh_app) == [1, 2, 3] * ROUNDS


def nominate(direction_id: int, membership_id: int, member_id: int, firm_id: int) -> None:
    direction = db.session.get_one(Direction, direction_id)
    firms.nominate_firm(
        edition=direction.edition,
        direction=direction,
        membership=db.session.get_one(Membership, membership_id),
        organisation=db.session.get_one(Organisation, firm_id),
        email="firm@example.test",
        statement="",
        by=db.session.get_one(Person, member_id),
    )


def _prepare(app: Flask) -> list[list[Attempt]]:
    """Twenty members of one edition, each with sixteen firms to nominate."""
    with app.app_context(), clock.held_at(OPEN):
        direction = _open_edition()
        with transaction() as session:
            members = [_add_member(session, direction) for _ in range(ROUNDS)]
            firms = [[_organisation() for _ in range(ALL)] for _ in range(ROUNDS)]
            session.add_all(firm for own in firms for firm in own)
        return [
            [in_transaction(nominate, direction.id, membership.id, person.id, firm.id) for firm in own]
            for (membership, person), own in zip(members, firms, strict=True)
        ]


def _open_edition() -> Direction:
    with transaction() as session:
        first, second = _person(Role.ADMINISTRATOR), _person(Role.ADMINISTRATOR)
        session.add_all([first, second])
    with transaction():
        version = service.propose_edition(book=book_of(BOOK, with_small_quotas), demonstration=True, by=first)
    with transaction():
        service.agree(version=version, by=second)
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
        email=f"{name}@example.test",
        name_latin=name,
        sort_key=name,
        created_at=OPEN,
        verified_at=OPEN,
        grants=[grant],
    )


def _slots(app: Flask) -> list[int | None]:
    """Of every member, one after the other."""
    with app.app_context():
        by_member = sa.select(Nomination.slot).order_by(Nomination.membership_id, Nomination.slot)
        return list(db.session.scalars(by_member))


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OFFICER])
def test_of_sixteen_tabs_that_propose_one_person_one_does(fresh_app: Flask, role: Role) -> None:
    rounds = Context().run(_prepare_individuals, fresh_app, role)
    outcomes = race(fresh_app, rounds, at=OPEN, processes=PROCESSES)
    assert [each.count(None) for each in outcomes] == [1] * len(rounds)
    assert {each for tried in outcomes for each in tried} <= {None, Invalid, IntegrityError}
    with fresh_app.app_context():
        for model in (Nomination, Message):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == len(rounds)


def _prepare_individuals(app: Flask, role: Role) -> list[list[Attempt]]:
    """Three people, each proposed by everybody at once: by a member, or by the secretariat, which has no membership."""
    with app.app_context(), clock.held_at(OPEN):
        firms = _open_edition()
        book = firms.edition.rulebook
        direction = next(d for d in firms.edition.directions if book.direction(d.code).applicant == "person")
        with transaction() as session:
            session.execute(sa.delete(Message))  # of opening the edition
            membership, person = _add_member(session, direction)
            if role == Role.OFFICER:
                person = _person(role, direction.edition_id)
                session.add(person)
        number = membership.id if role == Role.MEMBER else None
        emails = [f"nominee{n}@example.test" for n in range(3)]
        return [
            [in_transaction(nominate_individual, direction.id, number, person.id, email)] * ALL
            for email in emails
        ]
