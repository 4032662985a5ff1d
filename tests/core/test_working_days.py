"""The table of working days: as announced, whole, and silent about the years that were not announced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.working_days import SATURDAY, YEARS, is_working_day

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
