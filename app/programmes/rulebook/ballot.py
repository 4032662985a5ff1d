"""A secret ballot of a committee."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.part import INFORMATION, Checks, Complaint, Part, complaint
from app.programmes.rulebook.values import Code, Positive, gained


class Committee(Part):
    """Who votes, as the organiser calls them; the members are those on the panel when the ballot opens."""

    name: Annotated[Text, INFORMATION]
    """What the organiser calls it."""
    size: Annotated[Positive | None, INFORMATION] = None
    """How many members are planned."""


class BallotRule(Part):
    """A secret ballot. Quorum and majority are fractions, compared as whole numbers."""

    quorum: tuple[Positive, Positive]
    """The share of the members who must vote, such as `[2, 3]`."""
    majority: tuple[Positive, Positive]
    """The share of the votes that an entry needs; one half at least."""
    marks_limit: Positive | None = None
    """How many entries one ballot may mark; not set, any number."""
    abstentions: Literal["counted", "left_out"] = gained("counted")
    """Whether who abstains counts among those of whom the majority is taken."""
    order_then: Code | None = None
    """The stage whose score orders entries of equal approval."""

    def checks(self) -> Checks:
        return (self._complaints,)

    def _complaints(self) -> Iterator[Complaint]:
        for key, (part, whole) in (("quorum", self.quorum), ("majority", self.majority)):
            if part > whole:
                yield complaint((key,), _("%(part)s of %(whole)s is more than all."), part=part, whole=whole)
        if 2 * self.majority[0] < self.majority[1]:
            yield complaint(("majority",), _("less than one half is no majority."))
