"""What is attempted many times at once, each in a deed of its own."""

from __future__ import annotations

from app.accounts import service
from app.accounts.models import Invitation, Person, RoleGrant
from app.core.db import db
from app.programmes.models import Edition


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


def _person(number: int) -> Person:
    return db.session.get_one(Person, number)
