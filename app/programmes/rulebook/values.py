"""Values that rule-books are written in: codes, exact numbers, instants in Beijing time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints

from app.core.verdict import _
from app.programmes.rulebook.part import refusal

BEIJING = ZoneInfo("Asia/Shanghai")

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
NO_NUMBER = _("must be a number such as 30 or 0.5.")
NO_MOMENT = _("must be a date, or a date with a time, in Beijing time, such as 2024-10-10T17:00:00.")
MOST = 10**12

Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]


def gained(default: str) -> Any:
    """The default of a key that the format gained later: unsaid, it leaves the hash of a book as it was before."""
    return Field(default, exclude_if=lambda value: value == default)


def _to_hundredths(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise refusal(NO_NUMBER)
    try:
        scaled = Decimal(value) * 100
    except ArithmeticError:
        raise refusal(NO_NUMBER) from None
    if not scaled.is_finite() or abs(scaled) > MOST:
        raise refusal(NO_NUMBER)
    if scaled != scaled.to_integral_value():
        raise refusal(_("%(value)s has more than two decimals."), value=str(value))
    return int(scaled)


def as_decimal(hundredths: int) -> str:
    """7550 -> "75.5": how an exact number of hundredths is written."""
    return f"{(Decimal(hundredths) / 100).normalize():f}"


Hundredths = Annotated[int, BeforeValidator(_to_hundredths), PlainSerializer(as_decimal, return_type=str)]
"""An exact number held as whole hundredths: 30 or "0.5" in the file, 3000 or 50 in the program.

A score is held in hundredths of a point, a weight written in percent in basis points.
"""


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
