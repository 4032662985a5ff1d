"""One integer per pair, so that optimal means optimal and not nearly so.

Wishes are stacked by size, the greater always outweighing all the lesser together: pairs kept from an earlier
assignment, then affinity, then even loads (squares of the loads), then a seeded random number for the ties.

Affinities become whole numbers from 0 up first (`Scale`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.plan.assignment.limits import AssignmentInputError, Ints, Limits, Mask, Order

ROWS_AT_ONCE = 64
FINE_UP_TO = 10**6
"""Pairs up to which floats are compared to nine digits of their range, beyond it to six."""
HEADROOM = 2**60
"""The solver multiplies costs by the number of nodes; products stay below this."""
WIDE_UP_TO = 10**6
"""Pairs up to which settling ties may cost 8 bytes a pair instead of 4."""
NOISE_STEPS = (1023, 255, 63, 15, 3, 0)


@dataclass(frozen=True)
class Scale:
    """`step` of affinity is 1 here, `lowest` is 0 and the greatest open pair is `highest`."""

    given: npt.NDArray[Any]
    order: Order
    limits: Limits
    lowest: float
    step: float
    highest: int

    @classmethod
    def of(cls, affinity: npt.ArrayLike, order: Order, limits: Limits) -> Scale:
        given = _numbers(affinity, limits)
        lowest, highest = _range(given, order, limits)
        if given.dtype.kind == "i":
            return cls(given, order, limits, int(lowest), 1, int(highest) - int(lowest))
        step = _decimal_step(float(highest) - float(lowest), limits.open.size)
        fine = cls(given, order, limits, float(lowest), step, round((float(highest) - float(lowest)) / step))
        return fine._coarsened()

    def blocks(self) -> Iterator[tuple[slice, npt.NDArray[Any]]]:
        """Canonical rows, some at a time, 0 where a pair is closed."""
        for rows, block in _blocks(self.given, self.order):
            net = np.where(self.limits.open[rows], block, self.lowest) - self.lowest
            yield rows, net if self.given.dtype.kind == "i" else np.rint(net / self.step).astype(np.int64)

    def matrix(self) -> Ints:
        """All of them at once."""
        return np.concatenate([block for _, block in self.blocks()]).astype(np.int64)

    def _coarsened(self) -> Scale:
        """Marks such as 0, 0.5, 1 come out as 0, 1, 2."""
        common = 0
        for _, block in self.blocks():
            common = int(np.gcd.reduce(block.ravel(), initial=common))
            if common == 1:
                return self
        whole = max(common, 1)
        return Scale(
            self.given, self.order, self.limits, self.lowest, self.step * whole, self.highest // whole
        )


def _numbers(affinity: npt.ArrayLike, limits: Limits) -> npt.NDArray[Any]:
    given = np.asarray(affinity)
    if given.shape != limits.shape:
        expected = f"{limits.shape[0]} entries by {limits.shape[1]} judges"
        raise AssignmentInputError(f"affinity has shape {given.shape}, expected {expected}")
    if given.dtype.kind not in "iufb":
        raise AssignmentInputError(f"affinity must be numbers, got {given.dtype}")
    if given.dtype.kind == "f":
        return given
    if given.dtype == np.uint64 and given.max() > np.iinfo(np.int64).max:
        raise AssignmentInputError("the affinities are too large to be compared exactly")
    return given.astype(np.int64, copy=False)


def _blocks(given: npt.NDArray[Any], order: Order) -> Iterator[tuple[slice, npt.NDArray[Any]]]:
    for start in range(0, len(given), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        yield rows, given[order.rows[rows]][:, order.columns]


def _range(given: npt.NDArray[Any], order: Order, limits: Limits) -> tuple[float, float]:
    """Least and greatest affinity of an open pair."""
    lows, highs = [], []
    for rows, block in _blocks(given, order):
        open_pairs = limits.open[rows]
        if given.dtype.kind == "f" and not np.isfinite(block).all():
            _refuse_gaps(block, open_pairs, order, first=rows.start)
        inside = block if open_pairs.all() else block[open_pairs]
        if inside.size:
            lows.append(inside.min())
            highs.append(inside.max())
    return (min(lows), max(highs)) if lows else (0, 0)


def _refuse_gaps(
    block: npt.NDArray[Any], open_pairs: npt.NDArray[np.bool_], order: Order, *, first: int
) -> None:
    gaps = np.argwhere(~np.isfinite(block) & open_pairs)
    if len(gaps):
        i, j = gaps[0]
        pair = f"entry {order.entries[first + i]!r} and judge {order.judges[j]!r}"
        raise AssignmentInputError(f"affinity of {pair} is {block[i, j]}; give a number, or forbid the pair")


def _decimal_step(span: float, pairs: int) -> float:
    digits = 9 if pairs <= FINE_UP_TO else 6
    return float(10.0 ** (np.ceil(np.log10(span)) - digits)) if span > 0 else 1.0


def closed_weight(kind: np.dtype[Any]) -> int:
    """Weight of a pair that may not be chosen: below every weight in use, net of any price."""
    return -(2**30) if kind == np.int32 else -(2**61)


@dataclass(frozen=True)
class Weights:
    """`pairs` (n, m) to be maximised, less `even` times the sum of squared loads.

    `affinity_step` of them are worth `resolution` of the caller's affinity; none is above `top`.
    """

    pairs: npt.NDArray[Any]
    even: int
    affinity_step: int
    resolution: float
    top: int

    def within(self, open_pairs: Mask) -> Weights:
        """The same weights over fewer pairs."""
        return replace(
            self,
            pairs=np.where(open_pairs, self.pairs, self.pairs.dtype.type(closed_weight(self.pairs.dtype))),
        )

    def open_arcs(self, arcs: Ints | None = None) -> Ints:
        """Flat positions of the pairs that may be chosen, all or among `arcs`."""
        flat, closed = self.pairs.ravel(), closed_weight(self.pairs.dtype)
        chosen: Ints = np.flatnonzero(flat != closed) if arcs is None else arcs[flat[arcs] != closed]
        return chosen

    @property
    def per_affinity(self) -> float:
        """Solver units for one unit of the caller's affinity."""
        return self.affinity_step / self.resolution


def weigh(scale: Scale | None, limits: Limits, *, keep: Ints, rng: np.random.Generator) -> Weights:
    """Stack the wishes; without a scale all pairs count alike. `keep` (p, 2): pairs that count before all else."""
    highest, reads = 0 if scale is None else scale.highest, limits.total
    squares = int(np.minimum(limits.upper + limits.held, len(limits.entries)).max(initial=0)) * 2 * reads
    for noise in NOISE_STEPS:
        even = noise * reads + 1 if scale is None else 0
        step = noise * reads + even * squares + 1
        bonus = (step * (highest + 1)) * reads + 1 if len(keep) else 0
        top = step * highest + noise + bonus
        worth_its_width = noise == 0 or top < 2**30 or len(keep) or limits.open.size <= WIDE_UP_TO
        if worth_its_width and _magnitude(top, even, limits) < HEADROOM:
            pairs = _stack(scale, limits, step=step, noise=noise, top=top, rng=rng)
            kept = keep[limits.open[keep[:, 0], keep[:, 1]]]
            pairs[kept[:, 0], kept[:, 1]] += bonus
            return Weights(pairs, even, step, 1.0 if scale is None else scale.step, top)
    raise AssignmentInputError(
        "the affinities are too large to be compared exactly; hand them in with a smaller range"
    )


def _magnitude(top: int, even: int, limits: Limits) -> int:
    nodes = sum(limits.shape) + 1
    steepest = 2 * even * (int((limits.upper + limits.held).max(initial=0)) + 1)
    return (top + steepest) * (nodes + 1)


def _stack(
    scale: Scale | None, limits: Limits, *, step: int, noise: int, top: int, rng: np.random.Generator
) -> npt.NDArray[Any]:
    width: type[np.signedinteger[Any]] = np.int32 if top < 2**30 else np.int64
    pairs = (
        rng.integers(0, noise + 1, size=limits.shape, dtype=width) if noise else np.zeros(limits.shape, width)
    )
    if scale is not None:
        for rows, grades in scale.blocks():
            pairs[rows] += (grades * step).astype(width, copy=False)
    pairs[~limits.open] = closed_weight(pairs.dtype)
    return pairs
