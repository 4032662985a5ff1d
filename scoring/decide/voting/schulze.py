"""Schulze's method: who beats whom by the strongest path, and everybody whom nobody beats.

The relation is transitive, but not always one list: two candidates may both be unbeaten by each other
while a third is placed against only one of them. Then there are winners and losers, and no list.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and condorcet-consistent
single-winner election method", Social Choice and Welfare 36 (2011).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from scoring.data.errors import VoteError
from scoring.decide.voting.ballots import Ballot, Group, all_groups, places, read

if TYPE_CHECKING:
    import pandas as pd

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class SchulzeResult:
    """`preferences[i][j]` voters put candidate i before j; `paths[i][j]` is the strongest path's strength."""

    candidates: tuple[Any, ...]
    preferences: Matrix
    paths: Matrix

    def beats(self, one: Any, other: Any) -> bool:
        """Whether the strongest path from one to the other is stronger than the way back."""
        i, j = self._number[one], self._number[other]
        return self.paths[i][j] > self.paths[j][i]

    @property
    def winners(self) -> tuple[Any, ...]:
        """All whom nobody beats; at least one."""
        return tuple(label for label in self.candidates if not self.beaten_by(label))

    def beaten_by(self, label: Any) -> tuple[Any, ...]:
        return tuple(other for other in self.candidates if self.beats(other, label))

    @cached_property
    def open_pairs(self) -> tuple[tuple[Any, Any], ...]:
        """Pairs of which neither beats the other, though others are placed differently against the two.

        Such a pair can stand neither on one place nor one before the other.
        """
        return tuple(
            (one, other)
            for one, other in combinations(self.candidates, 2)
            if not self.beats(one, other) and not self.beats(other, one)
            if self._stands(one) != self._stands(other)
        )

    @property
    def ranking(self) -> tuple[Group, ...]:
        """One list, the best first, in groups of which nobody beats another.

        Raises VoteError, with the open pairs, where the relation is no such list.
        """
        if self.open_pairs:
            named = ", ".join(f"{one} and {other}" for one, other in self.open_pairs)
            raise VoteError(f"there is no one list: between {named} the vote is open; use winners and beats")
        ahead = {label: len(self.beaten_by(label)) for label in self.candidates}
        levels = sorted(set(ahead.values()))
        return tuple(tuple(label for label in self.candidates if ahead[label] == level) for level in levels)

    def to_frame(self) -> pd.DataFrame:
        """One row a candidate, winners first; `rank` is empty where there is no one list."""
        import pandas as pd

        rank = {} if self.open_pairs else {label: place for place, label in places(self.ranking)}
        order = sorted(self.candidates, key=lambda label: (rank.get(label, 0), bool(self.beaten_by(label))))
        rows = [
            (rank.get(c), c, c in self.winners, _names(self._beaten(c)), _names(self.beaten_by(c)))
            for c in order
        ]
        return pd.DataFrame(rows, columns=["rank", "label", "winner", "beats", "beaten_by"])

    @cached_property
    def _number(self) -> dict[Any, int]:
        return {label: number for number, label in enumerate(self.candidates)}

    def _beaten(self, label: Any) -> tuple[Any, ...]:
        return tuple(other for other in self.candidates if self.beats(label, other))

    def _stands(self, label: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        return self._beaten(label), self.beaten_by(label)


def schulze(
    ballots: Iterable[Ballot | Sequence[Any]], candidates: Sequence[Any] | None = None
) -> SchulzeResult:
    """Who beats whom, by winning votes: a path is as strong as its weakest majority."""
    read_in, order = read(ballots, candidates, ties_allowed=True)
    preferences = _pairwise(read_in, order)
    return SchulzeResult(order, preferences, _strongest_paths(preferences))


def _pairwise(ballots: Sequence[Ballot], order: Sequence[Any]) -> Matrix:
    index = {label: i for i, label in enumerate(order)}
    counts = [[0] * len(order) for _ in order]
    for ballot in ballots:
        groups = [[index[label] for label in group] for group in all_groups(ballot, order)]
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


def _names(labels: Iterable[Any]) -> str:
    return ", ".join(map(str, labels))
