"""Prices that prove a flow optimal.

With a price u for a read of each entry and v for a read by each judge, no assignment is worth more than

    sum_i k_i u_i + sum_ij max(0, w_ij - u_i - v_j) + sum_j max over loads l of (v_j l - cost_j(l))

(weak duality). Prices read from the residual graph of an optimal flow make this bound equal to its value, in
whole numbers. Pairs left out of the flow that beat their prices are the ones that could still improve it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.assignment.loads import FAR
from scoring.assignment.network import Flow, Network
from scoring.assignment.problem import Ints
from scoring.assignment.residual import Exchange
from scoring.assignment.weights import closed_weight

ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Prices:
    entry: Ints
    judge: Ints

    def excess(self, network: Network, arcs: Ints) -> Ints:
        """By how much each pair is worth more than its prices."""
        entry, judge = np.divmod(arcs, len(self.judge))
        weight: Ints = network.weights.pairs.ravel()[arcs].astype(np.int64)
        return weight - self.entry[entry] - self.judge[judge]

    def lowered(self, by: int) -> Prices:
        return Prices(self.entry - by, self.judge)


def prices(network: Network, flow: Flow) -> Prices:
    """Prices under complementary slackness with `flow`; they exist if and only if it is optimal.

    Where a lower load binds, a judge's price may lie anywhere below the cost of the next read; the highest
    that fits is taken, so that few pairs outside the flow beat it.
    """
    arcs = _Valued.of(network, flow)
    exchange = arcs.exchange()
    low, unbounded = network.costs.lowest_prices(flow.loads)
    if (unbounded & (flow.loads > 0)).any():
        far = 2 * (len(low) + 1) * (network.weights.top + int(np.abs(low).max()) + 1)
        least = exchange.raised(np.where(unbounded, -far, low))
        v = -exchange.mirrored().raised(-np.maximum(least, low))
    else:
        v = exchange.raised(low)
    return Prices(arcs.ceilings(v), v)


@dataclass(frozen=True)
class _Valued:
    """The arcs of a flow with their weights."""

    network: Network
    entry: Ints
    judge: Ints
    weight: Ints
    used: Ints

    @classmethod
    def of(cls, network: Network, flow: Flow) -> _Valued:
        m = network.limits.shape[1]
        weight = network.weights.pairs.ravel()[flow.arcs].astype(np.int64)
        return cls(network, flow.arcs // m, flow.arcs % m, weight, flow.used)

    def exchange(self) -> Exchange:
        gives, takes = self.used > 0, self.used < self.network.share
        judges = self.network.limits.shape[1]
        return Exchange.of(self.entry, self.judge, self.weight, gives=gives, takes=takes, judges=judges)

    def ceilings(self, v: Ints) -> Ints:
        """The highest price of each entry at which none of its reads is regretted."""
        u, held = np.full(self.network.limits.shape[0], FAR), self.used > 0
        np.minimum.at(u, self.entry[held], self.weight[held] - v[self.judge[held]])
        return u


def upper_bound(network: Network, flow: Flow, at: Prices) -> int:
    """The weak-duality bound, times `parts`; no pair outside the arcs of `flow` may beat the prices."""
    beaten = at.excess(network, flow.arcs)
    entries = network.parts * int((network.limits.reads * at.entry).sum())
    return entries + network.share * int(np.maximum(beaten, 0).sum()) + network.costs.most_earned(at.judge)


def beating(network: Network, known: Ints, at: Prices) -> Ints:
    """Flat positions of pairs outside `known` worth more than their prices."""
    n, m = network.limits.shape
    pairs, v, found = network.weights.pairs, narrowed(at.judge, network.weights.pairs.dtype), []
    closed = closed_weight(pairs.dtype)
    for start in range(0, n, ROWS_AT_ONCE):
        rows = pairs[start : start + ROWS_AT_ONCE]
        better = np.flatnonzero((rows - v > at.entry[start : start + ROWS_AT_ONCE, None]) & (rows != closed))
        found.append(better + start * m)
    positions = np.concatenate(found)
    near = np.minimum(np.searchsorted(known, positions), len(known) - 1)
    fresh: Ints = positions[known[near] != positions]
    return fresh


def narrowed(v: Ints, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    """Judge prices in the matrix's own width where sums with its weights cannot overflow."""
    return v.astype(kind) if np.abs(v).max(initial=0) < 2**29 else v
