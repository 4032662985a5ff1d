"""Prices that prove a flow optimal.

With a price u for a read of each entry and v for a read by each judge, no assignment is worth more than

    sum_i k_i u_i + sum_ij max(0, w_ij - u_i - v_j) + sum_j max over loads l of (v_j l - cost_j(l))

(weak duality). Prices read from the residual graph of an optimal flow make this bound equal to its value, in
whole numbers. Pairs left out of the flow that beat their prices are the ones that could still improve it.

The judges' prices come from the residual graph, by Bellman and Ford's sweeps over what changed alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.plan.assignment.limits import Ints, Mask
from scoring.plan.assignment.network import FAR, Flow, Network, SolverError
from scoring.plan.assignment.weights import closed_weight

ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Exchange:
    """Reads that could move: an entry gives up `source` and takes `target` instead, and gains `gain`.

    Moves are grouped by source: those of judge j are start[j] to start[j + 1].
    """

    source: Ints
    target: Ints
    gain: Ints
    start: Ints

    @classmethod
    def of(cls, entry: Ints, judge: Ints, weight: Ints, *, gives: Mask, takes: Mask, judges: int) -> Exchange:
        """From arcs in the order of their entries: which can give up a read, which can take one."""
        giving, taking = np.flatnonzero(gives), np.flatnonzero(takes)
        giving = giving[np.argsort(judge[giving], kind="stable")]
        first, last = (np.searchsorted(entry[taking], entry[giving], side=side) for side in ("left", "right"))
        source = np.repeat(giving, last - first)
        target = taking[_ranges(first, last - first)]
        moves = judge[source], judge[target], weight[target] - weight[source]
        return (
            cls._dense(*moves, judges=judges)
            if judges**2 < len(source)
            else cls._grouped(*moves, judges=judges)
        )

    @classmethod
    def _grouped(cls, source: Ints, target: Ints, gain: Ints, *, judges: int) -> Exchange:
        return cls(source, target, gain, np.searchsorted(source, np.arange(judges + 1)))

    @classmethod
    def _dense(cls, source: Ints, target: Ints, gain: Ints, *, judges: int) -> Exchange:
        """The best move of each two judges alone."""
        best = np.full(judges * judges, -FAR)
        np.maximum.at(best, source * judges + target, gain)
        kept = np.flatnonzero(best > -FAR)
        return cls._grouped(kept // judges, kept % judges, best[kept], judges=judges)

    def mirrored(self) -> Exchange:
        """The same moves backwards: highest prices here are least prices there, with the sign turned."""
        order = np.argsort(self.target, kind="stable")
        return self._grouped(
            self.target[order], self.source[order], self.gain[order], judges=len(self.start) - 1
        )

    def raised(self, start: Ints) -> Ints:
        """The least prices from `start` up under which no move gains: v[target] >= v[source] + gain."""
        v, changed = start.copy(), np.arange(len(start))
        for _ in range(2 * len(v) + 2):
            moves = _ranges(self.start[changed], self.start[changed + 1] - self.start[changed])
            offer = v[self.source[moves]] + self.gain[moves]
            outbid = offer > v[self.target[moves]]
            if not outbid.any():
                return v
            targets = self.target[moves[outbid]]
            np.maximum.at(v, targets, offer[outbid])
            touched = np.zeros(len(v), bool)
            touched[targets] = True
            changed = np.flatnonzero(touched)
        raise SolverError("the flow is not optimal: its residual graph has a gainful cycle")


def _ranges(first: Ints, count: Ints) -> Ints:
    """first[0], first[0] + 1, ... count[0] of them, then those of first[1], and so on."""
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(first - ends + count, count)


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
