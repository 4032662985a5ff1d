"""Assignment against OR-Tools' minimum-cost flow over all arcs: the same optimum, proved, in less time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from benchmarks.scoring.measure import Limit, Row, best_of_both, peak_megabytes
from scoring.plan.assignment import Assignment, assign

PEER = "OR-Tools flow over all arcs"
RESOLUTION = 1e-6
SLACK = 5
"""Reads by which a load may differ from the average."""


@dataclass(frozen=True)
class Case:
    """Random affinities, or affinities of topics that some judges share and many entries want."""

    affinity: Any
    reads: int

    @classmethod
    def uniform(cls, entries: int, judges: int, reads: int) -> Case:
        return cls(np.random.default_rng(2024).random((entries, judges)), reads)

    @classmethod
    def topics(cls, entries: int, judges: int, reads: int) -> Case:
        generator = np.random.default_rng(2024)
        wanted, known = generator.random((entries, 8)) ** 4, generator.random((judges, 8)) ** 4
        affinity = wanted @ known.T
        return cls(affinity / affinity.max(), reads)

    @property
    def load(self) -> tuple[int, int]:
        entries, judges = self.affinity.shape
        mean = entries * self.reads / judges
        return max(0, int(mean) - SLACK), int(np.ceil(mean)) + SLACK

    @cached_property
    def names(self) -> tuple[list[str], list[str]]:
        entries, judges = ([f"{at:05d}" for at in range(count)] for count in self.affinity.shape)
        return entries, judges


def ours(case: Case) -> Assignment:
    entries, judges = case.names
    return assign(case.affinity, entries=entries, judges=judges, reviews_per_entry=case.reads, load=case.load)


def over_all_arcs(case: Case) -> float:
    """The whole bipartite network in one solve; lower loads are demands of the judges' own nodes."""
    (n, m), (lower, upper) = case.affinity.shape, case.load
    solver = SimpleMinCostFlow()
    tails = np.repeat(np.arange(n, dtype=np.int32), m)
    heads = np.tile(np.arange(n, n + m, dtype=np.int32), n)
    cost = -np.rint(case.affinity.ravel() / RESOLUTION).astype(np.int64)
    pairs = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(n * m, np.int64), cost)
    judges, sink = np.arange(n, n + m, dtype=np.int32), np.full(m, n + m, np.int32)
    solver.add_arcs_with_capacity_and_unit_cost(
        judges, sink, np.full(m, upper - lower), np.zeros(m, np.int64)
    )
    supplies = np.concatenate([np.full(n, case.reads), np.full(m, -lower), [m * lower - n * case.reads]])
    solver.set_nodes_supplies(np.arange(n + m + 1, dtype=np.int32), supplies)
    if solver.solve() != SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError("the network has no flow")
    return float(case.affinity.ravel()[np.asarray(solver.flows(pairs)) > 0].sum())


def compared(case: Case, work: str, *, goal: float | None, repeats: int) -> Row:
    """One row, after both agree on the optimum to the resolution of the slower's costs."""
    answer, optimum = ours(case), over_all_arcs(case)
    tolerance = len(answer.pairs) * RESOLUTION
    if answer.optimality_gap or abs(answer.objective - optimum) > tolerance:
        raise RuntimeError(f"{work}: {answer.objective} with gap {answer.optimality_gap}, not {optimum}")
    mine, theirs = best_of_both(lambda: ours(case), lambda: over_all_arcs(case), repeats)
    return Row(work, mine, PEER, theirs, goal)


def rows() -> Iterator[Row | Limit]:
    for size, goal, repeats in (((1_048, 120, 5), 1, 5), ((10_000, 2_000, 4), 8, 2)):
        label = "assignment {:,} x {:,} x {}".format(*size)
        yield compared(Case.uniform(*size), label, goal=goal, repeats=repeats)
        yield compared(Case.topics(*size), f"{label}, topics", goal=1, repeats=repeats)
    statement = "from benchmarks.scoring import assignment as a; a.ours(a.Case.uniform(10_000, 2_000, 4))"
    yield Limit("assignment 10,000 x 2,000 x 4", peak_megabytes(statement), "MB", 1_024)
