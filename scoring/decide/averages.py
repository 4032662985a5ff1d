"""Means, trimmed means, winsorised means and medians of many groups at once, as exact quotients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.exact import INT64_ROOM, half_up_all

SMALL_PANEL = 16
Numbers = NDArray[Any]
"""int64 or, where sums could outgrow it, Python integers (dtype object)."""


@dataclass(frozen=True, eq=False)
class Groups:
    """`values` stand group by group; group g has `count[g]` of them from `first[g]` on."""

    values: Numbers
    first: NDArray[np.int64]
    count: NDArray[np.int64]

    @property
    def number(self) -> NDArray[np.int64]:
        """For every value the number of its group."""
        return np.repeat(np.arange(self.first.size, dtype=np.int64), self.count)

    @cached_property
    def panel(self) -> int:
        """The size of every group if all are of one small size, else 0."""
        size = int(self.count[0])
        return size if size <= SMALL_PANEL and bool((self.count == size).all()) else 0

    def fold(self, operation: np.ufunc) -> Numbers:
        """Each group reduced to one number: column by column where that is quicker."""
        if not self.panel:
            return operation.reduceat(self.values, self.first)
        columns = self.values.reshape(-1, self.panel)
        return reduce(operation, (columns[:, place] for place in range(self.panel)))

    def sums(self) -> Numbers:
        return self.fold(np.add)

    def in_order(self) -> Groups:
        """The same groups with their values ascending."""
        number, low = self.number, self.values.min()
        spread = int(self.values.max()) - int(low) + 1
        if self.values.dtype != object and spread * self.first.size < INT64_ROOM:
            packed = number * spread + (self.values - low)
            packed.sort()
            return Groups(packed - number * spread + low, self.first, self.count)
        order = np.argsort(self.values, kind="stable")
        order = order[np.argsort(number[order], kind="stable")]
        return Groups(self.values[order], self.first, self.count)


@dataclass(frozen=True, eq=False)
class Quotients:
    """Exact rational numbers, one for each group; denominators are above 0."""

    numerator: Numbers
    denominator: Numbers

    def rounded(self) -> NDArray[np.int64]:
        return half_up_all(self.numerator, self.denominator)

    def where(self, chosen: NDArray[np.bool_], other: Quotients) -> Quotients:
        """These where chosen, else the other ones."""
        return Quotients(
            np.where(chosen, self.numerator, other.numerator),
            np.where(chosen, self.denominator, other.denominator),
        )


def widened(values: Numbers, most: int) -> Numbers:
    """The values as they are, or as Python integers where a sum could reach `most` and outgrow int64."""
    return values if most < INT64_ROOM else values.astype(object)


def mean(groups: Groups) -> Quotients:
    return Quotients(groups.sums(), groups.count)


def trimmed(groups: Groups, low: int, high: int) -> Quotients:
    """Without the `low` lowest and the `high` highest; groups of no more than that stay whole."""
    kept = groups.count > low + high
    count = np.where(kept, groups.count - low - high, groups.count)
    if max(low, high) <= 1:
        return Quotients(_without_extremes(groups, low, high, where=kept), count)
    ordered = groups.in_order()
    position, size = _position(groups)
    inside = ((position >= low) & (position < size - high)) | (size <= low + high)
    values = np.where(inside, ordered.values, 0)
    return Quotients(Groups(values, groups.first, groups.count).sums(), count)


def _without_extremes(groups: Groups, low: int, high: int, *, where: NDArray[np.bool_]) -> Numbers:
    total = groups.sums()
    if high:
        total = total - np.where(where, groups.fold(np.maximum), 0)
    if low:
        total = total - np.where(where, groups.fold(np.minimum), 0)
    return total


def winsorized(groups: Groups, low: int, high: int) -> Quotients:
    """The `low` lowest raised to the next, the `high` highest lowered to the next."""
    ordered = groups.in_order()
    position, size = _position(groups)
    whole = size <= low + high
    pulled = np.where(whole, position, np.clip(position, low, size - 1 - high))
    values = ordered.values[np.repeat(groups.first, groups.count) + pulled]
    return mean(Groups(values, groups.first, groups.count))


def median(groups: Groups) -> Quotients:
    ordered = groups.in_order().values
    lower = ordered[groups.first + (groups.count - 1) // 2]
    upper = ordered[groups.first + groups.count // 2]
    return Quotients(lower + upper, np.full(groups.count.size, 2, dtype=np.int64))


def _position(groups: Groups) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every value its place within its group, from 0, and the size of the group."""
    place = np.arange(groups.values.size, dtype=np.int64) - np.repeat(groups.first, groups.count)
    return place, np.repeat(groups.count, groups.count)
