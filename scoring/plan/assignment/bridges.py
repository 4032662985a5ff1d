"""Reads across tracks, so that the severity of all judges can be compared.

An assignment by affinity or by pools leaves each track with a jury of its own, and no score says which jury is the
stricter. A few judges who read in two tracks each repair that. Which ones: those that the prices of the assignment
without bridges say cost least.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from scoring.plan.assignment.infeasible import InfeasibleAssignmentError, Relief, feasible
from scoring.plan.assignment.limits import AssignmentInputError, Ints, Limits, Mask, Order, hold
from scoring.plan.assignment.network import Network
from scoring.plan.assignment.prices import Prices
from scoring.plan.assignment.weights import Weights


@dataclass(frozen=True)
class Bridges:
    """Between each two tracks `per_pair` reads, by different judges of one on different entries of the other.

    `entries` and `judges` give the track of each, in the order they are handed to `assign`; a judge of no track
    has None. Bridging reads may leave the judge's pool (`allowed`), never a conflict or a forbidden pair.
    """

    entries: Sequence[str]
    judges: Sequence[str | None]
    per_pair: int = 1

    def sides(self, order: Order) -> Iterator[tuple[tuple[str, str], Mask]]:
        """Each two tracks with the (n, m) pairs that bridge them."""
        if len(self.entries) != len(order.rows) or len(self.judges) != len(order.columns):
            raise AssignmentInputError("bridges: give one track for each entry and each judge")
        entry = np.array([self.entries[i] for i in order.rows], dtype=object)
        judge = np.array([self.judges[j] for j in order.columns], dtype=object)
        for one, other in combinations(sorted(set(self.entries)), 2):
            there = (entry == one)[:, None] & (judge == other)
            yield (one, other), there | ((entry == other)[:, None] & (judge == one))


@dataclass(frozen=True)
class Crossing:
    """Chosen bridging pairs (p, 2), and how many solver units any assignment with bridges must lose at least."""

    pairs: Ints
    least_loss: int


def cross(
    network: Network, bridges: Bridges, order: Order, *, may: Mask, wide: Weights, at: Prices
) -> Crossing:
    """Choose the bridging pairs among `may` by their loss under the prices `at` of the optimum without bridges."""
    loss = at.entry[:, None] + at.judge - wide.pairs
    loss = np.where(network.limits.open, np.maximum(loss, 0), loss)
    choice = _Choice(network, bridges.per_pair, [])
    quick = Crossing(*choice.over(bridges.sides(order), may, loss))
    held = hold(network.limits, quick.pairs)
    if feasible(Network.of(held, network.weights), np.flatnonzero(held.open.ravel())):
        return quick
    return Crossing(*replace(choice, chosen=[], careful=True).over(bridges.sides(order), may, loss))


@dataclass(frozen=True)
class _Choice:
    """Bridging pairs so far; `careful` tries the limits with every further one."""

    network: Network
    per_pair: int
    chosen: list[tuple[int, int]]
    careful: bool = False

    def over(self, sides: Iterator[tuple[tuple[str, str], Mask]], may: Mask, loss: Ints) -> tuple[Ints, int]:
        """The pairs for each two tracks, cheapest first, and the least that any choice must lose."""
        least_loss = 0
        for tracks, pairs in sides:
            candidates = np.argwhere(pairs & may)
            losses = loss[candidates[:, 0], candidates[:, 1]]
            ranked = np.argsort(losses, kind="stable")
            least_loss += int(losses[ranked[: self.per_pair]].sum())
            found = self._apart(candidates[ranked])
            if len(found) < self.per_pair:
                raise _no_bridge(tracks, self.per_pair, len(found))
            self.chosen.extend(found)
        return np.array(self.chosen, dtype=np.int64).reshape(-1, 2), least_loss

    def _apart(self, candidates: Ints) -> list[tuple[int, int]]:
        """The first of different judges and entries; those that bridge nothing yet before all others."""
        found: list[tuple[int, int]] = []
        busy_entries, busy_judges = {i for i, _ in self.chosen}, {j for _, j in self.chosen}
        pairs = [(i, j) for i, j in candidates.tolist()]
        for i, j in sorted(pairs, key=lambda pair: pair[0] in busy_entries or pair[1] in busy_judges):
            if len(found) == self.per_pair:
                break
            if not any(i == entry or j == judge for entry, judge in found) and self._fits([*found, (i, j)]):
                found.append((i, j))
        return found

    def _fits(self, further: list[tuple[int, int]]) -> bool:
        held = hold(self.network.limits, np.array(self.chosen + further, dtype=np.int64))
        if (held.reads < 0).any() or (held.upper < 0).any():
            return False
        arcs = np.flatnonzero(held.open.ravel())
        return not self.careful or feasible(Network.of(held, self.network.weights), arcs)


def _no_bridge(tracks: tuple[str, str], wanted: int, found: int) -> InfeasibleAssignmentError:
    reason = (
        f"Tracks {tracks[0]} and {tracks[1]} allow {found} bridging reads by different judges, not {wanted}."
    )
    return InfeasibleAssignmentError(
        reason,
        entries=[],
        judges=[],
        limits=[f"bridges between {tracks[0]} and {tracks[1]}: at least {wanted}"],
        relief=[Relief("bridges", f"{tracks[0]} and {tracks[1]}", wanted - found)],
    )


def worth(pairs: Ints, weights: Weights, start: Limits) -> int:
    """Pairs (p, 2) placed beyond the fixed ones of `start`, in solver units."""
    chosen: npt.NDArray[np.int64] = weights.pairs[pairs[:, 0], pairs[:, 1]].astype(np.int64)
    loads = start.held + np.bincount(pairs[:, 1], minlength=len(start.held))
    return int(chosen.sum()) - weights.even * int((loads**2 - start.held**2).sum())
