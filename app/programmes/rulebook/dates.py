"""How a rule-book writes an instant: a date, or a date with a time, in Beijing time.

Without an hour a beginning is 0:00 of that day, an end 24:00: midnight at the end of it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from app.core.clock import BEIJING
from app.core.verdict import _
from app.programmes.rulebook.part import refusal

NO_MOMENT = _("must be a date, or a date with a time, in Beijing time, such as 2024-10-10T17:00:00.")


def _in_utc(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).astimezone(UTC)


def _moment(value: Any, midnight_after: timedelta) -> datetime:
    if isinstance(value, str):
        value = _read(value)
    try:
        if isinstance(value, datetime):
            return _in_utc(value)
        if isinstance(value, date):
            return _in_utc(datetime.combine(value, time(), BEIJING) + midnight_after)
    except OverflowError:
        pass  # the first or the last day that a calendar of four digits has
    raise refusal(NO_MOMENT)


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise refusal(NO_MOMENT) from None


def _opening(value: Any) -> datetime:
    return _moment(value, timedelta(0))


def _closing(value: Any) -> datetime:
    return _moment(value, timedelta(days=1))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Opening = Annotated[datetime, BeforeValidator(_opening), PlainSerializer(_written, return_type=str)]
"""A beginning: Beijing time unless it says otherwise, 0:00 where the date has no hour; held in UTC."""

Closing = Annotated[datetime, BeforeValidator(_closing), PlainSerializer(_written, return_type=str)]
"""An end: as `Opening`, but a date without an hour means 24:00 of that day."""
