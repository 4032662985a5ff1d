"""What is attempted many times at once, each in a transaction of its own."""

from __future__ import annotations

from app.consents import service as consents_service
from app.core.db import db
from app.invitations import service as invitations_service
from app.invitations.models import Invitation
from app.people.models import Person, RoleGrant
from app.people.passwords import service as passwords_service
from app.people.persons import service as persons_service
from app.people.roles import service as roles_service
from app.people.sign_up import service as sign_up_service
from app.programmes.models import Edition


def accept(person_id: int, invitation_id: int, token: str) -> None:
    invitations_service.accept_invitation(
        invitation=db.session.get_one(Invitation, invitation_id), by=_person(person_id), token=token
    )


def join(invitation_id: int, token: str, name: str) -> None:
    invitations_service.join(
        invitation=db.session.get_one(Invitation, invitation_id),
        token=token,
        name_zh="",
        name_latin=name,
        locale="en",
        password_hash=name,
    )


def withdraw(person_id: int, invitation_id: int) -> None:
    invitations_service.withdraw_invitation(
        invitation=db.session.get_one(Invitation, invitation_id), by=_person(person_id)
    )


def set_password(token: str, password_hash: str) -> None:
    passwords_service.set_password(token=token, password_hash=password_hash)


def verify(person_id: int, token: str) -> None:
    sign_up_service.verify(token=token, by=_person(person_id))


def register(email: str) -> None:
    persons_service.register(email=email, name_zh="", name_latin="X", locale="en")


def consent(person_id: int, edition_id: int) -> None:
    edition = db.session.get_one(Edition, edition_id)
    texts = {text.purpose: text.version for text in edition.rulebook.consents}
    consents_service.give_consents(edition=edition, purposes=texts, by=_person(person_id))


def end_role(person_id: int, grant_id: int) -> None:
    roles_service.end_role(grant=db.session.get_one(RoleGrant, grant_id), title=None, by=_person(person_id))


def _person(number: int) -> Person:
    return db.session.get_one(Person, number)
