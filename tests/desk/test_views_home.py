"""The desk says what waits and since when, and nothing of waiting where nothing does."""

from __future__ import annotations

from collections.abc import Callable

from app.core.db import transaction
from app.people.models import Person
from app.programmes.proposals import service
from tests.client import Client
from tests.factories import book_of, make_administrator, make_person

SignIn = Callable[[Person], Client]


def test_a_proposal_says_since_when_it_waits(sign_in: SignIn) -> None:
    with transaction():
        service.propose_edition(
            book=book_of("straight-to-wuzhen-2024"), demonstration=True, by=make_administrator()
        )
    page = sign_in(make_administrator()).get("/desk?lang=en").text
    assert "What waits for you, and until when." in page
    assert "waits for a second administrator. Proposed: 20 June 2024, 12:00 Beijing time." in page


def test_where_nothing_waits_nothing_is_said_to_wait(sign_in: SignIn) -> None:
    page = sign_in(make_person()).get("/desk?lang=en").text
    assert "Your tasks and their deadlines." in page and "What waits for you" not in page
