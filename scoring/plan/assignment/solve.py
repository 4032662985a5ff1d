"""Few arcs first, then every arc that could matter: the optimum over all pairs without a flow over all pairs.

Which arcs to begin with is told by rough prices of the judges, before any flow: those in too great demand
become dearer until loads come out right. Each round lets some of the entries choose their best judges at
present prices and moves every price against the excess of demand over the load's limits, by ever smaller
steps: stochastic subgradients of the dual problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.plan.assignment.limits import Ints, Limits
from scoring.plan.assignment.network import Flow, Network
from scoring.plan.assignment.prices import ROWS_AT_ONCE, Prices, beating, narrowed, prices, upper_bound
from scoring.plan.assignment.weights import closed_weight

FIRST_JUDGES = 12
"""Judges an entry begins with, at the least."""
FIRST_ENTRIES = 8
"""Entries a judge begins with, at the least."""
ROUNDS = 20
ROWS = 8
"""One entry in so many chooses in a round."""
FIRST_STEP = 0.3
"""Of the spread of all weights: how far a price moves at first for a demand wrong by the mean load."""
LAST_STEP = 0.1
"""Of the spacing of the best weights of an entry: how far it moves at last."""
FURTHEST = 1.5
"""Mean loads by which a demand counts as wrong at most."""
SAMPLE = 64
"""Entries from which spread and spacing are read."""
SOLVED_WHOLE = 20_000
"""Pairs up to which every arc goes in at once."""


def best_arcs(network: Network, widened: int, costs: Ints) -> Ints | None:
    """Flat positions of each entry's best judges and each judge's best entries, net of what either costs.

    None where that would be all of them.
    """
    limits, (n, m) = network.limits, network.limits.shape
    reads, total = int(limits.reads.max()) * network.parts, limits.total * network.parts
    room = min(int(limits.upper.max()) * network.parts, 2 * total // m)
    fewest = max(-(-reads // network.share), reads // max(1, room))
    per_entry = widened * max(FIRST_JUDGES, 3 * fewest)
    per_judge = widened * max(FIRST_ENTRIES, 3 * -(-room // network.share))
    if per_entry >= m or per_judge >= n:
        return None
    pairs = network.weights.pairs
    v = narrowed(costs, pairs.dtype)
    by_entry, u = _best_of_rows(pairs, v, per_entry, rank=min(per_entry, max(1, fewest)))
    by_judge, _ = _best_of_rows(pairs.T, u, per_judge, rank=1)
    return network.weights.open_arcs(merged(by_entry, by_judge % n * m + by_judge // n))


def merged(some: Ints, others: Ints) -> Ints:
    """All of both, ascending, each once."""
    arcs = np.sort(np.concatenate([some, others]), kind="stable")
    first_time = np.ones(len(arcs), bool)
    np.not_equal(arcs[1:], arcs[:-1], out=first_time[1:])
    unique: Ints = arcs[first_time]
    return unique


def _best_of_rows(
    pairs: npt.NDArray[Any], costs: npt.NDArray[Any], count: int, *, rank: int
) -> tuple[Ints, npt.NDArray[Any]]:
    """Flat positions of the `count` greatest of each row of pairs - costs, and each row's value of that rank."""
    found, value = [], np.empty(len(pairs), pairs.dtype)
    split = pairs.shape[1] - count
    for start in range(0, len(pairs), ROWS_AT_ONCE):
        net = np.ascontiguousarray(pairs[start : start + ROWS_AT_ONCE]) - costs
        best = np.argpartition(net, split, axis=1)[:, split:]
        top = np.partition(np.take_along_axis(net, best, axis=1), count - rank, axis=1)
        value[start : start + ROWS_AT_ONCE] = top[:, count - rank]
        found.append((best + pairs.shape[1] * (start + np.arange(len(net)))[:, None]).ravel())
    return np.concatenate(found), value


def bid_prices(network: Network) -> Ints:
    """(m,) prices in solver units; good to a few per cent, which is enough to tell which arcs matter."""
    limits, (n, m) = network.limits, network.limits.shape
    pairs, rows = network.weights.pairs, -(-n // ROWS)
    chosen = max(1, round(limits.total * network.parts / n / network.share))
    mean = limits.total / m
    if not mean or 3 * chosen >= m:
        return np.zeros(m, np.int64)
    first_step, last_step = _steps(pairs[:: 1 + n // SAMPLE], chosen)
    v = np.zeros(m)
    for turn in range(ROUNDS):
        first = turn % ROWS * rows % max(1, n - rows + 1)
        net = pairs[first : first + rows] - np.rint(v).astype(pairs.dtype)
        best = np.argpartition(net, m - chosen, axis=1)[:, m - chosen :]
        demand = np.bincount(best.ravel(), minlength=m) * (limits.total / best.size)
        bound = np.where(v == 0, np.clip(demand, limits.lower, limits.upper), limits.upper)
        excess = (demand - np.where(v < 0, limits.lower, bound)) / mean
        step = first_step * (last_step / first_step) ** (turn / (ROUNDS - 1))
        moved = v + step * np.clip(excess, -FURTHEST, FURTHEST)
        v = np.where(moved * v < 0, 0, moved)
    prices: Ints = np.rint(v).astype(np.int64)
    return prices


def _steps(pairs: npt.NDArray[np.signedinteger], chosen: int) -> tuple[float, float]:
    """First and last step; the spread is a standard deviation as quartiles tell it."""
    weights = np.sort(pairs, axis=1)
    open_weights = weights[weights != closed_weight(pairs.dtype)]
    low, high = np.quantile(open_weights, [0.25, 0.75], method="nearest") if len(open_weights) else (0, 0)
    spacing = np.median(weights[:, -chosen] - weights[:, -3 * chosen])
    first = max(1.0, FIRST_STEP * float(high - low) / 1.35)
    return first, min(first, max(1.0, LAST_STEP * float(spacing)))


@dataclass(frozen=True)
class Optimum:
    """A flow, its value and the bound none can pass, both in solver units times `parts`."""

    flow: Flow
    prices: Prices
    value: int
    bound: int


def optimum(network: Network) -> Optimum | None:
    """The proved optimum, or None when the limits cannot all be met."""
    if not network.weights.even:
        return _proved(network)
    for cap in _caps(network.limits):
        upper = np.minimum(network.limits.upper, np.maximum(cap, network.limits.lower))
        limits = replace(network.limits, upper=upper)
        best = _proved(Network.of(limits, network.weights, share=network.share, parts=network.parts))
        lifted = upper < network.limits.upper
        if not lifted.any() or (best is not None and (best.flow.loads < upper * network.parts)[lifted].all()):
            return best
    return None


def _caps(limits: Limits) -> Iterator[int]:
    """Loads that even loads are not expected to reach: where none does, the cap has changed nothing."""
    cap, most = 2 * -(-limits.total // len(limits.upper)) + 8, int(limits.upper.max(initial=0))
    while cap < most:
        yield cap
        cap *= 4
    yield most


def _proved(network: Network) -> Optimum | None:
    flow = _first_flow(network)
    while flow is not None:
        at = prices(network, flow)
        more = _missing(network, flow, at)
        if not len(more):
            return Optimum(flow, at, network.value(flow), upper_bound(network, flow, at))
        flow = network.solve(merged(flow.arcs, more))
    return None


def _missing(network: Network, flow: Flow, at: Prices) -> Ints:
    """Pairs outside the flow that beat their prices, and with them those that come as near as the best goes beyond.

    Where that would be very many, the best judges of each entry and entries of each judge at these prices.
    """
    more = beating(network, flow.arcs, at)
    if 0 < len(more) <= len(flow.arcs):
        near = beating(network, flow.arcs, at.lowered(int(at.excess(network, more).max())))
        return near if len(near) <= len(flow.arcs) else more
    best = best_arcs(network, 1, at.judge) if len(more) else None
    return more if best is None else np.intersect1d(more, best, assume_unique=True)


def _first_flow(network: Network) -> Flow | None:
    """A flow over the arcs that rough prices favour, more of them each time there is none."""
    limits, (n, m) = network.limits, network.limits.shape
    if limits.lower.sum() > limits.total or (limits.upper < limits.lower).any() or (limits.reads < 0).any():
        return None
    if n * m > SOLVED_WHOLE:
        costs = np.zeros(m, np.int64) if network.weights.even else bid_prices(network)
        for widened in (1, 2, 4, 8):
            arcs = best_arcs(network, widened, costs)
            flow = None if arcs is None else network.solve(arcs)
            if flow is not None:
                return flow
    return network.solve(network.weights.open_arcs())
