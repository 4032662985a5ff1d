"""One integer per pair, so that optimal means optimal and not nearly so.

Wishes are stacked by size, the greater always outweighing all the lesser together: pairs kept from an earlier
assignment, then affinity, then even loads (squares of the loads), then a seeded random number that settles ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.assignment.problem import AssignmentInputError, Ints, Limits, Order

CLOSED = -(2**31) + 1
"""Weight of a pair that may not be chosen; below every weight in use."""

HEADROOM = 2**60
"""The solver multiplies costs by the number of nodes; products stay below this."""

NOISE_STEPS = (1023, 255, 63, 15, 3, 0)


@dataclass(frozen=True)
class Weights:
    """`pairs` (n, m) to be maximised, less `even` times the sum of squared loads; `unit` of them are one of affinity."""

    pairs: npt.NDArray[Any]
    even: int
    affinity_step: int
    resolution: float
    top: int

    @property
    def per_affinity(self) -> float:
        """Solver units for one unit of the caller's affinity."""
        return self.affinity_step / self.resolution


def weigh(affinity: Any, order: Order, limits: Limits, *, keep: Ints, rng: np.random.Generator) -> Weights:
    """Stack the wishes. `keep` (p, 2): canonical pairs whose change counts before all else."""
    grades, resolution = _grades(affinity, order, limits)
    highest = 0 if grades is None else int(grades.max(initial=0))
    reads, balanced = limits.total, grades is None
    squares = int(np.minimum(limits.upper + limits.held, len(limits.entries)).max(initial=0)) * 2 * reads
    for noise in NOISE_STEPS:
        even = noise * reads + 1 if balanced else 0
        step = noise * reads + even * squares + 1
        bonus = (step * (highest + 1)) * reads + 1 if len(keep) else 0
        top = step * highest + noise + bonus
        fits_narrow = top < 2**30 or len(keep) or limits.open.size <= 10**6
        if fits_narrow and _magnitude(top, even, limits) < HEADROOM:
            pairs = _stack(grades, limits, step=step, noise=noise, top=top, rng=rng)
            kept = keep[limits.open[keep[:, 0], keep[:, 1]]]
            pairs[kept[:, 0], kept[:, 1]] += bonus
            return Weights(pairs, even, step, resolution, top)
    raise AssignmentInputError(
        "the affinities are too large to be compared exactly; hand them in with a smaller range"
    )


def _magnitude(top: int, even: int, limits: Limits) -> int:
    nodes = sum(limits.shape) + 1
    steepest = 2 * even * (int((limits.upper + limits.held).max(initial=0)) + 1)
    return (top + steepest) * (nodes + 1)


def _stack(
    grades: Ints | None, limits: Limits, *, step: int, noise: int, top: int, rng: np.random.Generator
) -> npt.NDArray[Any]:
    width: type[np.signedinteger[Any]] = np.int32 if top < 2**30 else np.int64
    if noise:
        pairs = rng.integers(0, noise + 1, size=limits.shape, dtype=width)
    else:
        pairs = np.zeros(limits.shape, width)
    if grades is not None:
        pairs += grades.astype(width, copy=False) * width(step)
    pairs[~limits.open] = CLOSED
    return pairs


def _grades(affinity: Any, order: Order, limits: Limits) -> tuple[npt.NDArray[Any] | None, float]:
    """Affinity as whole numbers from 0 up, and how much of it one of them is."""
    if affinity is None:
        return None, 1.0
    given = order.matrix(affinity, "affinity")
    given = given.astype(np.int8) if given.dtype.kind == "b" else given
    if given.dtype.kind not in "iuf":
        raise AssignmentInputError(f"affinity must be numbers, got {given.dtype}")
    _refuse_gaps(given, order, limits)
    lowest, highest = _range(given, limits)
    if given.dtype.kind in "iu":
        grades = given.astype(np.int64) - int(lowest)
        grades[~limits.open] = 0
        return grades, 1.0
    return _rounded(given, lowest, highest, limits)


def _refuse_gaps(given: npt.NDArray[Any], order: Order, limits: Limits) -> None:
    if given.dtype.kind == "f" and not np.isfinite(given).all():
        gaps = np.argwhere(~np.isfinite(given) & limits.open)
        if len(gaps):
            i, j = gaps[0]
            pair = f"entry {order.entries[i]!r} and judge {order.judges[j]!r}"
            raise AssignmentInputError(
                f"affinity of {pair} is {given[i, j]}; give a number, or forbid the pair"
            )


def _range(given: npt.NDArray[Any], limits: Limits) -> tuple[float, float]:
    """Least and greatest affinity of an open pair, as the input's own kind of number."""
    if not limits.open.any():
        return 0, 0
    ends = np.finfo(given.dtype) if given.dtype.kind == "f" else np.iinfo(given.dtype)
    lowest = given.min(where=limits.open, initial=ends.max)
    return lowest, given.max(where=limits.open, initial=ends.min)


def _rounded(
    given: npt.NDArray[Any], lowest: float, highest: float, limits: Limits
) -> tuple[npt.NDArray[Any], float]:
    """Steps of a power of ten: nine digits of the range, six in a large problem; coarse marks come out coarse."""
    digits = 9 if limits.open.size <= 10**6 else 6
    span = float(highest - lowest)
    step = 10.0 ** (np.ceil(np.log10(span)) - digits) if span > 0 else 1.0
    grades = np.zeros(given.shape, np.int32 if digits == 6 else np.int64)
    for row, allowed, out in zip(given, limits.open, grades, strict=True):
        out[:] = np.rint((np.where(allowed, row, lowest) - lowest) / step)
    common = int(np.gcd.reduce(grades[: 1 + 1000 // grades.shape[1]].ravel()))
    if common > 1 and not (grades % common).any():
        grades //= common
        step *= common
    return grades, step
