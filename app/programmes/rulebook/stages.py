"""How entries are judged: screening, scoring by a rubric, a secret ballot; and who goes on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.ballot import BallotRule, Committee
from app.programmes.rulebook.part import INFORMATION, Checks, Complaint, NotYet, Part, complaint, repeats
from app.programmes.rulebook.rubric import ALL_WEIGHTS, Averaging, CriterionRules
from app.programmes.rulebook.values import Code, Flag, Hundredths, Positive, as_decimal
from app.programmes.rulebook.window import Window


class Advance(Part):
    """Who goes on: the best so many of each track, of the direction, or all who pass."""

    per: Literal["track", "direction", "all"]
    """Among whom the best are counted."""
    places: Positive | None = None
    """How many go on; not set exactly where all who pass do."""

    def checks(self) -> Checks:
        return (self._complaints,)

    def _complaints(self) -> Iterator[Complaint]:
        if self.per == "all" and self.places is not None:
            yield complaint(("places",), _("where all go on there is no number of places."))
        if self.per != "all" and self.places is None:
            yield complaint(("places",), _("say how many go on."))


class StageRules(Part):
    """Judges: `reads` of the track's pool for each entry, or the whole panel of the track, or a committee."""

    code: Code
    """What links, exports and other keys call it."""
    name: Text
    """What pages call it."""
    kind: Literal["screening", "scoring", "ballot"]
    """What is done in it."""
    guidance: Annotated[Text | None, INFORMATION] = None
    """What the page of the rule-book says of the stage."""
    window: Annotated[Window | None, INFORMATION] = None
    """What is planned: the secretariat opens and ends a stage."""
    reads: Positive | None = None
    """How many judges of the track's pool score each entry. Either this or `panel_size`."""
    panel_size: Positive | None = None
    """The whole panel scores every entry; how many they are is a plan."""
    committee: Annotated[Committee | None, INFORMATION] = None
    """Who votes in a ballot."""
    blind: Flag = False
    """Judges are not told whose entry it is: every field that tells must be hidden."""
    rubric: tuple[CriterionRules, ...] = ()
    """The criteria of a scoring stage; their weights add up to 100 and their scales are the same."""
    averaging: Averaging | None = None
    """How the judges' totals become one score."""
    advance: Advance | None = None
    """None in the last stage: its result fills the prizes."""
    gap: Annotated[
        Hundredths | None, NotYet(_("nobody is asked for a re-review yet; leave this key out."))
    ] = None
    """Two judges of one entry further apart than this: a re-review (复核)."""
    ballot: BallotRule | None = None
    """The rule of a ballot."""
    severity_advice: Annotated[
        Flag, NotYet(_("no list shows calibrated scores yet; leave this key out."))
    ] = False
    """Whether lists show scores calibrated for severe and lenient judges beside the scores that count."""

    @property
    def whole_panel(self) -> bool:
        """Whether every member of the track's panel scores every entry of the stage."""
        return self.panel_size is not None

    @property
    def judges_an_entry(self) -> int | None:
        return self.reads or self.panel_size

    @property
    def scale(self) -> tuple[Fraction, Fraction]:
        """The lowest and the highest possible total, in hundredths."""
        lowest = sum(c.weight * c.minimum for c in self.rubric)
        highest = sum(c.weight * c.maximum for c in self.rubric)
        return Fraction(lowest, ALL_WEIGHTS), Fraction(highest, ALL_WEIGHTS)

    def criterion(self, code: str) -> CriterionRules | None:
        return next((c for c in self.rubric if c.code == code), None)

    def checks(self) -> Checks:
        return self._criteria, self._misplaced, self._judges, self._weights, self._scales, self._ballot

    def _criteria(self) -> Iterator[Complaint]:
        yield from repeats("rubric", self.rubric)

    def _misplaced(self) -> Iterator[Complaint]:
        for key, kind in KEYS_OF_KIND.items():
            if getattr(self, key) and self.kind != kind:
                yield complaint(
                    (key,),
                    _("this belongs to a stage of kind %(right)s; this one is of kind %(kind)s."),
                    right=kind,
                    kind=self.kind,
                )

    def _weights(self) -> Iterator[Complaint]:
        if self.kind != "scoring":
            return
        weights = sum(c.weight for c in self.rubric)
        if not self.rubric:
            yield complaint(("rubric",), _("a scoring stage needs criteria."))
        elif weights != ALL_WEIGHTS:
            yield complaint(
                ("rubric",), _("weights add up to %(sum)s, they must add up to 100."), sum=as_decimal(weights)
            )

    def _scales(self) -> Iterator[Complaint]:
        """A weight is a share of the total only where every criterion runs from the same lowest to the same highest."""
        for place, criterion in enumerate(self.rubric[1:], start=1):
            for key in ("minimum", "maximum"):
                asked = getattr(self.rubric[0], key)
                if getattr(criterion, key) != asked:
                    yield complaint(
                        ("rubric", place, key),
                        _("weights are shares of one scale: it must be %(value)s, as in “%(other)s”."),
                        value=as_decimal(asked),
                        other=self.rubric[0].code,
                    )

    def _judges(self) -> Iterator[Complaint]:
        if self.kind != "scoring":
            return
        if (self.reads is None) == (self.panel_size is None):
            yield complaint(
                ("reads",), _("say either how many judges read an entry, or how large the panel is.")
            )
        if self.averaging is None:
            yield complaint(("averaging",), _("say how the judges' scores are averaged."))
            return
        judges = self.judges_an_entry
        if judges and self.averaging.minimum_scores > judges:
            yield complaint(
                ("averaging", "minimum_scores"),
                _("%(scores)s scores are asked for, but an entry gets only %(judges)s."),
                scores=self.averaging.minimum_scores,
                judges=judges,
            )

    def _ballot(self) -> Iterator[Complaint]:
        if self.kind != "ballot":
            return
        if self.ballot is None:
            yield complaint(("ballot",), _("a ballot needs its quorum and majority."))
        if self.committee is None:
            yield complaint(("committee",), _("say which committee votes."))


KEYS_OF_KIND = {
    "rubric": "scoring",
    "averaging": "scoring",
    "reads": "scoring",
    "panel_size": "scoring",
    "ballot": "ballot",
    "committee": "ballot",
}
