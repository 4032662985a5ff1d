"""Fairness to the worst-off entry: the one whose weakest read is weakest.

The floor under the affinity of every read is raised as far as an assignment exists (exact, by bisection). With
`leximin` the entries that cannot rise further stay there, as few reads of theirs at that level as possible, and the
floor under the others is raised again, level by level.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from scoring.plan.assignment.infeasible import feasible
from scoring.plan.assignment.limits import Ints, Limits, Mask
from scoring.plan.assignment.network import Network

Fairness = Literal["threshold", "leximin"]
LEVELS = 32
"""Levels the floor is raised by at most under leximin: all of them for marks, the weakest for measurements."""
GALLOP = 4
"""Reads times this many pairs are tried first: a floor near the top leaves few arcs."""


@dataclass(frozen=True)
class Floors:
    """Lowest grade (n,) each entry's reads may have; `free` where it has not been found to be final."""

    least: Ints
    free: Mask


def raise_floor(network: Network, grades: Ints, fairness: Fairness) -> Limits:
    """The limits with every pair below its entry's floor closed; unchanged where no assignment exists."""
    if network.limits.overfull:
        return network.limits
    n = network.limits.shape[0]
    floors = Floors(np.full(n, grades.min(initial=0)), network.limits.reads > 0)
    for _ in range(1 if fairness == "threshold" else LEVELS):
        if not floors.free.any():
            break
        raised = _raised(network, grades, floors)
        if raised is None:
            break
        floors = _settled(network, grades, raised)
    return replace(network.limits, open=_above(network, grades, floors.least))


def _above(network: Network, grades: Ints, least: Ints) -> Mask:
    return network.limits.open & (grades >= least[:, None])


def _raised(network: Network, grades: Ints, floors: Floors) -> Floors | None:
    """The free entries' common floor as high as it goes; None where it cannot stand where it is."""
    marks = np.sort(grades[floors.free][network.limits.open[floors.free]])
    if not len(marks):
        return None

    def stands(at: int) -> Floors | None:
        least = np.where(floors.free, np.maximum(marks[at], floors.least), floors.least)
        arcs = np.flatnonzero(_above(network, grades, least).ravel())
        return Floors(least, floors.free) if feasible(network, arcs) else None

    step, highest = GALLOP * network.limits.total, len(marks)
    while (found := stands(max(0, highest - step))) is None:
        if step >= highest:
            return None
        step *= 2
    low, high = (
        max(0, highest - step),
        highest if step == GALLOP * network.limits.total else highest - step // 2,
    )
    while high - low > 1:
        middle = (low + high) // 2
        better = stands(middle)
        low, high, found = (middle, high, better) if better is not None else (low, middle, found)
    return found


def _settled(network: Network, grades: Ints, floors: Floors) -> Floors:
    """Free entries that keep a read at the floor when as few reads as possible do: their floor is final."""
    arcs = np.flatnonzero(_above(network, grades, floors.least).ravel())
    entry = arcs // network.limits.shape[1]
    at_floor = floors.free[entry] & (grades.ravel()[arcs] == floors.least[entry])
    flow = network.solve(arcs, cost=at_floor.astype(np.int64))
    assert flow is not None
    held = np.zeros(len(floors.free), bool)
    held[entry[at_floor & (flow.used > 0)]] = True
    return Floors(floors.least, floors.free & ~held)
