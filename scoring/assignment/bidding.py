"""Rough prices of the judges, before any flow: those in too great demand become dearer until loads come out right.

Each round lets some of the entries choose their best judges at present prices and moves every price against the
excess of demand over the load's limits, by ever smaller steps: stochastic subgradients of the dual problem.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scoring.assignment.network import Network
from scoring.assignment.problem import Ints
from scoring.assignment.weights import closed_weight

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
