"""Links that are mailed, to confirm an address or to set a new password: used once, and in time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Invalid, Refused
from app.outbox.models import Message
from app.people.models import Person
from app.people.passwords import service as passwords_service
from app.people.sign_in.sessions import load_from_cookie, open_session
from app.people.sign_up import service as sign_up_service
from tests.factories import make_person

Later = Callable[..., None]


def messages(session: Session, kind: str) -> list[Message]:
    return list(session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id)))


def test_only_its_owner_verifies_an_address(session: Session) -> None:
    person = make_person(verified_at=None)
    sign_up_service.ask_verification(by=person)
    session.flush()
    token = messages(session, "verify_address")[0].params["token"]
    with pytest.raises(Refused):
        sign_up_service.verify(token=token, by=make_person())
    sign_up_service.verify(token=token, by=person)
    assert person.verified_at == clock.now()
    with pytest.raises(Invalid):
        sign_up_service.verify(token=token, by=person)


def test_a_reset_ends_every_session_and_works_once(session: Session) -> None:
    person = make_person(verified_at=None)
    cookie = open_session(person, device="x")
    passwords_service.send_reset(email=person.email)
    passwords_service.send_reset(email=person.email)
    first, second = (message.params["token"] for message in messages(session, "reset_password"))
    for spent in (first, "nonsense", ""):
        with pytest.raises(Invalid):
            passwords_service.set_password(token=spent, password_hash="new")
    passwords_service.set_password(token=second, password_hash="new")
    assert person.password_hash == "new"
    assert person.verified_at == clock.now()
    assert load_from_cookie(cookie) is None
    with pytest.raises(Invalid):
        passwords_service.set_password(token=second, password_hash="newer")


def test_a_reset_link_is_good_for_an_hour(session: Session, person: Person, later: Later) -> None:
    passwords_service.send_reset(email=person.email)
    token = messages(session, "reset_password")[0].params["token"]
    later(hours=1)
    with pytest.raises(Invalid):
        passwords_service.set_password(token=token, password_hash="new")


def test_nobody_unknown_or_closed_is_mailed(session: Session) -> None:
    closed = make_person(disabled_at=clock.now())
    for email in (closed.email, "nobody@firm.example"):
        passwords_service.send_reset(email=email)
    assert messages(session, "reset_password") == []


def test_signing_up_a_known_address_changes_nothing_and_tells_its_owner(
    session: Session, person: Person
) -> None:
    before = person.password_hash
    sign_up_service.sign_up(
        email=person.email.upper(), name_zh="", name_latin="Thief", locale="en", password_hash="theirs"
    )
    assert person.password_hash == before
    assert [message.person_id for message in messages(session, "sign_up_again")] == [person.id]
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1
