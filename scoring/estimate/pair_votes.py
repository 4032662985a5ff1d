"""Votes counted by pair, checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from scoring.data.errors import ColumnError, EmptyTableError, SeparationError, VoteError
from scoring.data.factorize import Column, factorize

Ints = NDArray[np.int64]
NAMED = 3
MOST = 2**53


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs that were compared, each once: `left` beat `right` `won` times and lost `lost` times.

    Where order counts, `left` was first, and a pair may occur both ways round.
    """

    left: Ints
    right: Ints
    won: Ints
    lost: Ints
    size: int
    ordered: bool

    @cached_property
    def links(self) -> tuple[sparse.csr_array, Ints]:
        """Items x items adjacency, and for each of its cells the pair it belongs to."""
        pair = np.tile(np.arange(self.left.size), 2)
        rows, columns = np.concatenate([self.left, self.right]), np.concatenate([self.right, self.left])
        order = np.argsort(rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=self.size))])
        shape = (self.size, self.size)
        return sparse.csr_array((np.ones(rows.size), columns[order], starts), shape=shape), pair[order]


def count_votes(
    winner: Column, loser: Column, extra: tuple[Column | None, Column | None]
) -> tuple[tuple[Any, ...], Pairs]:
    count, winner_first = extra
    lengths = {len(column) for column in (winner, loser, count, winner_first) if column is not None}
    if len(lengths) > 1:
        raise ColumnError(f"the columns must be of one length, not of {sorted(lengths)}")
    if lengths == {0}:
        raise EmptyTableError("there are no votes; give at least one")
    size = len(winner)
    items, codes, _ = factorize(_joined(winner, loser), "item")
    first, second = codes[:size].astype(np.int64), codes[size:].astype(np.int64)
    same = np.flatnonzero(first == second)
    if same.size:
        raise VoteError(f"{items[first[same[0]]]!r} is compared with itself", row=int(same[0]))
    times = np.ones(size, dtype=np.int64) if count is None else _times(count)
    won = first < second if winner_first is None else _flags(winner_first)
    left, right = np.where(won, first, second), np.where(won, second, first)
    key, place = np.unique(left * len(items) + right, return_inverse=True)
    by_pair = [np.bincount(place, times * chosen, key.size).astype(np.int64) for chosen in (won, ~won)]
    left, right = np.divmod(key, len(items))
    return items, Pairs(left, right, by_pair[0], by_pair[1], len(items), winner_first is not None)


def _joined(winner: Column, loser: Column) -> Column:
    if isinstance(winner, np.ndarray) and isinstance(loser, np.ndarray):
        return np.concatenate([winner, loser])
    return [*winner, *loser]


def _times(count: Column) -> Ints:
    times = np.asarray(count)
    right = times.dtype.kind in "iuf" and (times >= 0) & (times < MOST) & (times == np.floor(times))
    if not np.all(right):
        row = int(np.argmin(right))
        raise VoteError(f"{count[row]!r} is no number of votes; give a whole number from 0", row=row)
    return times.astype(np.int64)


def _flags(column: Column) -> NDArray[np.bool_]:
    flags = np.asarray(column)
    if flags.dtype != bool:
        raise VoteError("winner_first is true or false for every vote")
    return flags


def require_finite(items: tuple[Any, ...], pairs: Pairs) -> None:
    """Strengths are finite if from every item a chain of wins leads to every other (Ford 1957)."""
    wins, losses = pairs.won > 0, pairs.lost > 0
    rows = np.concatenate([pairs.left[wins], pairs.right[losses]])
    columns = np.concatenate([pairs.right[wins], pairs.left[losses]])
    beat = sparse.csr_array((np.ones(rows.size), (rows, columns)), shape=(pairs.size, pairs.size))
    apart = connected_components(beat, connection="weak")[0]
    if apart > 1:
        raise SeparationError(
            f"the {len(items)} items fall into {apart} groups that were never compared with each other; "
            "add comparisons between them, or state a prior by ridge, 0.1 say"
        )
    count, group = connected_components(beat, connection="strong")
    if count > 1:
        raise SeparationError(_extremes(items, group, (rows, columns)))


def _extremes(items: tuple[Any, ...], group: NDArray[np.int32], wins: tuple[Ints, Ints]) -> str:
    """Names the smaller of the items that nobody beat and those that beat nobody."""
    ends = group[wins[0]], group[wins[1]]
    crossing = ends[0] != ends[1]
    extremes = [
        (np.flatnonzero(np.isin(group, np.unique(end[crossing]), invert=True)), never)
        for end, never in zip(ends, ("won against", "lost to"), strict=True)
    ]
    codes, never = min(extremes, key=lambda one: one[0].size)
    named = ", ".join(repr(items[code]) for code in codes[:NAMED]) + (", …" if codes.size > NAMED else "")
    return (
        f"{codes.size} of {len(items)} items ({named}) never {never} the others, so no finite strength is the "
        "most likely; add comparisons, or state a prior by ridge, 0.1 say"
    )
