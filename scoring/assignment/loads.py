"""What a judge's load costs: convex and piecewise linear, so that it is arcs in the flow and slopes in the prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.problem import Ints, Limits, Mask

FAR = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class LoadCosts:
    """Pieces beyond the least load `base` (m,): `capacity` reads of `judge` at `slope` each, cheapest first.

    Counted in reads times `parts` of the network.
    """

    base: Ints
    judge: Ints
    capacity: Ints
    slope: Ints

    @classmethod
    def of(cls, limits: Limits, *, even: int, parts: int) -> LoadCosts:
        """Loads from lower to upper; with `even` the squares of the loads, fixed pairs counted in, times `even`."""
        room = np.maximum(limits.upper - limits.lower, 0)
        judge = np.arange(len(room)) if not even else np.repeat(np.arange(len(room)), room)
        if not even:
            return cls(limits.lower * parts, judge, room * parts, np.zeros_like(room))
        level = limits.lower[judge] + 1 + np.arange(len(judge)) - np.repeat(np.cumsum(room) - room, room)
        slope = even * (2 * (level + limits.held[judge]) - 1)
        return cls(limits.lower * parts, judge, np.full(len(judge), parts), slope)

    def _filled(self, loads: Ints) -> Ints:
        """How much of each piece a load takes up."""
        before = np.cumsum(self.capacity) - self.capacity
        first = before[np.minimum(np.searchsorted(self.judge, self.judge), len(before) - 1)]
        used: Ints = np.clip((loads - self.base)[self.judge] - (before - first), 0, self.capacity)
        return used

    def total(self, loads: Ints) -> int:
        return int((self._filled(loads) * self.slope).sum())

    def most_earned(self, v: Ints) -> int:
        """The most that price v for each read can earn over its cost, all judges together."""
        return int((v * self.base).sum()) + int(
            (self.capacity * np.maximum(v[self.judge] - self.slope, 0)).sum()
        )

    def lowest_prices(self, loads: Ints) -> tuple[Ints, Mask]:
        """The lowest price each load allows: what the last read costs. Where the load is at its base there is no
        lowest, which the mask says, and the highest stands instead: what the next read costs.
        """
        used = self._filled(loads)
        last, following = np.full(len(self.base), -FAR), np.full(len(self.base), FAR)
        spare, taken = used < self.capacity, used > 0
        np.minimum.at(following, self.judge[spare], self.slope[spare])
        np.maximum.at(last, self.judge[taken], self.slope[taken])
        unbounded = last == -FAR
        return np.where(unbounded, np.where(following == FAR, 0, following), last), unbounded
