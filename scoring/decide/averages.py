"""Means, trimmed means, winsorised means and medians of many panels at once, as exact quotients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.exact import INT64_ROOM, half_up_all

SMALL = 16
Numbers = NDArray[Any]
"""int64 or, where sums could outgrow it, Python integers (dtype object)."""


@dataclass(frozen=True, eq=False)
class Panels:
    """Numbers that are averaged together, as the scores of one entry.

    `values` stand panel by panel; panel p has `count[p]` of them from `first[p]` on.
    """

    values: Numbers
    first: NDArray[np.int64]
    count: NDArray[np.int64]

    @property
    def number(self) -> NDArray[np.int64]:
        """For every value the number of its panel."""
        return np.repeat(np.arange(self.first.size, dtype=np.int64), self.count)

    @cached_property
    def even_size(self) -> int:
        """The size of every panel if all are of one small size, else 0."""
        size = int(self.count[0])
        return size if size <= SMALL and bool((self.count == size).all()) else 0

    def fold(self, operation: np.ufunc) -> Numbers:
        """Each panel reduced to one number: column by column where that is quicker."""
        if not self.even_size:
            return operation.reduceat(self.values, self.first)
        columns = self.values.reshape(-1, self.even_size)
        return reduce(operation, (columns[:, place] for place in range(self.even_size)))

    def sums(self) -> Numbers:
        return self.fold(np.add)

    def in_order(self) -> Panels:
        """The same panels with their values ascending."""
        number, low = self.number, self.values.min()
        spread = int(self.values.max()) - int(low) + 1
        if self.values.dtype != object and spread * self.first.size < INT64_ROOM:
            packed = number * spread + (self.values - low)
            packed.sort()
            return Panels(packed - number * spread + low, self.first, self.count)
        order = np.argsort(self.values, kind="stable")
        order = order[np.argsort(number[order], kind="stable")]
        return Panels(self.values[order], self.first, self.count)


@dataclass(frozen=True, eq=False)
class Quotients:
    """Exact rational numbers, one for each panel; denominators are above 0."""

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


def mean(panels: Panels) -> Quotients:
    return Quotients(panels.sums(), panels.count)


def trimmed(panels: Panels, low: int, high: int) -> Quotients:
    """Without the `low` lowest and the `high` highest; panels of no more than that stay whole."""
    kept = panels.count > low + high
    count = np.where(kept, panels.count - low - high, panels.count)
    if max(low, high) <= 1:
        return Quotients(_without_extremes(panels, low, high, where=kept), count)
    ordered = panels.in_order()
    position, size = _position(panels)
    inside = ((position >= low) & (position < size - high)) | (size <= low + high)
    values = np.where(inside, ordered.values, 0)
    return Quotients(Panels(values, panels.first, panels.count).sums(), count)


def _without_extremes(panels: Panels, low: int, high: int, *, where: NDArray[np.bool_]) -> Numbers:
    total = panels.sums()
    if high:
        total = total - np.where(where, panels.fold(np.maximum), 0)
    if low:
        total = total - np.where(where, panels.fold(np.minimum), 0)
    return total


def winsorized(panels: Panels, low: int, high: int) -> Quotients:
    """The `low` lowest raised to the next, the `high` highest lowered to the next."""
    ordered = panels.in_order()
    position, size = _position(panels)
    whole = size <= low + high
    pulled = np.where(whole, position, np.clip(position, low, size - 1 - high))
    values = ordered.values[np.repeat(panels.first, panels.count) + pulled]
    return mean(Panels(values, panels.first, panels.count))


def median(panels: Panels) -> Quotients:
    ordered = panels.in_order().values
    lower = ordered[panels.first + (panels.count - 1) // 2]
    upper = ordered[panels.first + panels.count // 2]
    return Quotients(lower + upper, np.full(panels.count.size, 2, dtype=np.int64))


def _position(panels: Panels) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every value its place within its panel, from 0, and the size of the panel."""
    place = np.arange(panels.values.size, dtype=np.int64) - np.repeat(panels.first, panels.count)
    return place, np.repeat(panels.count, panels.count)
