"""Means and medians of many panels at once, as exact quotients."""

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


def median(panels: Panels) -> Quotients:
    ordered = panels.in_order().values
    lower = ordered[panels.first + (panels.count - 1) // 2]
    upper = ordered[panels.first + panels.count // 2]
    return Quotients(lower + upper, np.full(panels.count.size, 2, dtype=np.int64))
