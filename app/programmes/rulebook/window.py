"""A window of time: how its instants are written, and whether it is open.

It is open from its first second, and closed at the second stated as its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, Protocol

from pydantic import BeforeValidator, PlainSerializer

from app.core.clock import BEIJING
from app.core.verdict import Verdict, _, need
from app.programmes.rulebook.part import Checks, Complaint, Part, complaint, refusal

NO_MOMENT = _("must be a date, or a date with a time, in Beijing time, such as 2024-10-10T17:00:00.")

Phase = Literal["upcoming", "open", "closed"]


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


class Window(Part):
    opens: Opening
    """The first second in which it is open."""
    closes: Closing
    """The end, which is not in it any more; a date without an hour means 24:00 of that day."""

    def checks(self) -> Checks:
        return (self._complaints,)

    def _complaints(self) -> Iterator[Complaint]:
        if self.closes <= self.opens:
            yield complaint(("closes",), _("the window closes before it opens."))


class Windowed(Protocol):
    """What is open for a time, as an edition is for applications; both instants in UTC."""

    @property
    def opens_at(self) -> datetime: ...

    @property
    def closes_at(self) -> datetime: ...


def phase_of(windowed: Windowed, now: datetime) -> Phase:
    """Where its window stands."""
    if now < windowed.opens_at:
        return "upcoming"
    return "open" if now < windowed.closes_at else "closed"


def is_open(windowed: Windowed, now: datetime, *, before: str, after: str) -> Verdict:
    """Whether its window is open; where not, for the reason `before` (of %(opens)s) or `after` (of %(closes)s)."""
    phase = phase_of(windowed, now)
    return need(phase != "upcoming", before, opens=windowed.opens_at, now=now) and need(
        phase != "closed", after, closes=windowed.closes_at, now=now
    )
