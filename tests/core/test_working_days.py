"""Working days: the table as announced, whole, silent about years that were not; and when so many of them are over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.core.clock import BEIJING
from app.core.working_days import SATURDAY, YEARS, after_working_days, is_working_day

WORKED = {2024: 251, 2025: 248, 2026: 248}
"""Working days of each year: those of the week, less the holidays on them, and the weekends that make up for them."""


@pytest.mark.parametrize("year", sorted(YEARS))
def test_a_year_has_a_source_and_days_of_its_own(year: int) -> None:
    own = YEARS[year]
    assert own.source.startswith(f"国务院办公厅关于{year}年部分节假日安排的通知（国办发明电〔")
    assert own.announced < date(year, 1, 1)
    assert {day.year for day in own.off | own.worked} == {year}


@pytest.mark.parametrize("year", sorted(YEARS))
def test_what_makes_up_for_a_holiday_is_a_weekend_and_no_holiday(year: int) -> None:
    own = YEARS[year]
    assert all(day.weekday() >= SATURDAY for day in own.worked)
    assert not own.off & own.worked


@pytest.mark.parametrize(("year", "count"), WORKED.items())
def test_working_days_of_a_year(year: int, count: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year % 4 == 0)))
    known = [day for day in days if day.month < 12 or day.day < 28 or year < max(YEARS)]
    left = 4 if year == max(YEARS) else 0  # 28 to 31 December 2026: what the notice of 2027 will say
    assert sum(bool(is_working_day(day)) for day in known) == count - left


def test_the_last_days_of_a_year_wait_for_the_next_years_notice() -> None:
    last = max(YEARS)
    assert is_working_day(date(last, 12, 25)) is True
    assert is_working_day(date(last, 12, 28)) is None
    assert is_working_day(date(last + 1, 3, 1)) is None
    assert is_working_day(date(min(YEARS) - 1, 6, 1)) is None
    assert is_working_day(date(last - 1, 12, 31)) is True


FIVE = [
    ("2024-11-18T09:00", "2024-11-26T00:00"),  # a Monday: Tuesday to the next Monday
    ("2024-11-22T23:59", "2024-11-30T00:00"),  # a Friday evening: the whole week after
    ("2024-11-23T12:00", "2024-11-30T00:00"),  # a Saturday
    ("2024-11-24T12:00", "2024-11-30T00:00"),  # a Sunday
]


HOLIDAYS = [  # Beijing time, working days, and the last of them by the State Council's calendar
    ("2026-09-30T18:00", 5, "2026-10-13"),  # over the National Day; Saturday 10 October is worked
    ("2026-02-14T18:00", 5, "2026-02-28"),  # over the Spring Festival; Saturday 28 February is worked
    ("2026-04-30T18:00", 3, "2026-05-08"),  # over the Labour Day
    ("2026-10-09T18:00", 5, "2026-10-15"),  # Saturday 10 October is the first of them
    ("2024-02-09T18:00", 5, "2024-02-22"),  # Sunday 18 February 2024 is worked
    ("2025-01-27T18:00", 4, "2025-02-08"),  # Saturday 8 February 2025 is worked
    ("2025-12-31T18:00", 1, "2026-01-04"),  # over the turn of a year: Sunday 4 January 2026 is worked
]


@pytest.mark.parametrize(("start", "days", "last"), HOLIDAYS)
def test_holidays_are_left_out_and_make_up_days_count(start: str, days: int, last: str) -> None:
    begins = datetime.fromisoformat(start).replace(tzinfo=BEIJING)
    ends = datetime.fromisoformat(last).replace(tzinfo=BEIJING) + timedelta(days=1)
    assert after_working_days(begins, days) == ends


@pytest.mark.parametrize("start", ["2026-12-24T12:00", "2027-03-01T12:00", "2023-06-01T12:00"])
def test_for_a_year_that_was_not_announced_no_day_is_made_up(start: str) -> None:
    assert after_working_days(datetime.fromisoformat(start).replace(tzinfo=BEIJING), 5) is None


@pytest.mark.parametrize(("start", "end"), FIVE)
def test_five_working_days(start: str, end: str) -> None:
    begins = datetime.fromisoformat(start).replace(tzinfo=BEIJING)
    assert after_working_days(begins, 5) == datetime.fromisoformat(end).replace(tzinfo=BEIJING)


def test_the_day_is_that_of_beijing() -> None:
    """Friday 17:00 in London is Saturday in Beijing."""
    begins = datetime.fromisoformat("2024-11-22T17:00:00+00:00")
    assert after_working_days(begins, 1) == datetime(2024, 11, 26, tzinfo=BEIJING)
