"""The letter of an invitation in the inbox: while it can be accepted it leads there, afterwards it says why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import transaction
from app.invitations import service
from app.invitations.models import Invitation
from app.outbox.models import Message
from app.people.models import Person, Role
from app.programmes.models import Edition
from tests.client import Client
from tests.counting import counted
from tests.factories import make_person
from tests.people.browsing import YEAR, SignIn
from tests.time import Clock

Offer = Callable[[], tuple[Invitation, str]]


@pytest.fixture
def offer(edition: Edition, officer: Person, person: Person) -> Offer:
    def offered() -> tuple[Invitation, str]:
        with transaction():
            return service.invite(
                email=person.email,
                role=Role.JUDGE,
                edition=edition,
                role_ends_at=clock.now() + YEAR,
                by=officer,
            )

    return offered


def letter_in(browser: Client, session: Session, person: Person, language: str = "en") -> str:
    """The latest letter to the person, as their inbox shows it."""
    newest = sa.select(Message.public_id).where(Message.person_id == person.id).order_by(Message.id.desc())
    return browser.get(f"/inbox/{session.scalars(newest).first()}?lang={language}").text


def test_an_open_offer_leads_to_its_page(
    sign_in: SignIn, session: Session, person: Person, offer: Offer
) -> None:
    _invitation, token = offer()
    page = letter_in(sign_in(person), session, person)
    assert f"token={token}" in page and 'class="notice' not in page
    assert "The secretariat of the" in page


@pytest.mark.parametrize(
    ("language", "words"), [("en", "You accepted this invitation: "), ("zh", "您已接受本次邀请")]
)
def test_one_that_was_accepted_says_so(
    sign_in: SignIn, session: Session, clock: Clock, person: Person, offer: Offer, language: str, words: str
) -> None:
    invitation, token = offer()
    with transaction():
        service.accept_invitation(invitation=invitation, by=person, token=token)
    page = letter_in(sign_in(person), session, person, language)
    assert words in page and f"token={token}" not in page


def test_one_that_another_account_accepted(
    sign_in: SignIn, session: Session, person: Person, offer: Offer
) -> None:
    invitation, token = offer()
    with transaction():
        service.accept_invitation(invitation=invitation, by=make_person(), token=token)
    assert "This invitation was accepted from another account." in letter_in(sign_in(person), session, person)


def test_one_that_was_withdrawn(
    sign_in: SignIn, session: Session, person: Person, officer: Person, offer: Offer
) -> None:
    invitation, _token = offer()
    with transaction():
        service.withdraw_invitation(invitation=invitation, by=officer)
    assert "This invitation has been withdrawn." in letter_in(sign_in(person), session, person)


def test_one_that_ran_out(
    sign_in: SignIn, session: Session, clock: Clock, person: Person, offer: Offer
) -> None:
    _invitation, _token = offer()
    clock.move(timedelta(days=31))
    assert "This invitation ran out: " in letter_in(sign_in(person), session, person)


@pytest.mark.parametrize("gone", ["token", "invitation"], ids=["the link was mailed", "an earlier letter"])
def test_a_letter_knows_its_offer_by_what_it_still_has(
    sign_in: SignIn, session: Session, person: Person, officer: Person, offer: Offer, *, gone: str
) -> None:
    invitation, _token = offer()
    with transaction():
        service.withdraw_invitation(invitation=invitation, by=officer)
        message = session.scalars(sa.select(Message).where(Message.person_id == person.id)).one()
        message.params = {name: value for name, value in message.params.items() if name != gone}
    assert "This invitation has been withdrawn." in letter_in(sign_in(person), session, person)


def test_many_invitations_cost_no_more(
    sign_in: SignIn, session: Session, person: Person, officer: Person, offer: Offer
) -> None:
    browser, counts = sign_in(person), []
    for more in (1, 5):
        for _ in range(more):
            for before in session.scalars(
                sa.select(Invitation).where(Invitation.withdrawn_at.is_(None))
            ).all():
                with transaction():
                    service.withdraw_invitation(invitation=before, by=officer)
            offer()
        letter_in(browser, session, person)
        with counted() as shown:
            letter_in(browser, session, person)
        counts.append(len(shown))
    assert counts[0] == counts[1]
