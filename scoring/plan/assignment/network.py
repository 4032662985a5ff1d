"""The question as a flow: entries send their reads over pairs to judges, judges pass them to the sink.

A judge's lower load is a demand of the node itself, so that one solve meets both loads exactly; what a load costs is
convex and piecewise linear, so that it is arcs in the flow and slopes in the prices. This is the one file that speaks
to OR-Tools: arrays in, flows and cuts out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.graph.python.max_flow import SimpleMaxFlow
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from scoring.plan.assignment.limits import Ints, Limits, Mask
from scoring.plan.assignment.weights import Weights

FAR = np.iinfo(np.int64).max // 4


class SolverError(RuntimeError):
    """The flow solver failed for a reason that is not infeasibility."""


@dataclass(frozen=True)
class Arcs:
    """Directed arcs between numbered nodes; `capacity` and `cost` are one each or one for all."""

    tail: Ints
    head: Ints
    capacity: Ints | int
    cost: Ints | int = 0

    def _columns(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        return self.tail.astype(np.int32), self.head.astype(np.int32)

    def _filled(self, values: Ints | int) -> Ints:
        return np.ascontiguousarray(np.broadcast_to(np.asarray(values, dtype=np.int64), self.tail.shape))

    def add_to(self, solver: SimpleMinCostFlow) -> npt.NDArray[np.int32]:
        """Their numbers in the solver."""
        added = solver.add_arcs_with_capacity_and_unit_cost(
            *self._columns(), self._filled(self.capacity), self._filled(self.cost)
        )
        return np.asarray(added, dtype=np.int32)

    def add_capacities_to(self, solver: SimpleMaxFlow) -> None:
        solver.add_arcs_with_capacity(*self._columns(), self._filled(self.capacity))


def cheapest_flow(groups: Sequence[Arcs], supplies: Ints) -> list[Ints] | None:
    """The flow on each group's arcs at least total cost; None where the supplies cannot all be moved."""
    solver = SimpleMinCostFlow()
    numbers = [arcs.add_to(solver) for arcs in groups]
    solver.set_nodes_supplies(np.arange(len(supplies), dtype=np.int32), supplies.astype(np.int64))
    status = solver.solve()
    if status == SimpleMinCostFlow.INFEASIBLE:
        return None
    if status != SimpleMinCostFlow.OPTIMAL:
        raise SolverError(f"minimum-cost flow ended with {status.name}")
    return [np.asarray(solver.flows(own), dtype=np.int64) for own in numbers]


def maximum_flow(groups: Sequence[Arcs], source: int, sink: int) -> tuple[int, Mask]:
    """How much can flow from source to sink, and which nodes lie on the source's side of the minimum cut."""
    solver = SimpleMaxFlow()
    for arcs in groups:
        arcs.add_capacities_to(solver)
    status = solver.solve(source, sink)
    if status != SimpleMaxFlow.OPTIMAL:
        raise SolverError(f"maximum flow ended with {status.name}")
    near = np.zeros(solver.num_nodes(), bool)
    near[solver.get_source_side_min_cut()] = True
    return int(solver.optimal_flow()), near


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
