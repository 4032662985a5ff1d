"""The flow network: entries send their reads over pairs to judges, judges pass them to the sink.

A judge's lower load is a demand of the node itself, so that one solve meets both loads exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.loads import LoadCosts
from scoring.assignment.problem import Ints, Limits
from scoring.assignment.solver import Arcs, cheapest_flow
from scoring.assignment.weights import Weights


@dataclass(frozen=True)
class Flow:
    """`arcs`: flat positions entry * m + judge, ascending; `used`: the reads each carries; `loads`: by judge."""

    arcs: Ints
    used: Ints
    loads: Ints


@dataclass(frozen=True)
class Network:
    """The integer programme: `share` is what one pair may carry when all supplies are multiplied by `parts`.

    With share = parts = 1 a flow is an assignment; with a probability cap of share / parts it is parts times
    the expected assignment.
    """

    limits: Limits
    weights: Weights
    costs: LoadCosts
    share: int = 1
    parts: int = 1

    @classmethod
    def of(cls, limits: Limits, weights: Weights, *, share: int = 1, parts: int = 1) -> Network:
        return cls(limits, weights, LoadCosts.of(limits, even=weights.even, parts=parts), share, parts)

    def solve(self, arcs: Ints, cost: Ints | None = None) -> Flow | None:
        """The best flow over `arcs`, by their weights or at `cost` each; None when there is none."""
        m, needed = len(self.limits.judges), self.limits.reads * self.parts
        supplies = np.concatenate([needed, -self.costs.base, [self.costs.base.sum() - needed.sum()]])
        moved = cheapest_flow([self._pairs(arcs, cost), self._loads()], supplies)
        if moved is None:
            return None
        loads = np.bincount(arcs % m, weights=moved[0], minlength=m).astype(np.int64)
        return Flow(arcs, moved[0], loads)

    def _pairs(self, arcs: Ints, cost: Ints | None) -> Arcs:
        n, m = self.limits.shape
        if cost is None:
            cost = self.weights.top - self.weights.pairs.ravel()[arcs].astype(np.int64)
        return Arcs(arcs // m, arcs % m + n, self.share, cost)

    def _loads(self) -> Arcs:
        n, m = self.limits.shape
        costs = self.costs
        return Arcs(costs.judge + n, np.full(len(costs.judge), n + m), costs.capacity, costs.slope)

    def value(self, flow: Flow) -> int:
        """The flow's total in solver units, times `parts`."""
        gain = int((self.weights.pairs.ravel()[flow.arcs].astype(np.int64) * flow.used).sum())
        return gain - self.costs.total(flow.loads)
