"""Affinities as whole numbers from 0 up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.assignment.problem import AssignmentInputError, Ints, Limits, Order

ROWS_AT_ONCE = 64
FINE_UP_TO = 10**6
"""Pairs up to which floats are compared to nine digits of their range, beyond it to six."""


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
