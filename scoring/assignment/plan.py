"""`assign`: who reads what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from scoring.assignment.problem import Ints, Limits, Mask, Order, PerJudge, counts, hold, open_pairs
from scoring.assignment.result import Assignment, Pair
from scoring.assignment.weights import Weights, weigh

if TYPE_CHECKING:
    import numpy.typing as npt


def assign(
    affinity: npt.ArrayLike | None,
    *,
    entries: Sequence[str],
    judges: Sequence[str],
    conflicts: Iterable[Pair] = (),
    reviews_per_entry: int | Sequence[int],
    load: tuple[PerJudge, PerJudge],
    fixed: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    allowed: npt.ArrayLike | None = None,
    keep: Iterable[Pair] | None = None,
    seed: int = 0,
) -> Assignment:
    """The assignment of greatest total affinity: each entry `reviews_per_entry` judges, each judge a load in `load`.

    `affinity` is (entries, judges), whole numbers or floats, higher is better; None counts every pair alike, spreads
    the loads as evenly as the other limits allow and settles the rest by lot from `seed`. `load` is (lower, upper),
    each one number for all or one per judge; upper None sets no limit. `allowed`, of the same shape as the affinity,
    is True where the judge's pool takes the entry. `conflicts` and `forbidden` pairs, as (entry, judge), are never
    chosen, `fixed` ones always and within the same limits. With `keep`, an earlier assignment, as many of its pairs
    as possible stay before affinity counts.

    The answer depends on names and seed alone, never on the order in which anything was handed in. Raises
    InfeasibleAssignmentError with the limits that contradict each other, and ValueError for input that makes no sense.
    """
    rng = np.random.default_rng(seed)
    order = Order.of(entries, judges, rng)
    limits = _limits(order, reviews_per_entry, load, open_pairs(order, [
        order.locate(conflicts, "conflicts"), order.locate(forbidden, "forbidden")
    ], allowed))
    limits = _hold_fixed(limits, order.locate(fixed, "fixed"))
    weights = weigh(affinity, order, limits, keep=order.locate(keep or (), "keep"), rng=rng)
