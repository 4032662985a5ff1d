"""How many entries an applicant can send in, where the rule-book says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Refused
from app.entries.applications.submission_checks import SubmissionChecks
from app.entries.models import Entry
from tests.entries.conftest import Scene, SignIn, sending, with_two_entries
from tests.factories import book_of


@pytest.fixture
def altered() -> Callable[[dict[str, Any]], None]:
    return with_two_entries


def test_so_many_can_be_sent_in_and_the_next_is_told_which_they_are(scene: Scene) -> None:
    first, second = scene.sent(), scene.sent()
    assert [(first.slot, first.slot_limit), (second.slot, second.slot_limit)] == [(1, 2), (2, 2)]
    third = scene.save(scene.start())
    assert (
        not SubmissionChecks(third, scene.applicant).admissible
        and SubmissionChecks(first, scene.applicant).admissible
    )
    with pytest.raises(Refused) as refusal:
        scene.send(third)
    assert refusal.value.verdict.params == {"limit": 2, "numbers": "OCA-2024-0001, OCA-2024-0002"}
    assert third.state == "draft" and third.number is None


def test_one_that_was_withdrawn_gives_its_slot_back(scene: Scene) -> None:
    first, _second = scene.sent(), scene.sent()
    scene.withdraw(first)
    third = scene.sent()
    assert (first.slot, third.slot) == (None, 1)
    with pytest.raises(Refused):
        scene.send(first)


def test_one_that_is_sent_in_again_keeps_its_slot(scene: Scene) -> None:
    _first, second = scene.sent(), scene.sent()
    scene.send(scene.save(second, title_en="Better"))
    assert second.slot == 2


def test_another_applicant_has_slots_of_its_own(scene: Scene) -> None:
    scene.sent(), scene.sent()
    assert scene.sent_by_another().slot == 1


def test_the_page_says_so_before_and_after_sending(scene: Scene, sign_in: SignIn) -> None:
    scene.sent(), scene.sent()
    third, browser = scene.save(scene.start()), sign_in(scene.applicant)
    address = f"/entries/{third.public_id}/form"
    sentence = "One applicant can submit at most 2 here. Withdraw OCA-2024-0001, OCA-2024-0002 first"
    assert sentence in browser.get(f"{address}?lang=en").text
    answer = browser.send(address, **sending())
    assert answer.status_code == 403 and sentence in answer.text
    assert third.state == "draft"


def test_the_database_gives_no_slot_twice(scene: Scene, session: Session) -> None:
    first, second = scene.sent(), scene.sent()
    with pytest.raises(IntegrityError), transaction():
        session.execute(sa.update(Entry).where(Entry.id == second.id).values(slot=first.slot))


@pytest.mark.parametrize(
    "values",
    [{"slot": 3}, {"slot": 0}, {"slot_limit": None}, {"state": "draft"}],
    ids=lambda values: str(values),
)
def test_the_database_holds_slots_to_what_they_mean(
    scene: Scene, session: Session, values: dict[str, Any]
) -> None:
    entry = scene.sent()
    with pytest.raises(IntegrityError), transaction():
        session.execute(sa.update(Entry).where(Entry.id == entry.id).values(**values))


@pytest.mark.sqlite_only
def test_an_enterprise_applies_once_in_the_award_of_2024(session: Session) -> None:
    """In at most two categories, as the call says: not in four by two entries."""
    book = book_of("outstanding-contribution-2024")
    assert {(d.code, d.max_entries, d.max_tracks) for d in book.directions} == {
        ("individuals", 1, 1),
        ("enterprises", 1, 2),
    }
