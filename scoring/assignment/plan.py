"""`assign`: who reads what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from scoring.assignment.infeasible import explain
from scoring.assignment.network import Network
from scoring.assignment.problem import (
    AssignmentInputError,
    Ints,
    Limits,
    Mask,
    Order,
    PerJudge,
    counts,
    hold,
    open_pairs,
)
from scoring.assignment.result import Assignment, Pair
from scoring.assignment.scale import Scale
from scoring.assignment.solve import optimum
from scoring.assignment.solver import SolverError
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
    """The assignment of greatest total affinity under limits that hold exactly.

    `affinity` is (entries, judges), whole numbers or floats, higher is better; None counts every pair alike,
    spreads the loads as evenly as the other limits allow and settles the rest by lot from `seed`. `load` is
    (lower, upper), each one number for all or one per judge; upper None sets no limit. `allowed`, of the same
    shape as the affinity, is True where the judge's pool takes the entry. `conflicts` and `forbidden` pairs, as
    (entry, judge), are never chosen, `fixed` ones always and within the same limits. With `keep`, an earlier
    assignment, as many of its pairs as possible stay before affinity counts.

    The answer depends on names and seed alone, never on the order in which anything was handed in. Raises
    InfeasibleAssignmentError with the limits that contradict each other, AssignmentInputError for input that
    makes no sense.
    """
    rng = np.random.default_rng(seed)
    order = Order.of(entries, judges, rng)
    barred = [order.locate(conflicts, "conflicts"), order.locate(forbidden, "forbidden")]
    pairs = open_pairs(order, barred, allowed)
    limits = hold(_limits(order, reviews_per_entry, load, pairs), _fixed(order, fixed, barred))
    scale = None if affinity is None else Scale.of(affinity, order, limits)
    weights = weigh(scale, limits, keep=order.locate(keep or (), "keep"), rng=rng)
    network = Network.of(limits, weights)
    best = optimum(network)
    if best is None:
        raise explain(network)
    chosen = np.stack(np.divmod(best.flow.arcs[best.flow.used > 0], len(judges)), axis=1)
    check(limits, chosen)
    return _assignment(
        affinity, order, limits, chosen, gap=best.bound - best.value, weights=weights, seed=seed
    )


def _limits(order: Order, reads: int | Sequence[int], load: tuple[PerJudge, PerJudge], pairs: Mask) -> Limits:
    n, m = pairs.shape
    lower = counts(load[0] or 0 if isinstance(load[0], int | None) else load[0], order.columns, "lower load")
    upper = counts(n if load[1] is None else load[1], order.columns, "upper load")
    crossed = np.flatnonzero(lower > upper)
    if len(crossed):
        j = crossed[0]
        raise AssignmentInputError(
            f"judge {order.judges[j]!r}: lower load {lower[j]} above upper load {upper[j]}"
        )
    return Limits(
        order.entries,
        order.judges,
        reads=counts(reads, order.rows, "reviews_per_entry"),
        lower=lower,
        upper=upper,
        open=pairs,
        fixed=np.empty((0, 2), np.int64),
        held=np.zeros(m, np.int64),
    )


def _fixed(order: Order, fixed: Iterable[Pair], barred: Sequence[Ints]) -> Ints:
    placed = order.locate(fixed, "fixed")
    never = {tuple(pair) for positions in barred for pair in positions.tolist()}
    for i, j in placed.tolist():
        if (i, j) in never:
            pair = f"entry {order.entries[i]!r} and judge {order.judges[j]!r}"
            raise AssignmentInputError(f"{pair} are fixed and barred at once; lift one of the two")
    return placed


def check(limits: Limits, chosen: Ints) -> None:
    """Every limit, counted again from the pairs themselves."""
    n, m = limits.shape
    reads, loads = np.bincount(chosen[:, 0], minlength=n), np.bincount(chosen[:, 1], minlength=m)
    kept = (reads == limits.reads).all() and (loads >= limits.lower).all() and (loads <= limits.upper).all()
    if (
        not kept
        or not limits.open[chosen[:, 0], chosen[:, 1]].all()
        or len(np.unique(chosen, axis=0)) < len(chosen)
    ):
        raise SolverError("the solver's answer breaks a limit")


def _assignment(
    affinity: npt.ArrayLike | None,
    order: Order,
    limits: Limits,
    chosen: Ints,
    *,
    gap: int,
    weights: Weights,
    seed: int,
) -> Assignment:
    """Back to the caller's names, order and unit."""
    all_pairs = np.concatenate([limits.fixed, chosen])
    given = np.stack([order.rows[all_pairs[:, 0]], order.columns[all_pairs[:, 1]]], axis=1)
    given = given[np.lexsort((given[:, 1], given[:, 0]))]
    names = order.given_entries(), order.given_judges()
    worth = (
        np.zeros(len(given), np.int64) if affinity is None else np.asarray(affinity)[given[:, 0], given[:, 1]]
    )
    loads = np.bincount(given[:, 1], minlength=len(names[1])).tolist()
    return Assignment(
        pairs=[(names[0][i], names[1][j]) for i, j in given.tolist()],
        objective=worth.sum().item(),
        optimality_gap=gap / weights.per_affinity if gap else 0,
        loads=dict(zip(names[1], loads, strict=True)),
        seed=seed,
        resolution=weights.resolution,
        affinities=worth.tolist(),
    )
