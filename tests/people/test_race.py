"""What is good once is good once, for threads of several processes on one database."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.consents.models import Consent
from app.core import clock
from app.core.db import Model, db, transaction
from app.core.errors import Conflict, Invalid, Refused
from app.invitations import service as invitations_service
from app.invitations.models import Invitation
from app.people.mailed_links.service import issue_link
from app.people.models import Person, Role, RoleGrant, TokenPurpose
from app.people.persons import service as persons_service
from app.people.roles import service as roles_service
from app.people.roles.queries import administrators
from app.programmes.models import Edition
from app.programmes.proposals import service as proposals_service
from tests.factories import book_of
from tests.people.racing import accept, consent, end_role, join, register, set_password, verify, withdraw
from tests.racing import Attempt, in_transaction, race

NOW = datetime(2024, 6, 20, 4, tzinfo=UTC)
YEAR = timedelta(days=365)
BOOK = "straight-to-wuzhen-2024"
PROCESSES, THREADS, ROUNDS = 2, 4, 8
ALL = PROCESSES * THREADS

_numbers = itertools.count(1)


@pytest.fixture
def ground(fresh_app: Flask) -> Iterator[Flask]:
    with fresh_app.app_context(), clock.held_at(NOW):
        yield fresh_app


def won(app: Flask, rounds: Sequence[Sequence[Attempt]]) -> list[int]:
    """How many of the eight attempts of each round succeeded."""
    db.session.rollback()
    outcomes = race(app, rounds, at=NOW, processes=PROCESSES)
    assert {len(each) for each in outcomes} == {ALL}
    assert {each for tried in outcomes for each in tried} <= {
        None,
        Refused,
        Conflict,
        Invalid,
        IntegrityError,
    }
    return [tried.count(None) for tried in outcomes]


def people(count: int) -> list[Person]:
    with transaction():
        return [
            persons_service.register(
                email=f"race{next(_numbers)}@firm.example",
                name_zh="",
                name_latin="X",
                locale="en",
                verified=True,
            )
            for _ in range(count)
        ]


def open_edition() -> Edition:
    first, second = people(2)
    with transaction():
        for person in (first, second):
            roles_service.create_administrator(person=person)
    with transaction():
        version = proposals_service.propose_edition(book=book_of(BOOK), demonstration=True, by=first)
    with transaction():
        proposals_service.agree(version=version, by=second)
    return version.edition


def invited(edition: Edition, email: str = "") -> tuple[Invitation, str]:
    """An invitation to judge."""
    address = email or f"new{next(_numbers)}@firm.example"
    with transaction():
        return invitations_service.invite(
            email=address, role=Role.JUDGE, edition=edition, role_ends_at=NOW + YEAR, by=None
        )


def count(model: type[Model], *where: sa.ColumnElement[bool]) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def accepting(edition: Edition) -> list[Attempt]:
    """Eight people with one link."""
    invitation, token = invited(edition)
    return [in_transaction(accept, who.id, invitation.id, token) for who in people(ALL)]


def joining(edition: Edition) -> list[Attempt]:
    """Eight newcomers with one link."""
    invitation, token = invited(edition)
    return [in_transaction(join, invitation.id, token, f"Name {number}") for number in range(ALL)]


def accepting_or_withdrawing(edition: Edition) -> list[Attempt]:
    (officer,) = people(1)
    with transaction():
        roles_service.grant(person=officer, role=Role.OFFICER, edition=edition, ends_at=NOW + YEAR, by=None)
    invitation, token = invited(edition)
    takers = [in_transaction(accept, who.id, invitation.id, token) for who in people(ALL // 2)]
    return [*takers, *[in_transaction(withdraw, officer.id, invitation.id)] * (ALL // 2)]


def resetting(_edition: Edition) -> list[Attempt]:
    (person,) = people(1)
    with transaction():
        token = issue_link(person, TokenPurpose.RESET)
    return [in_transaction(set_password, token, f"hash {number}") for number in range(ALL)]


def verifying(_edition: Edition) -> list[Attempt]:
    (person,) = people(1)
    with transaction():
        token = issue_link(person, TokenPurpose.VERIFY)
    return [in_transaction(verify, person.id, token)] * ALL


def registering(_edition: Edition) -> list[Attempt]:
    return [in_transaction(register, f"same{next(_numbers)}@firm.example")] * ALL


def consenting(edition: Edition) -> list[Attempt]:
    (person,) = people(1)
    return [in_transaction(consent, person.id, edition.id)] * ALL


def ending_each_other() -> list[Attempt]:
    """Each administrator ends the next one's role, in a ring: everybody would be gone."""
    chosen = people(ALL)
    with transaction():
        grants = [roles_service.create_administrator(person=person) for person in chosen]
    return [in_transaction(end_role, by.id, grants[(at + 1) % ALL].id) for at, by in enumerate(chosen)]


ONCE = (accepting, joining, accepting_or_withdrawing, resetting, verifying, registering)


def test_what_is_good_once_is_good_once(ground: Flask) -> None:
    edition = open_edition()
    assert won(ground, [each(edition) for _ in range(ROUNDS) for each in ONCE]) == [1] * ROUNDS * len(ONCE)
    assert count(RoleGrant, RoleGrant.role == Role.JUDGE) == count(
        Invitation, Invitation.accepted_at.is_not(None)
    )
    assert count(Person, Person.email.like("same%")) == ROUNDS


def test_a_consent_stands_once_and_an_administrator_stays(ground: Flask) -> None:
    edition = open_edition()
    with transaction() as session:
        session.execute(sa.update(RoleGrant).values(ends_at=NOW))
    *consents, ended = won(ground, [*(consenting(edition) for _ in range(ROUNDS)), ending_each_other()])
    assert all(given >= 1 for given in consents)
    assert count(Consent) == len(edition.rulebook.consents) * ROUNDS
    assert len(administrators(NOW)) == ALL - ended >= 1
