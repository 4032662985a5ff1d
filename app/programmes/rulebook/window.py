"""A span of time: open from its first second, closed at the second stated as its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.core.verdict import _
from app.programmes.rulebook.part import Checks, Complaint, Part, complaint
from app.programmes.rulebook.values import Closing, Opening


class Window(Part):
    opens: Opening
    """The first second in which it is open."""
    closes: Closing
    """The end, which is not in it any more; a date without an hour means 24:00 of that day."""

    def is_open(self, now: datetime) -> bool:
        return self.opens <= now < self.closes

    def checks(self) -> Checks:
        return (self._complaints,)

    def _complaints(self) -> Iterator[Complaint]:
        if self.closes <= self.opens:
            yield complaint(("closes",), _("the window closes before it opens."))
