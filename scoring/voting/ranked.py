"""One ranking from many: Borda's count of points and Schulze's strongest paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scoring.voting.ballots import Ballot, read

if TYPE_CHECKING:
    import pandas as pd

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class BordaResult:
    """`points` by candidate, exact; `ranking` holds groups of equal points, the most first."""

    points: Mapping[Any, Fraction]
    ranking: tuple[tuple[Any, ...], ...]

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        rows = [(place, label, float(self.points[label])) for place, label in _places(self.ranking)]
        return pd.DataFrame(rows, columns=["rank", "label", "points"])


def borda(ballots: Iterable[Ballot | Sequence[Any]], candidates: Sequence[Any] | None = None) -> BordaResult:
    """For each ballot a point for every candidate ranked below, half a point for one on the same place.

    Candidates that a ballot leaves out share its last place.
    """
    read_in, order = read(ballots, candidates, ties_allowed=True)
    points = dict.fromkeys(order, Fraction(0))
    for ballot in read_in:
        below = len(order)
        for group in _all_groups(ballot, order):
            below -= len(group)
            for label in group:
                points[label] += ballot.voters * (below + Fraction(len(group) - 1, 2))
    return BordaResult(points, _by_value(points))


@dataclass(frozen=True)
class SchulzeResult:
    """`preferences[i][j]` voters put candidate i before j; `paths[i][j]` is the strongest path's strength.

    `ranking` holds groups that the paths do not tell apart, the best first.
    """

    candidates: tuple[Any, ...]
    preferences: Matrix
    paths: Matrix
    ranking: tuple[tuple[Any, ...], ...]

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(_places(self.ranking), columns=["rank", "label"])


def schulze(
    ballots: Iterable[Ballot | Sequence[Any]], candidates: Sequence[Any] | None = None
) -> SchulzeResult:
    """Schulze's method with winning votes.

    A candidate stands before another when its strongest path to the other is stronger than the way
    back; a path is as strong as its weakest majority. Ties stay ties.

    Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and
    condorcet-consistent single-winner election method", Social Choice and Welfare 36 (2011).
    """
    read_in, order = read(ballots, candidates, ties_allowed=True)
    preferences = _pairwise(read_in, order)
    paths = _strongest_paths(preferences)
    beats = {
        label: Fraction(sum(paths[i][j] > paths[j][i] for j in range(len(order))))
        for i, label in enumerate(order)
    }
    return SchulzeResult(order, preferences, paths, _by_value(beats))


def _pairwise(ballots: Sequence[Ballot], order: Sequence[Any]) -> Matrix:
    index = {label: i for i, label in enumerate(order)}
    counts = [[0] * len(order) for _ in order]
    for ballot in ballots:
        groups = [[index[label] for label in group] for group in _all_groups(ballot, order)]
        for place, group in enumerate(groups):
            for ahead in group:
                for behind in (i for later in groups[place + 1 :] for i in later):
                    counts[ahead][behind] += ballot.voters
    return tuple(map(tuple, counts))


def _strongest_paths(preferences: Matrix) -> Matrix:
    every = range(len(preferences))
    paths = [
        [d if d > preferences[j][i] else 0 for j, d in enumerate(row)] for i, row in enumerate(preferences)
    ]
    for via in every:
        for start in every:
            for end in every:
                if start != end:
                    paths[start][end] = max(paths[start][end], min(paths[start][via], paths[via][end]))
    return tuple(map(tuple, paths))


def _all_groups(ballot: Ballot, order: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The ballot's groups, and a last one of those it leaves out."""
    left_out = tuple(label for label in order if label not in ballot.ranked)
    return [*ballot.groups, left_out] if left_out else list(ballot.groups)


def _by_value(values: Mapping[Any, Fraction]) -> tuple[tuple[Any, ...], ...]:
    levels = sorted(set(values.values()), reverse=True)
    return tuple(tuple(label for label, value in values.items() if value == level) for level in levels)


def _places(ranking: Sequence[Sequence[Any]]) -> list[tuple[int, Any]]:
    places: list[tuple[int, Any]] = []
    for group in ranking:
        place = len(places) + 1
        places += [(place, label) for label in group]
    return places
