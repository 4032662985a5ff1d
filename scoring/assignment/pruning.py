"""Which arcs to begin with."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.assignment.duals import ROWS_AT_ONCE, narrowed
from scoring.assignment.network import Network
from scoring.assignment.problem import Ints

FIRST_JUDGES = 12
"""Judges an entry begins with, at the least."""
FIRST_ENTRIES = 8
"""Entries a judge begins with, at the least."""


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
