"""`assign`: who reads what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

import numpy as np

from scoring.plan.assignment.bridges import Bridges, cross, worth
from scoring.plan.assignment.fairness import Fairness, raise_floor
from scoring.plan.assignment.infeasible import explain
from scoring.plan.assignment.limits import (
    AssignmentInputError,
    Mask,
    Order,
    Pair,
    PerEntry,
    PerJudge,
    fixed_pairs,
    hold,
    open_pairs,
    read_limits,
)
from scoring.plan.assignment.network import Network
from scoring.plan.assignment.result import Assignment, Choice, Naming, check
from scoring.plan.assignment.rounding import drawn
from scoring.plan.assignment.solve import optimum
from scoring.plan.assignment.weights import Scale, weigh

if TYPE_CHECKING:
    import numpy.typing as npt

PARTS = 100
"""A probability cap is met in steps no finer than one in so many."""


def assign(
    affinity: npt.ArrayLike | None,
    *,
    entries: Sequence[str],
    judges: Sequence[str],
    conflicts: Iterable[Pair] = (),
    reviews_per_entry: PerEntry,
    load: tuple[PerJudge, PerJudge],
    fixed: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    allowed: npt.ArrayLike | None = None,
    keep: Iterable[Pair] | None = None,
    bridges: Bridges | None = None,
    fairness: Fairness | None = None,
    max_probability: float | None = None,
    seed: int = 0,
) -> Assignment:
    """The assignment of greatest total affinity under limits that hold exactly.

    `affinity` is (entries, judges), whole numbers or floats, higher is better; None counts every pair alike,
    spreads the loads as evenly as the other limits allow and settles the rest by lot from `seed`. `load` is
    (lower, upper), each one number for all or one per judge; upper None sets no limit. `allowed`, of the same
    shape as the affinity, is True where the judge's pool takes the entry. `conflicts` and `forbidden` pairs, as
    (entry, judge), are never chosen, `fixed` ones always and within the same limits. With `keep`, an earlier
    assignment, as many of its pairs as possible stay before affinity counts. `bridges` links tracks; `fairness`
    raises the weakest read first (see `scoring.plan.assignment.fairness`); `max_probability` draws the assignment by
    lot so that no pair is more likely than that (Jecmen et al. 2020).

    The answer depends on names and seed alone, not on the order in which anything is handed in. Raises
    InfeasibleAssignmentError with the limits that contradict each other, AssignmentInputError for nonsense.
    """
    order = Order.of(entries, judges, _checked(seed))
    barred = order.locate([*conflicts, *forbidden], "conflicts and forbidden")
    placed = fixed_pairs(order, fixed, barred)
    wide = hold(read_limits(order, reviews_per_entry, load, pairs=open_pairs(order, barred)), placed)
    limits = (
        wide
        if allowed is None
        else replace(wide, open=wide.open & order.matrix(allowed, "allowed").astype(bool))
    )
    scale = None if affinity is None else Scale.of(affinity, order, limits if bridges is None else wide)
    kept = order.locate(keep or (), "keep")
    weights = weigh(
        scale, limits if bridges is None else wide, keep=kept, rng=np.random.default_rng([seed, 1])
    )
    share, parts = _cap(max_probability)
    question = _Question(Network.of(limits, weights, share=share, parts=parts), scale, fairness, seed)
    choice = question.choose() if bridges is None else question.bridged(bridges, order, wide.open)
    capped = max_probability is not None
    return Naming(affinity, order, weights, seed, capped).assignment(choice)


def _checked(seed: int) -> int:
    if seed < 0:
        raise AssignmentInputError(f"the seed must be 0 or more, got {seed}")
    return seed


def _cap(max_probability: float | None) -> tuple[int, int]:
    """The greatest fraction share / parts, of few parts, not above the cap."""
    if max_probability is None:
        return 1, 1
    if not 0 < max_probability <= 1:
        raise AssignmentInputError(
            f"max_probability must lie above 0 and at most at 1, got {max_probability}"
        )
    near = Fraction(max_probability).limit_denominator(PARTS)
    if near > max_probability + 1e-12:
        near = Fraction(int(max_probability * PARTS), PARTS)
    if not near:
        raise AssignmentInputError(f"max_probability must be at least {1 / PARTS}, got {max_probability}")
    return near.numerator, near.denominator


@dataclass(frozen=True)
class _Question:
    network: Network
    scale: Scale | None
    fairness: Fairness | None
    seed: int

    def choose(self) -> Choice:
        network = self.network if self.fairness is None else self._fair(self.fairness)
        best = optimum(network)
        if best is None:
            raise explain(network)
        n_judges, arcs, used = network.limits.shape[1], best.flow.arcs, best.flow.used
        if network.parts > 1:
            rng = np.random.default_rng([self.seed, 2])
            chosen = drawn(arcs // n_judges, arcs % n_judges, used, parts=network.parts, rng=rng)
        else:
            chosen = np.flatnonzero(used)
        pairs = np.stack(np.divmod(arcs[chosen], n_judges), axis=1)
        check(network.limits, pairs)
        return Choice(network, pairs, gap=best.bound - best.value, flow=best.flow)

    def _fair(self, fairness: Fairness) -> Network:
        if fairness not in get_args(Fairness):
            raise AssignmentInputError(
                f"fairness is one of {', '.join(get_args(Fairness))}, got {fairness!r}"
            )
        if self.scale is None:
            raise AssignmentInputError(
                "fairness needs affinities; without them every read is as good as another"
            )
        limits = raise_floor(self.network, self.scale.matrix(), fairness)
        return replace(self.network, limits=limits, weights=self.network.weights.within(limits.open))

    def bridged(self, bridges: Bridges, order: Order, may: Mask) -> Choice:
        """Choose the bridging pairs first, then the rest around them."""
        network = self.network
        if network.parts > 1:
            raise AssignmentInputError(
                "a bridging pair is certain; ask for bridges or for max_probability, not both"
            )
        wide = network.weights
        inside = replace(network, weights=wide.within(network.limits.open))
        plain = optimum(inside)
        if plain is None:
            raise explain(network)
        crossing = cross(inside, bridges, order, may=may, wide=wide, at=plain.prices)
        held = Network.of(hold(network.limits, crossing.pairs), inside.weights)
        held = replace(held, weights=held.weights.within(held.limits.open))
        rest = replace(self, network=held).choose()
        value = worth(np.concatenate([crossing.pairs, rest.pairs]), wide, network.limits)
        return replace(rest, gap=plain.bound - crossing.least_loss - value, bridges=crossing.pairs)
