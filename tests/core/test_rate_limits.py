"""Rate limits: exact, one count however many ask at once, and given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.core import clock
from app.core.db import transaction
from app.core.errors import TooOften
from app.core.rate_limits import RateLimit, give_back, take, uncounted
from tests.core.counting import take_one
from tests.databases import Databases, app_on
from tests.racing import in_transaction, race

NOW = datetime(2024, 6, 20, 4, tzinfo=UTC)
FIVE = RateLimit("five an hour", 5, timedelta(hours=1))
TWO = RateLimit("two a minute", 2, timedelta(minutes=1))


@pytest.fixture
def counting(databases: Databases, kind: str, tmp_path: Path) -> Iterator[Flask]:
    with (
        app_on(databases.copy(kind), tmp_path, rate_limits=True) as made,
        made.app_context(),
        clock.held_at(NOW),
    ):
        yield made


def taken(*buckets: tuple[RateLimit, str]) -> timedelta:
    """How long to wait; nothing where it was counted."""
    try:
        with transaction():
            take(*buckets)
    except TooOften as error:
        return error.wait
    return timedelta(0)


@pytest.mark.usefixtures("counting")
def test_a_burst_and_then_one_at_a_time() -> None:
    assert [taken((FIVE, "a")) for _ in range(6)] == [timedelta(0)] * 5 + [timedelta(minutes=12)]
    assert taken((FIVE, "b")) == timedelta(0)
    with clock.held_at(NOW + timedelta(minutes=12)):
        assert [taken((FIVE, "a")) for _ in range(2)] == [timedelta(0), timedelta(minutes=12)]
    with clock.held_at(NOW + timedelta(hours=3)):
        assert [taken((FIVE, "a")) for _ in range(6)] == [timedelta(0)] * 5 + [timedelta(minutes=12)]


@pytest.mark.usefixtures("counting")
def test_where_one_bucket_is_full_none_is_counted() -> None:
    for _ in range(2):
        taken((TWO, "a"))
    assert [taken((FIVE, "a"), (TWO, "a")) for _ in range(9)] == [timedelta(seconds=30)] * 9
    assert [taken((FIVE, "a")) for _ in range(5)] == [timedelta(0)] * 5


@pytest.mark.usefixtures("counting")
def test_what_is_given_back_was_never_counted() -> None:
    for _ in range(20):
        assert taken((FIVE, "a"), (TWO, "a")) == timedelta(0)
        with transaction():
            give_back((FIVE, "a"), (TWO, "a"))


@pytest.mark.usefixtures("counting")
def test_a_transaction_that_fails_has_counted_nothing() -> None:
    for _ in range(20):
        with pytest.raises(ZeroDivisionError), transaction():
            take((FIVE, "a"))
            raise ZeroDivisionError
    assert taken((FIVE, "a")) == timedelta(0)


@pytest.mark.usefixtures("counting")
def test_what_no_person_does_is_not_counted() -> None:
    with uncounted():
        assert [taken((TWO, "a")) for _ in range(9)] == [timedelta(0)] * 9


def test_sixteen_at_once_are_counted_one_by_one(counting: Flask) -> None:
    rounds = [[in_transaction(take_one, FIVE, str(number))] * 16 for number in range(4)]
    for outcomes in race(counting, rounds, at=NOW):
        assert sorted(outcomes, key=str) == sorted([None] * 5 + [TooOften] * 11, key=str)
