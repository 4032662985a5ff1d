"""Places: from whole numbers by every rule for ties, by each judge's order alone, and with ties across a line told.

Equal is equal. A line is a number of places: 12 separates the twelfth from the thirteenth. A tie inside the lines
changes nothing and stays a tie; a tie across a line is reported, never broken here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import ColumnError, MethodError, ScoreValueError
from scoring.data.exact import HUNDREDTHS
from scoring.data.factorize import Codes, Column, dense, first_seen
from scoring.data.groups import Groups
from scoring.data.labels import clean
from scoring.decide.averages import Numbers, Quotients

Ties = Literal["min", "max", "dense", "ordinal", "average"]
TIES: tuple[Ties, ...] = ("min", "max", "dense", "ordinal", "average")
Counts = NDArray[np.int64]
HALF_POINT = 50
"""Half a point in hundredths: a tie is worth that."""
Exact = int | Fraction
Label = TypeVar("Label", bound=str | int)
NOISE_DIGITS = 6


def ranks(
    keys: NDArray[np.int64],
    *,
    ties: Ties = "min",
    within: Column | None = None,
    lower_is_better: bool = False,
) -> NDArray[Any]:
    """Places from 1, the largest key first; with `within`, counted afresh in each of its groups.

    `ties`: "min" 1224, "max" 1334, "dense" 1223, "ordinal" 1234 in the order given (for lists only,
    it decides nothing), "average" 1 2.5 2.5 4 (float64); all but the last are int64.
    """
    if ties not in TIES:
        raise MethodError(f"ties is one of {', '.join(TIES)}, not {ties!r}")
    if not keys.size:
        return np.zeros(0, dtype=np.float64 if ties == "average" else np.int64)
    group = _groups(within, keys.size)
    blocks = _blocks(group, keys if lower_is_better else -keys)
    return blocks.ordinal() if ties == "ordinal" else blocks.places(ties)[blocks.member]


def _groups(within: Column | None, size: int) -> Codes:
    if within is None:
        return np.zeros(size, dtype=np.int32)
    if len(within) != size:
        raise ColumnError(f"{size} entries cannot be ranked within {len(within)} groups; give one for each")
    if isinstance(within, np.ndarray) and within.dtype.kind in "iu":
        return dense(within)[1]
    labels, codes = first_seen(within, "group")
    number = first_seen([clean(label) for label in labels], "group")[1]
    return number[codes]


@dataclass(frozen=True, eq=False)
class _Blocks:
    """Runs of equal keys, best first, group after group; `member` says to which one each key belongs."""

    member: Codes
    group: NDArray[np.int64]

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """How many keys, of all groups, stand before each block; one more for the end."""
        return np.append(0, np.cumsum(np.bincount(self.member)))

    @cached_property
    def opening(self) -> NDArray[np.int64]:
        """For every block the first block of its group."""
        return np.searchsorted(self.group, self.group)

    def places(self, ties: Ties) -> NDArray[Any]:
        if ties == "dense":
            return np.arange(self.group.size) - self.opening + 1
        before, end = self.first[:-1], self.first[1:]
        edge: dict[str, NDArray[Any]] = {"min": before + 1, "max": end, "average": (before + 1 + end) / 2}
        places: NDArray[Any] = edge[ties] - before[self.opening]
        return places

    def ordinal(self) -> NDArray[np.int64]:
        order = np.argsort(self.member, kind="stable")
        result = np.empty(order.size, dtype=np.int64)
        result[order] = np.arange(1, order.size + 1)
        return result - self.first[:-1][self.opening[self.member]]


def _blocks(group: Codes, key: NDArray[np.int64]) -> _Blocks:
    distinct, place = dense(key)
    joint, member = dense(group.astype(np.int64) * distinct.size + place)
    return _Blocks(member, joint // distinct.size)


def borda_points(groups: Groups, totals: Numbers) -> Quotients:
    """The mean over judges of: entries below, plus half of those tied."""
    below, tied, _ = around(groups.judge, totals)
    return Quotients(np.add.reduceat(HALF_POINT * (2 * below + tied), groups.first), groups.count)


def mean_ranks(groups: Groups, totals: Numbers) -> Quotients:
    """The mean over judges of the place from 1, entries that tie sharing theirs."""
    _, tied, above = around(groups.judge, totals)
    return Quotients(np.add.reduceat(HALF_POINT * (2 * above + tied + 2), groups.first), groups.count)


def around(judge: NDArray[np.int32], totals: Numbers) -> tuple[Counts, Counts, Counts]:
    """For every sheet how many others of the same judge have a lower, an equal, a higher total."""
    order = np.argsort(totals, kind="stable")
    order = order[np.argsort(judge[order], kind="stable")]
    judge, total = judge[order], totals[order]
    new_judge = np.append(True, judge[1:] != judge[:-1])
    new_block = new_judge | np.append(True, total[1:] != total[:-1])
    start, end = _bounds(new_judge)
    first, last = _bounds(new_block)
    counts = np.empty((3, order.size), dtype=np.int64)
    counts[:, order] = first - start, last - first - 1, end - last
    return counts[0], counts[1], counts[2]


def _bounds(new: NDArray[np.bool_]) -> tuple[Counts, Counts]:
    """For every position where its run starts and where the next one does."""
    starts = np.flatnonzero(new)
    run = np.cumsum(new) - 1
    return starts[run], np.append(starts[1:], new.size)[run]


@dataclass(frozen=True, slots=True)
class Standing:
    """`rank` is the standard competition rank (1224) after the chain; `position` counts from 1 without gaps.

    `tie` numbers the tie, from 1, where equals stand across a line; None elsewhere.
    """

    label: str | int
    rank: int
    position: int
    tie: int | None


def standings(
    scores: Mapping[Label, Exact],
    *,
    chain: Mapping[Label, Sequence[Exact]] | None = None,
    lines: Iterable[int] = (),
) -> list[Standing]:
    """Best first. `scores` and every key of `chain` are exact numbers, higher is better.

    Labels only order rows that are equal in everything, so that the list is the same whatever the order of input.

    Raises ValueError where a score is a float (equal must be equal) or chains differ in length.
    """
    keys = {label: (score, *(chain or {}).get(label, ())) for label, score in scores.items()}
    _check(keys)
    ordered = sorted(keys, key=lambda label: ([-part for part in keys[label]], label))
    found: list[Standing] = []
    ties = 0
    for _key, equals in groupby(ordered, key=lambda label: keys[label]):
        group = list(equals)
        first, last = len(found) + 1, len(found) + len(group)
        crosses = any(first <= line < last for line in lines)
        ties += crosses
        found += [Standing(x, first, first + n, ties if crosses else None) for n, x in enumerate(group)]
    return found


def _check(keys: Mapping[Label, tuple[Exact, ...]]) -> None:
    for label, parts in keys.items():
        if any(not isinstance(part, int | Fraction) for part in parts):
            raise ValueError(
                f"{label}: keys must be whole numbers or fractions, so that equal is equal: {parts}"
            )
    if len({type(label) for label in keys}) > 1:
        raise ValueError("labels must be of one type, all text or all whole numbers")
    if len({len(parts) for parts in keys.values()}) > 1:
        raise ValueError("every label needs the same number of keys in its chain")


def rank(scores: NDArray[Any], *, ties: Ties = "min", within: Column | None = None) -> NDArray[Any]:
    """Places from 1, the highest score first; `within` each group if groups are given.

    Whole numbers are ranked as they are. Estimates are rounded to hundredths first, half up, so that
    noise in the last bits of a float decides nothing: equal to a hundredth is equal. `ties`: "min"
    1224, "max" 1334, "dense" 1223, "ordinal" 1234 in the order given, "average" 1 2.5 2.5 4.
    """
    return ranks(hundredths(scores), ties=ties, within=within)


def hundredths(scores: NDArray[Any]) -> NDArray[np.int64]:
    """Whole numbers unchanged, others as hundredths, rounded half up once."""
    values = np.asarray(scores)
    if values.dtype.kind in "iu":
        return values.astype(np.int64)
    if values.dtype.kind != "f":
        raise ScoreValueError(f"scores are numbers, not {values.dtype}")
    wrong = np.flatnonzero(~(np.abs(values.astype(np.float64)) < 2.0**53 / HUNDREDTHS))
    if wrong.size:
        raise ScoreValueError(f"the score {values[wrong[0]]!r} cannot be ranked", row=int(wrong[0]))
    cleaned = np.round(values.astype(np.float64) * HUNDREDTHS, NOISE_DIGITS)
    return np.floor(cleaned + 0.5).astype(np.int64)
