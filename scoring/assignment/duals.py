"""Prices that prove a flow optimal.

With a price u for a read of each entry and v for a read by each judge, no assignment is worth more than

    sum_i k_i u_i + sum_ij max(0, w_ij - u_i - v_j) + sum_j max over loads l of (v_j l - cost_j(l))

(weak duality). Prices read from the residual graph of an optimal flow make this bound equal to its value, in whole
numbers. Pairs left out of the flow that beat their prices are the ones that could still improve it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.assignment.network import Flow, Network
from scoring.assignment.problem import Ints
from scoring.assignment.solver import SolverError
from scoring.assignment.weights import CLOSED

ROWS_AT_ONCE = 64
FAR = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Prices:
    entry: Ints
    judge: Ints


@dataclass(frozen=True)
class _Residual:
    """Arcs that can give up a read and arcs that can take one, with grouping by entry and by judge."""

    network: Network
    flow: Flow
    entry: Ints
    judge: Ints
    weight: Ints

    @classmethod
    def of(cls, network: Network, flow: Flow) -> _Residual:
        entry, judge = np.divmod(flow.arcs, network.limits.shape[1])
        return cls(network, flow, entry, judge, network.weights.pairs.ravel()[flow.arcs].astype(np.int64))

    @property
    def gives(self) -> npt.NDArray[np.bool_]:
        return self.flow.used > 0

    @property
    def takes(self) -> npt.NDArray[np.bool_]:
        return self.flow.used < self.network.share

    def entry_ceiling(self, v: Ints) -> Ints:
        """The highest price of an entry at which none of its present reads is regretted."""
        at = self.gives
        u = np.full(self.network.limits.shape[0], FAR // 4)
        np.minimum.at(u, self.entry[at], self.weight[at] - v[self.judge[at]])
        return u

    def entry_floor(self, v: Ints) -> Ints:
        """The lowest price of an entry at which no further read is wanted."""
        at = self.takes
        u = np.full(self.network.limits.shape[0], -(FAR // 4))
        np.maximum.at(u, self.entry[at], self.weight[at] - v[self.judge[at]])
        return u

    def raised(self, v: Ints) -> Ints:
        """One sweep upwards: a judge costs at least what other entries would pay."""
        at, out = self.takes, v.copy()
        np.maximum.at(out, self.judge[at], self.weight[at] - self.entry_ceiling(v)[self.entry[at]])
        return out

    def lowered(self, v: Ints) -> Ints:
        """One sweep downwards: a judge costs at most what the entries that hold her would pay."""
        at, out = self.gives, v.copy()
        np.minimum.at(out, self.judge[at], self.weight[at] - self.entry_floor(v)[self.entry[at]])
        return out

    def bounds(self) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
        """Lowest and highest price the load allows; the mask says where there is no lowest."""
        net, loads = self.network, self.flow.loads
        lower, upper = net.limits.lower * net.parts, net.limits.upper * net.parts
        low = net.slope(-(-loads // net.parts))
        high = np.where(loads < upper, net.slope(loads // net.parts + 1), FAR // 4)
        return low, high, loads <= lower


def prices(network: Network, flow: Flow) -> Prices:
    """Prices from the residual graph by Bellman and Ford's sweeps; they exist if and only if the flow is optimal."""
    residual = _Residual.of(network, flow)
    low, high, unbounded = residual.bounds()
    v = _settle(residual.raised, np.where(unbounded, np.minimum(low, high), low))
    if (v > high).any():
        far = 2 * (len(low) + 1) * (network.weights.top + int(np.abs(low).max()) + 1)
        least = _settle(residual.raised, np.where(unbounded, -far, low))
        v = _settle(residual.lowered, np.minimum(np.maximum(least, low), np.maximum(high, least)))
    return Prices(residual.entry_ceiling(v), v)


def _settle(sweep: Callable[[Ints], Ints], v: Ints) -> Ints:
    for _ in range(2 * len(v) + 2):
        following = sweep(v)
        if np.array_equal(following, v):
            return v
        v = following
    raise SolverError("the flow is not optimal: its residual graph has a gainful cycle")


def upper_bound(network: Network, flow: Flow, at: Prices) -> int:
    """The weak-duality bound, times `parts`, over the pairs of `flow`; pairs outside must not beat the prices."""
    limits, parts = network.limits, network.parts
    residual = _Residual.of(network, flow)
    beaten = residual.weight - at.entry[residual.entry] - at.judge[residual.judge]
    entries = parts * int((limits.reads * at.entry).sum())
    return entries + network.share * int(np.maximum(beaten, 0).sum()) + parts * _load_bound(network, at.judge)


def _load_bound(network: Network, v: Ints) -> int:
    """sum_j of the most that price v can earn over its cost; concave in the load, so the best load is direct."""
    limits, even = network.limits, network.weights.even
    upper = np.minimum(limits.upper, limits.shape[0])
    if even:
        best = np.clip((v // even + 1) // 2 - limits.held, limits.lower, upper)
    else:
        best = np.where(v > 0, upper, limits.lower)
    squares = (best + limits.held) ** 2 - limits.held**2
    return int((v * best - even * squares).sum())


def beating(network: Network, known: Ints, at: Prices) -> Ints:
    """Flat positions of pairs outside `known` worth more than their prices."""
    n, m = network.limits.shape
    matrix, found = network.weights.pairs, []
    v = at.judge.astype(matrix.dtype) if np.abs(at.judge).max(initial=0) < 2**29 else at.judge
    for start in range(0, n, ROWS_AT_ONCE):
        rows = matrix[start : start + ROWS_AT_ONCE]
        better = np.flatnonzero((rows - v > at.entry[start : start + ROWS_AT_ONCE, None]) & (rows != CLOSED))
        found.append(better + start * m)
    return np.setdiff1d(np.concatenate(found), known, assume_unique=True)
