"""The rubric (评分表): criteria with weight, scale and step; and how judges' totals become one score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from app.core.text import Text
from app.core.verdict import _
from app.programmes.rulebook.part import Checks, Complaint, Part, complaint
from app.programmes.rulebook.values import Code, Count, Hundredths, Positive, as_decimal

ALL_WEIGHTS = 10_000  # 100 percent in basis points


class CriterionRules(Part):
    """One line of the rubric. The weight is in percent; scale and step are in points."""

    code: Code
    """What exports and the ties call it."""
    name: Text
    """What the sheet calls it."""
    weight: Hundredths
    """Its share of the total, in percent."""
    minimum: Hundredths
    """The lowest score, in points."""
    maximum: Hundredths
    """The highest score, in points."""
    step: Hundredths
    """Scores are given in steps of so many points."""
    guidance: Text
    """What it asks of an entry."""

    def checks(self) -> Checks:
        return (self._complaints,)

    def _complaints(self) -> Iterator[Complaint]:
        if not 1 <= self.weight <= ALL_WEIGHTS:
            yield complaint(("weight",), _("a weight lies above 0 and at most at 100."))
        if self.minimum < 0:
            yield complaint(("minimum",), _("a scale does not begin below zero."))
        if self.step <= 0:
            yield complaint(("step",), _("a step must be above zero."))
        if self.maximum <= self.minimum:
            yield complaint(("maximum",), _("the scale ends where it begins, or before."))
        elif self.step > 0 and (self.maximum - self.minimum) % self.step:
            yield complaint(
                ("step",),
                _("steps of %(step)s do not lead from %(minimum)s to %(maximum)s."),
                step=as_decimal(self.step),
                minimum=as_decimal(self.minimum),
                maximum=as_decimal(self.maximum),
            )


class Averaging(Part):
    """How an entry's totals become one score. Below `minimum_scores` the plain mean is taken, and said."""

    method: Literal["mean", "trimmed"]
    """A plain mean, or one that drops scores."""
    drop_high: Count = 0
    """How many of the highest totals are dropped."""
    drop_low: Count = 0
    """How many of the lowest are dropped."""
    minimum_scores: Positive = 1
    """With fewer totals than these nothing is dropped."""

    def checks(self) -> Checks:
        return (self._complaints,)

    def _complaints(self) -> Iterator[Complaint]:
        dropped = self.drop_high + self.drop_low
        if self.method == "mean" and dropped:
            yield complaint(("method",), _("a plain mean drops nothing; call it trimmed."))
        if self.method == "trimmed" and not dropped:
            yield complaint(("method",), _("a trimmed mean must drop at least one score."))
        if self.minimum_scores <= dropped:
            yield complaint(
                ("minimum_scores",),
                _("with %(scores)s scores and %(dropped)s dropped, nothing may be left to average."),
                scores=self.minimum_scores,
                dropped=dropped,
            )
