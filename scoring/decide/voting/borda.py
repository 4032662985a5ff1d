"""Borda's count: points for every candidate ranked below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scoring.decide.voting.ballots import Ballot, all_groups, places, read

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class BordaResult:
    """`points` by candidate, exact; `ranking` holds groups of equal points, the most first."""

    points: Mapping[Any, Fraction]
    ranking: tuple[tuple[Any, ...], ...]

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        rows = [(place, label, float(self.points[label])) for place, label in places(self.ranking)]
        return pd.DataFrame(rows, columns=["rank", "label", "points"])


def borda(ballots: Iterable[Ballot | Sequence[Any]], candidates: Sequence[Any] | None = None) -> BordaResult:
    """For each ballot a point for every candidate ranked below, half a point for one on the same place.

    Candidates that a ballot leaves out share its last place.
    """
    read_in, order = read(ballots, candidates, ties_allowed=True)
    points = dict.fromkeys(order, Fraction(0))
    for ballot in read_in:
        below = len(order)
        for group in all_groups(ballot, order):
            below -= len(group)
            for label in group:
                points[label] += ballot.voters * (below + Fraction(len(group) - 1, 2))
    return BordaResult(points, _by_value(points))


def _by_value(values: Mapping[Any, Fraction]) -> tuple[tuple[Any, ...], ...]:
    levels = sorted(set(values.values()), reverse=True)
    return tuple(tuple(label for label, value in values.items() if value == level) for level in levels)
