"""How long a public notice stands: whole working days, until 24:00 in Beijing."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.core.clock import BEIJING
from app.results.notices.service import after_working_days

FIVE = [
    ("2024-11-18T09:00", "2024-11-26T00:00"),  # a Monday: Tuesday to the next Monday
    ("2024-11-22T23:59", "2024-11-30T00:00"),  # a Friday evening: the whole week after
    ("2024-11-23T12:00", "2024-11-30T00:00"),  # a Saturday
    ("2024-11-24T12:00", "2024-11-30T00:00"),  # a Sunday
]


@pytest.mark.parametrize(("start", "end"), FIVE)
def test_five_working_days(start: str, end: str) -> None:
    begins = datetime.fromisoformat(start).replace(tzinfo=BEIJING)
    assert after_working_days(begins, 5) == datetime.fromisoformat(end).replace(tzinfo=BEIJING)


def test_the_day_is_that_of_beijing() -> None:
    """Friday 17:00 in London is Saturday in Beijing."""
    begins = datetime.fromisoformat("2024-11-22T17:00:00+00:00")
    assert after_working_days(begins, 1) == datetime(2024, 11, 26, tzinfo=BEIJING)
