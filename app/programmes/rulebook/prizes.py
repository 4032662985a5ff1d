"""What can be won, in order of height, and how a tie is broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.part import Checks, Complaint, Part, complaint
from app.programmes.rulebook.values import Code, Flag, Hundredths, Positive

HEAVIEST = "heaviest"


class Tier(Part):
    """Places are a maximum; none named means that everyone who passes wins it."""

    code: Code
    """What links, exports and other keys call it."""
    name: Text
    """What pages call the prize."""
    outcome: Literal["winner", "collected"] = "winner"
    """Winning, or being published in a collection."""
    scope: Literal["track", "direction"]
    """Whether its places are counted in each track or in the direction."""
    places: Positive | None = None
    """The most who win it; not set, everyone who passes."""
    caps: dict[Code, Positive] = Field(default_factory=dict)
    """At most so many of one track, inside a scope of the whole direction."""
    decided_by: Code | None = None
    """The stage whose result fills it; none named means the last one."""
    minimum_score: Hundredths | None = None
    """The lowest score that wins it."""
    minimum_stage: Code | None = None
    """The stage whose score is meant; it goes together with `minimum_score`."""
    also_collected: Flag = False
    """Whether who wins it is published in the collection too."""
    shows_vacancies: Flag = True
    """Whether places that nobody reached are published as vacant."""
    wins_per_entry: Positive = 1
    """With two chosen tracks and one win, the track put first counts."""

    def checks(self) -> Checks:
        return (self._complaints,)

    def _complaints(self) -> Iterator[Complaint]:
        if (self.minimum_score is None) != (self.minimum_stage is None):
            yield complaint(
                ("minimum_stage",), _("a minimum score and the stage it is read from go together.")
            )
        if self.caps and self.scope == "track":
            yield complaint(
                ("caps",), _("places of a track cannot be capped by track; the scope says it already.")
            )
        if self.outcome == "collected" and self.also_collected:
            yield complaint(("also_collected",), _("a collected entry cannot be collected once more."))
        yield from self._high_caps()

    def _high_caps(self) -> Iterator[Complaint]:
        for track, cap in self.caps.items():
            if self.places is not None and cap > self.places:
                yield complaint(
                    ("caps", track),
                    _("the cap of %(cap)s is above the number of places, which is %(places)s."),
                    cap=cap,
                    places=self.places,
                )


class TieBreak(Part):
    """`criterion` takes a code or "heaviest"; `stage` takes the code of an earlier stage.

    `shared`: all who are still equal go on, or receive the prize, and the next one has so many places fewer.
    """

    kind: Literal[
        "untrimmed_mean", "criterion", "previous_stage", "stage", "panel_decision", "draw", "shared"
    ]
    """What is compared. The last kind of the chain has to settle every tie: `panel_decision` or `shared`.
    `draw` is refused: none is carried out yet."""
    criterion: Code | None = None
    """Of the kind `criterion`: the code of a criterion, or `heaviest`."""
    stage: Code | None = None
    """Of the kind `stage`: the code of an earlier stage."""

    @property
    def settles(self) -> bool:
        """Whether no tie is left after it."""
        return self.kind in ("panel_decision", "shared")

    def checks(self) -> Checks:
        return (self._complaints,)

    def _complaints(self) -> Iterator[Complaint]:
        for key in ("criterion", "stage"):
            if (self.kind == key) != (getattr(self, key) is not None):
                yield complaint((key,), _("this key stands exactly where the kind is “%(key)s”."), key=key)
        if self.kind == "draw":
            yield complaint(("kind",), _("no draw is carried out yet; end the chain with “panel_decision”."))
