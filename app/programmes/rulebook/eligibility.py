"""Checklists of the edition: all basic conditions, and at least so many of the others."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.part import Checks, Complaint, Part, complaint, repeats
from app.programmes.rulebook.values import Code, Count


class Condition(Part):
    code: Code
    """What the record of the screening calls it."""
    text: Text
    """The condition, as applicants and the secretariat read it."""


class Checklist(Part):
    code: Code
    """What the record of the screening calls it."""
    tracks: tuple[Code, ...] = ()
    """The tracks it is for; none named means every track of the direction."""
    basic: tuple[Condition, ...]
    """Each of them has to be met."""
    others: tuple[Condition, ...] = ()
    """Some of them have to be met."""
    others_needed: Count = 0
    """How many of the others; at least one where there are any."""

    def applies_to(self, track: str) -> bool:
        return not self.tracks or track in self.tracks

    def checks(self) -> Checks:
        return self._repeats, self._needed

    def _repeats(self) -> Iterator[Complaint]:
        yield from repeats("basic", self.basic)
        yield from repeats("others", self.others)
        for shared in {c.code for c in self.basic} & {c.code for c in self.others}:
            yield complaint(("others",), _("the code “%(code)s” is a basic condition already."), code=shared)

    def _needed(self) -> Iterator[Complaint]:
        if self.others_needed > len(self.others):
            yield complaint(
                ("others_needed",),
                _("of the other conditions %(needed)s are asked for, and the list has only %(listed)s."),
                needed=self.others_needed,
                listed=len(self.others),
            )
        if self.others and not self.others_needed:
            yield complaint(
                ("others_needed",), _("other conditions are listed, but none of them is asked for.")
            )
