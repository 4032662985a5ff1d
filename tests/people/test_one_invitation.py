"""One invitation is open to an address for a role of an edition: whoever sends another is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import Context
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import ApplicationError, Invalid, Refused
from app.invitations import service
from app.invitations.models import Invitation
from app.outbox.models import Message
from app.people.models import Person, Role
from app.programmes.models import Edition
from tests.client import Client
from tests.factories import make_administrator, make_officer, make_person
from tests.isolation import prepared
from tests.time import Clock

SignIn = Callable[[Person], Client]
YEAR = timedelta(days=365)
NOW = datetime(2024, 6, 20, 4, 0, tzinfo=UTC)


def invite(email: str, edition: Edition | None, by: Person, role: Role = Role.JUDGE) -> Invitation:
    with transaction():
        return service.invite(
            email=email, role=role, edition=edition, role_ends_at=clock.now() + YEAR, by=by
        )[0]


@pytest.mark.parametrize("again", ["judge@firm.example", " Judge@Firm.example ", "JUDGE@FIRM.EXAMPLE"])
def test_a_second_to_the_same_address_is_refused(
    session: Session, officer: Person, edition: Edition, sign_in: SignIn, again: str
) -> None:
    invite("judge@firm.example", edition, officer)
    with pytest.raises(Invalid, match="is open"):
        invite(again, edition, officer)
    people = f"/invitations/{edition.public_id}"
    answer = sign_in(officer).send(f"{people}?lang=en", email=again, role="judge", last_day="2025-06-30")
    assert answer.status_code == 422 and "An invitation to this role is open" in answer.text
    assert len(session.scalars(sa.select(Message).where(Message.kind == "invitation")).all()) == 1


def test_who_lost_the_office_brings_nobody_in_by_an_earlier_link(
    session: Session, officer: Person, edition: Edition
) -> None:
    invitation = invite("judge@firm.example", edition, officer)
    judge = make_person(email="judge@firm.example")
    with transaction():
        officer.grants[0].ends_at = clock.now()
    with pytest.raises(Refused, match="can no longer give the role"), transaction():
        service.accept_invitation(invitation=invitation, by=judge)


def test_another_role_is_another_invitation(session: Session, officer: Person, edition: Edition) -> None:
    invite("judge@firm.example", edition, officer)
    invite("judge@firm.example", edition, officer, Role.MEMBER)


def test_one_that_was_withdrawn_or_ran_out_makes_room(
    session: Session, officer: Person, edition: Edition, clock: Clock
) -> None:
    first = invite("judge@firm.example", edition, officer)
    with transaction():
        service.withdraw_invitation(invitation=first, by=officer)
    second = invite("judge@firm.example", edition, officer)
    clock.set(second.expires_at)
    invite("judge@firm.example", edition, officer)
    assert first.was_withdrawn and not second.was_withdrawn


@pytest.mark.parametrize("everywhere", [False, True])
def test_the_database_holds_it(session: Session, edition: Edition, everywhere: bool) -> None:
    first = invite(
        "new@firm.example",
        None if everywhere else edition,
        make_administrator() if everywhere else make_officer(edition),
        Role.ADMINISTRATOR if everywhere else Role.JUDGE,
    )
    with pytest.raises(IntegrityError), transaction() as inside:
        inside.add(
            Invitation(
                email=first.email,
                role=first.role,
                edition_id=first.edition_id,
                token_hash=b"x" * 32,
                created_at=first.created_at,
                expires_at=first.expires_at,
                role_ends_at=first.role_ends_at,
            )
        )


def test_two_open_pages_send_one(fresh_app: Flask) -> None:
    def prepare() -> int:
        from tests.factories import make_edition

        with Clock.standing_at(NOW), prepared(fresh_app, keep=True):
            return make_edition().id

    edition_id, start, sent = Context().run(prepare), threading.Barrier(2), list[bool]()

    def press() -> None:
        with fresh_app.app_context(), clock.held_at(NOW):
            start.wait(10)
            try:
                with transaction() as session:
                    service.invite(
                        email="judge@firm.example",
                        role=Role.JUDGE,
                        edition=session.get_one(Edition, edition_id),
                        role_ends_at=NOW + YEAR,
                        by=None,
                    )
                sent.append(True)
            except (ApplicationError, IntegrityError):
                sent.append(False)

    threads = [threading.Thread(target=press) for _page in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [False, True]
    with fresh_app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 1
