"""Few arcs first, then every arc that could matter: the optimum over all pairs without a flow over all pairs.

Where the best judges of each entry and the best entries of each judge do not suffice, better arcs are read from
prices: a sample of the entries, each standing for several, is solved with limits that give way (from prices
of a smaller sample, where it is large itself), and the best are taken net of what the sample says they cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scoring.assignment.duals import Prices, beating, prices, upper_bound
from scoring.assignment.network import Flow, Network
from scoring.assignment.problem import Ints, Limits
from scoring.assignment.pruning import best_arcs, merged
from scoring.assignment.weights import CLOSED

SOLVED_WHOLE = 20_000
"""Pairs up to which every arc goes in at once."""
SAMPLE = 8
"""One entry in so many stands for all."""
SAMPLED_AGAIN = 500_000
"""Pairs from which a sample begins with prices of a sample of its own."""
SAMPLE_ROUNDS = 8
"""Times a sample's arcs are completed at most; its prices need not be exact."""


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
    """Pairs outside the flow that beat their prices; where they are very many, the best of them."""
    more = beating(network, flow.arcs, at)
    if len(more) <= len(flow.arcs):
        return more
    best = best_arcs(network, 1, at.judge)
    return more if best is None else np.intersect1d(more, best, assume_unique=True)


def _first_flow(network: Network) -> Flow | None:
    limits, (n, m) = network.limits, network.limits.shape
    if limits.lower.sum() > limits.total or (limits.upper < limits.lower).any() or (limits.reads < 0).any():
        return None
    if n * m > SOLVED_WHOLE:
        costs = None
        for widened in (1, 1, 2, 4, 8):
            arcs = best_arcs(network, widened, costs)
            flow = None if arcs is None else network.solve(arcs)
            if flow is not None:
                return flow
            costs = _sampled_prices(network) if costs is None else costs
    return network.solve(np.flatnonzero(network.weights.pairs.ravel() != CLOSED))


def _sampled_prices(network: Network) -> Ints:
    """What a read by each judge costs if the first entries, in their drawn order, stand for all."""
    sample = _sample(network)
    v = _sampled_prices(sample) if sample.weights.pairs.size > SAMPLED_AGAIN else None
    begin = best_arcs(sample, 2, v)
    arcs = np.arange(sample.weights.pairs.size) if begin is None else begin
    for _ in range(SAMPLE_ROUNDS):
        flow = sample.solve(arcs)
        if flow is None:
            break
        at = prices(sample, flow)
        v, more = at.judge, _missing(sample, flow, at)
        if len(more) < len(arcs) // 10:
            break
        arcs = merged(arcs, more)
    return np.zeros(network.limits.shape[1], np.int64) if v is None else v


def _sample(network: Network) -> Network:
    limits, count = network.limits, -(-len(network.limits.entries) // SAMPLE)
    reads = limits.reads[:count] * SAMPLE
    smaller = replace(limits, entries=limits.entries[:count], reads=reads, open=limits.open[:count])
    weights = replace(network.weights, pairs=network.weights.pairs[:count])
    costs = network.costs.elastic(int(reads.sum()) * network.parts, network.weights.top)
    return Network(smaller, weights, costs, network.share * SAMPLE, network.parts)
