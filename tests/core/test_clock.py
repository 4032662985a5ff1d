from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from app.core import clock

NOON = datetime(2024, 7, 1, 12, tzinfo=clock.BEIJING)


def test_a_held_clock_stands_and_is_let_go() -> None:
    with clock.held_at(NOON):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC
        with clock.held_at(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() > NOON


def test_only_the_thread_that_holds_it_sees_it_stand() -> None:
    seen: list[datetime] = []
    with clock.held_at(NOON):
        other = Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0] > NOON + timedelta(days=300)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.held_at(NOON.replace(tzinfo=None)):
        pass
