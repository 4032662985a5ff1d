"""The flow network: entries send their reads over pairs to judges, judges pass them to the sink.

A judge's lower load is a demand of the node itself, so that one solve meets both loads exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from scoring.assignment.problem import Ints, Limits
from scoring.assignment.weights import Weights


class SolverError(RuntimeError):
    """The flow solver failed for a reason that is not infeasibility."""


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
        n, m = self.limits.shape
        solver = SimpleMinCostFlow()
        pairs = self._add_pairs(solver, arcs)
        self._add_loads(solver)
        supplies = np.concatenate([self.limits.reads, -self.limits.lower, [self.limits.lower.sum() - self.limits.total]])
        solver.set_nodes_supplies(np.arange(n + m + 1, dtype=np.int32), supplies * self.parts)
        status = solver.solve()
        if status == SimpleMinCostFlow.INFEASIBLE:
            return None
        if status != SimpleMinCostFlow.OPTIMAL:
            raise SolverError(f"minimum-cost flow ended with {status.name}")
        used = np.asarray(solver.flows(pairs), dtype=np.int64)
        return Flow(arcs, used, np.bincount(arcs % m, weights=used, minlength=m).astype(np.int64))

    def _add_pairs(self, solver: SimpleMinCostFlow, arcs: Ints) -> Ints:
        n, m = self.limits.shape
        entry, judge = np.divmod(arcs, m)
        cost = self.weights.top - self.weights.pairs.ravel()[arcs].astype(np.int64)
        heads = (judge + n).astype(np.int32)
        capacity = np.full(len(arcs), self.share, dtype=np.int64)
        return solver.add_arcs_with_capacity_and_unit_cost(entry.astype(np.int32), heads, capacity, cost)

    def _add_loads(self, solver: SimpleMinCostFlow) -> None:
        """Judge to sink: one arc, or one for each further read where evenness makes each dearer than the last."""
        n, m = self.limits.shape
        room = np.minimum(self.limits.upper, n) - self.limits.lower
        judge = np.arange(m) if not self.weights.even else np.repeat(np.arange(m), np.maximum(room, 0))
        if self.weights.even:
            first = np.cumsum(room) - room
            level = self.limits.lower[judge] + 1 + np.arange(len(judge)) - first[judge]
            cost = self.weights.even * (2 * (level + self.limits.held[judge]) - 1)
            capacity = np.full(len(judge), self.parts, dtype=np.int64)
        else:
            cost, capacity = np.zeros(m, dtype=np.int64), room * self.parts
        tails, heads = (judge + n).astype(np.int32), np.full(len(judge), n + m, dtype=np.int32)
        solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacity, cost)

    def value(self, flow: Flow) -> int:
        """The flow's total in solver units, times `parts`."""
        gain = int((self.weights.pairs.ravel()[flow.arcs].astype(np.int64) * flow.used).sum())
        return gain - int(self._burden(flow.loads).sum())

    def _burden(self, loads: Ints) -> Ints:
        """What each judge's load costs, piecewise linear between whole reads, times `parts`."""
        whole, rest = np.divmod(loads, self.parts)
        held = self.limits.held
        squares = (whole + held) ** 2 - held**2
        return self.weights.even * (self.parts * squares + rest * (2 * (whole + held) + 1))

    def with_limits(self, limits: Limits) -> Network:
        return replace(self, limits=limits)
