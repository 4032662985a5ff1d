"""The one place that speaks to OR-Tools: arrays in, flows and cuts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.graph.python.max_flow import SimpleMaxFlow
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from scoring.assignment.problem import Ints, Mask


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
