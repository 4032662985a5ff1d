"""A window of time: when it opens and closes, and whether it is open.

It is open from its first second, and closed at the second stated as its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, Protocol

from app.core.verdict import Verdict, _, need
from app.programmes.rulebook.dates import Closing, Opening
from app.programmes.rulebook.part import Checks, Complaint, Part, complaint

Phase = Literal["upcoming", "open", "closed"]


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
