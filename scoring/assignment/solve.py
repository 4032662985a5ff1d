"""Few arcs first, then every arc that could matter: the optimum over all pairs without a flow over all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scoring.assignment.bidding import bid_prices
from scoring.assignment.duals import Prices, beating, prices, upper_bound
from scoring.assignment.network import Flow, Network
from scoring.assignment.problem import Ints, Limits
from scoring.assignment.pruning import best_arcs, merged

SOLVED_WHOLE = 20_000
"""Pairs up to which every arc goes in at once."""


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
