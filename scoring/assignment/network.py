"""The flow network: entries send their reads over pairs to judges, judges pass them to the sink.

A judge's lower load is a demand of the node itself, so that one solve meets both loads exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.problem import Ints, Limits
from scoring.assignment.solver import Arcs, cheapest_flow
from scoring.assignment.weights import Weights


@dataclass(frozen=True)
class Flow:
    """Reads on the chosen arcs: `arcs` are flat positions entry * m + judge, ascending; `used` how much each carries."""

    arcs: Ints
    used: Ints
    loads: Ints


@dataclass(frozen=True)
class Network:
    """The integer programme: `share` is what one pair may carry when all supplies are multiplied by `parts`.

    With share = parts = 1 a flow is an assignment; with a probability cap of share / parts it is parts times the
    expected assignment.
    """

    limits: Limits
    weights: Weights
    share: int = 1
    parts: int = 1

    def slope(self, load: Ints) -> Ints:
        """Cost of the read that brings each judge from `load` - 1 to `load`, beyond the fixed pairs."""
        return self.weights.even * (2 * (load + self.limits.held) - 1)

    def solve(self, arcs: Ints) -> Flow | None:
        """The best flow over `arcs`, or None when there is none."""
        limits, m = self.limits, len(self.limits.judges)
        supplies = np.concatenate([limits.reads, -limits.lower, [limits.lower.sum() - limits.total]])
        moved = cheapest_flow([self._pairs(arcs), self._loads()], supplies * self.parts)
        if moved is None:
            return None
        loads = np.bincount(arcs % m, weights=moved[0], minlength=m).astype(np.int64)
        return Flow(arcs, moved[0], loads)

    def _pairs(self, arcs: Ints) -> Arcs:
        n, m = self.limits.shape
        cost = self.weights.top - self.weights.pairs.ravel()[arcs].astype(np.int64)
        return Arcs(arcs // m, arcs % m + n, self.share, cost)

    def _loads(self) -> Arcs:
        """Judge to sink: one arc, or one for each further read where evenness makes each dearer than the last."""
        n, m = self.limits.shape
        room = np.maximum(np.minimum(self.limits.upper, n) - self.limits.lower, 0)
        if not self.weights.even:
            return Arcs(np.arange(m) + n, np.full(m, n + m), room * self.parts)
        judge = np.repeat(np.arange(m), room)
        first = np.cumsum(room) - room
        level = self.limits.lower[judge] + 1 + np.arange(len(judge)) - first[judge]
        cost = self.weights.even * (2 * (level + self.limits.held[judge]) - 1)
        return Arcs(judge + n, np.full(len(judge), n + m), self.parts, cost)

    def value(self, flow: Flow) -> int:
        """The flow's total in solver units, times `parts`."""
        gain = int((self.weights.pairs.ravel()[flow.arcs].astype(np.int64) * flow.used).sum())
        return gain - int(self._burden(flow.loads).sum())

    def _burden(self, loads: Ints) -> Ints:
        """What each judge's load costs, piecewise linear between whole reads, times `parts`."""
        whole, rest = loads // self.parts, loads % self.parts
        held = self.limits.held
        squares = (whole + held) ** 2 - held**2
        return self.weights.even * (self.parts * squares + rest * (2 * (whole + held) + 1))
