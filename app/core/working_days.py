"""Working days in China by the State Council's calendar; for a year that it has not announced there is no answer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.core.clock import BEIJING

TABLE = Path(__file__).with_name("working-days.toml")
SATURDAY = 5
DAY = timedelta(days=1)
NEW_YEARS_REACH = (12, 28)
"""From this day of December on, the holiday of the New Year may decide, which the next year's notice announces."""


@dataclass(frozen=True, slots=True)
class Year:
    """What was announced for one year, and where."""

    source: str
    announced: date
    off: frozenset[date]
    worked: frozenset[date]


def read_years(table: Mapping[str, Any]) -> dict[int, Year]:
    return {
        int(year): Year(
            own["source"],
            own["announced"],
            frozenset(_days(own["off"])),
            frozenset(date.fromisoformat(day) for day in own["worked"]),
        )
        for year, own in table.items()
    }


def _days(spans: Sequence[Sequence[str]]) -> Iterator[date]:
    for first, last in spans:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            yield day
            day += DAY


YEARS = read_years(tomllib.loads(TABLE.read_text(encoding="utf-8")))


def is_working_day(day: date) -> bool | None:
    """None where nobody can know yet."""
    needed = {day.year, day.year + 1} if (day.month, day.day) >= NEW_YEARS_REACH else {day.year}
    if not needed <= YEARS.keys():
        return None
    announced = [YEARS[year] for year in needed]
    if any(day in year.off for year in announced):
        return False
    return day.weekday() < SATURDAY or any(day in year.worked for year in announced)


def after_working_days(start: datetime, days: int) -> datetime | None:
    """24:00 in Beijing of the last of `days` whole working days after `start`; None where one is not announced yet."""
    day, left = start.astimezone(BEIJING).date(), days
    while left > 0:
        day += DAY
        if (worked := is_working_day(day)) is None:
            return None
        left -= worked
    return end_of(day)


def end_of(day: date) -> datetime:
    """24:00 in Beijing."""
    return datetime.combine(day + DAY, time(), BEIJING)
