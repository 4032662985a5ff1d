"""A member with three units in the 2024 Outstanding Contribution Award, while its window is open."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.nominations.memberships import service
from app.nominations.models import MemberCategory, Membership, Nomination
from app.nominations.nominating import firms, individuals
from app.outbox.models import Message
from app.outbox.render import letter
from app.people.models import Organisation, Person, Role
from app.programmes.models import Direction, Edition
from tests.client import Client
from tests.databases import KEPT, Databases
from tests.factories import make_edition, make_grant, make_officer, make_organisation, make_person
from tests.time import Clock

PLACE = "/programmes/outstanding-contribution/2024"
SignIn = Callable[[Person], Client]
BOOK = "outstanding-contribution-2024"
OPEN = datetime(2024, 9, 20, 4, 0, tzinfo=UTC)
QUOTAS = {"council": 3, "senior": 2, "member": 1, "individual": 1, "partner": 1}


def with_small_quotas(book: dict[str, Any]) -> None:
    for direction in book["directions"]:
        if direction["nomination"]["quotas"]:
            direction["nomination"]["quotas"] = dict(QUOTAS)


@dataclass
class Scene:
    """The edition, its two directions, a member of three units and who represents it."""

    edition: Edition
    membership: Membership
    member: Person
    officer: Person

    @property
    def firms(self) -> Direction:
        return next(d for d in self.edition.directions if self.rules_of(d).applicant == "organisation")

    @property
    def individuals(self) -> Direction:
        return next(d for d in self.edition.directions if self.rules_of(d).applicant == "person")

    def rules_of(self, direction: Direction) -> Any:
        return self.edition.rulebook.direction(direction.code)

    def nominate(self, organisation: Organisation | None = None, **more: Any) -> Nomination:
        fields: dict[str, Any] = {
            "edition": self.edition,
            "direction": self.firms,
            "membership": self.membership,
            "organisation": organisation or make_organisation(),
            "email": "firm@example.test",
            "statement": "It has done much.",
            "by": self.member,
        }
        with transaction():
            return firms.nominate_firm(**{**fields, **more})

    def nominate_person(self, **more: Any) -> Nomination:
        fields: dict[str, Any] = {
            "edition": self.edition,
            "direction": self.individuals,
            "membership": self.membership,
            "name": "张三",
            "email": "nominee@example.test",
            "statement": "A pioneer.",
            "another": True,
            "by": self.member,
        }
        with transaction():
            return individuals.nominate_individual(**{**fields, **more})


def make_member(
    edition: Edition, officer: Person, category: MemberCategory = MemberCategory.COUNCIL
) -> tuple[Membership, Person]:
    """A member organisation, and somebody who represents it with the member's role."""
    organisation = make_organisation()
    person = make_person(acts_for=organisation)
    make_grant(person, Role.MEMBER, edition)
    with transaction():
        membership = service.record_membership(
            organisation=organisation, category=category, since=datetime(2020, 1, 1, tzinfo=UTC), by=officer
        )
    return membership, person


def form_of(scene: Scene, *, individuals: bool = False) -> str:
    direction = scene.individuals if individuals else scene.firms
    return f"{PLACE}/nominate/{direction.code}/{scene.membership.public_id}"


def latest(session: Session) -> Nomination:
    found = session.scalars(sa.select(Nomination).order_by(Nomination.id.desc())).first()
    assert found is not None
    return found


def mailed_link(session: Session, address: str) -> str:
    """The path of the link in the latest mail to an address."""
    mails = sa.select(Message).where(Message.address == address).order_by(Message.id.desc())
    message = session.scalars(mails).first()
    assert message is not None
    found = re.search(r"https?://[^/]+(/nominations/link/\S+)", letter(message).body)
    assert found is not None
    return found[1]


def play_scene() -> tuple[int, int, int, int]:
    """Edition, membership, member and officer, by their ids."""
    with Clock.standing_at(OPEN):
        edition = make_edition(BOOK, change=with_small_quotas)
        officer = make_officer(edition)
        membership, member = make_member(edition, officer)
        return edition.id, membership.id, member.id, officer.id


@pytest.fixture
def app(databases: Databases, kind: str) -> Flask:
    """The scene is played once; what a test does to it is undone."""
    return databases.prepared(kind, "nominations", play_scene)


@pytest.fixture
def scene(app: Flask, session: Session, clock: Clock) -> Scene:
    clock.set(OPEN)
    edition, membership, member, officer = app.extensions[KEPT]
    return Scene(
        session.get_one(Edition, edition),
        session.get_one(Membership, membership),
        session.get_one(Person, member),
        session.get_one(Person, officer),
    )
