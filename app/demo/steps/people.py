"""Register people and organisations, and give them their roles by invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.demo.fake_data import FakeData
from app.invitations import service as invitations_service
from app.people.models import Organisation, Person, Role
from app.people.organisations import service as organisations_service
from app.people.organisations.identity import Identity
from app.people.organisations.queries import alike
from app.people.persons import service as persons_service
from app.people.roles import service as roles_service
from app.programmes.models import Edition

CHINESE = ("CN", "HK", "MO")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the demonstration before they exist: `topic` names them in every run alike."""

    topic: str
    region: str

    @property
    def email(self) -> str:
        return f"{self.topic}@people.example"


def register_person(fake_data: FakeData, who: Somebody, *, password_hash: str | None = None) -> Person:
    name = fake_data.person(who.topic, who.region)
    return persons_service.register(
        email=who.email,
        name_zh=name.zh,
        name_latin=name.en,
        locale="zh" if who.region in CHINESE else "en",
        password_hash=password_hash,
        verified=True,
    )


def register_firm(fake_data: FakeData, who: Somebody, *, by: Person) -> Organisation:
    """A firm, registered by the person who acts for it; a name that an earlier season has used up is drawn again."""
    name = fake_data.organisation(who.topic, who.region)
    others = alike(Identity(name.zh, name.en, who.region))
    if any(other.same_name for other in others):
        return register_firm(fake_data, who, by=by)
    return organisations_service.register_organisation(
        name_zh=name.zh,
        name_en=name.en,
        country_region=who.region,
        told_apart=[other.public_id for other in others],
        by=by,
    )


def find(who: Somebody | str) -> Person:
    email = who if isinstance(who, str) else who.email
    return db.session.scalars(sa.select(Person).where(Person.email == email)).one()


def appoint(
    person: Person, role: Role, edition: Edition | None, *, until: datetime, by: Person | None
) -> None:
    """Invite somebody to a role, and accept for them."""
    invitation, token = invitations_service.invite(
        email=person.email, role=role, edition=edition, role_ends_at=until, by=by
    )
    invitations_service.accept_invitation(invitation=invitation, by=person, token=token)


def found_administrator(fake_data: FakeData, who: Somebody, password_hash: str | None = None) -> Person:
    person = register_person(fake_data, who, password_hash=password_hash)
    roles_service.create_administrator(person=person)
    return person
