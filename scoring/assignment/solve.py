"""Few arcs first, then every arc that could matter: the optimum over all pairs without a flow over all pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.duals import Prices, beating, prices, upper_bound
from scoring.assignment.network import Flow, Network
from scoring.assignment.problem import Ints
from scoring.assignment.weights import CLOSED

FIRST_ARCS = 16


@dataclass(frozen=True)
class Optimum:
    """A flow, its value and the bound none can pass, both in solver units times `parts`."""

    flow: Flow
    prices: Prices
    value: int
    bound: int


def optimum(network: Network) -> Optimum | None:
    """The proved optimum, or None when the limits cannot all be met."""
    start = _first_flow(network)
    if start is None:
        return None
    flow = start
    while True:
        at = prices(network, flow)
        more = beating(network, flow.arcs, at)
        if not len(more):
            return Optimum(flow, at, network.value(flow), upper_bound(network, flow, at))
        wider = network.solve(np.union1d(flow.arcs, more))
        assert wider is not None
        flow = wider


def _first_flow(network: Network) -> Flow | None:
    """A flow over each entry's best judges and each judge's best entries, twice as many each time there is none."""
    n, m = network.limits.shape
    if (
        network.limits.lower.sum() > network.limits.total
        or (network.limits.upper < network.limits.lower).any()
    ):
        return None
    breadth = max(FIRST_ARCS, 2 * int(-(-network.limits.reads.max() * network.parts // network.share)))
    while True:
        arcs = best_arcs(network, breadth)
        flow = network.solve(arcs)
        if flow is not None or breadth >= max(n, m):
            return flow
        breadth *= 4


def best_arcs(network: Network, breadth: int) -> Ints:
    """Flat positions of the best `breadth` judges of each entry and the best entries of each judge, in proportion."""
    n, m = network.limits.shape
    pairs = network.weights.pairs
    per_judge = min(n, -(-breadth * n // m))
    if breadth >= m or per_judge >= n:
        return np.flatnonzero(pairs.ravel() != CLOSED)
    by_entry = np.argpartition(pairs, m - breadth, axis=1)[:, m - breadth :] + m * np.arange(n)[:, None]
    by_judge = np.argpartition(pairs, n - per_judge, axis=0)[n - per_judge :] * m + np.arange(m)
    arcs = np.union1d(by_entry, by_judge)
    open_arcs: Ints = arcs[pairs.ravel()[arcs] != CLOSED]
    return open_arcs
