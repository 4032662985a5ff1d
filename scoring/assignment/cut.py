"""Can the limits be met at all, and if not, where do they tighten?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.network import Network
from scoring.assignment.problem import Ints
from scoring.assignment.solver import Arcs, maximum_flow


@dataclass(frozen=True)
class Cut:
    """Entries and judges that cannot be satisfied together; `starved` where it is lower loads that fail."""

    entries: Ints
    judges: Ints
    starved: bool


def feasible(network: Network, arcs: Ints) -> bool:
    """Whether the limits can be met over these arcs."""
    limits = network.limits
    if limits.lower.sum() > limits.total or (limits.upper < limits.lower).any():
        return False
    n, m = limits.shape
    moved, _ = maximum_flow(_groups(network, arcs), n + m + 1, n + m + 2)
    return moved == limits.total * network.parts


def minimum_cut(network: Network, arcs: Ints) -> Cut:
    """The narrowest place, on the side of the entries if there are several."""
    limits, (n, m) = network.limits, network.limits.shape
    if limits.lower.sum() > limits.total:
        return Cut(np.arange(n), np.arange(m), starved=True)
    _, near = maximum_flow(_groups(network, arcs), n + m + 1, n + m + 2)
    starved = bool(near[n + m])
    side = near ^ starved
    return Cut(np.flatnonzero(side[:n]), np.flatnonzero(side[n : n + m]), starved)


def _groups(network: Network, arcs: Ints) -> list[Arcs]:
    """Source, entries, judges, sink: a judge's lower load directly, what is beyond it by way of `rest`."""
    limits, (n, m), parts = network.limits, network.limits.shape, network.parts
    rest, source, sink = n + m, n + m + 1, n + m + 2
    judges = np.arange(m) + n
    return [
        Arcs(np.full(n, source), np.arange(n), limits.reads * parts),
        Arcs(arcs // m, arcs % m + n, network.share),
        Arcs(judges, np.full(m, sink), limits.lower * parts),
        Arcs(judges, np.full(m, rest), (limits.upper - limits.lower) * parts),
        Arcs(np.array([rest]), np.array([sink]), (limits.total - int(limits.lower.sum())) * parts),
    ]
