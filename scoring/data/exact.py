"""Fixed point: scores as whole hundredths, weights as whole basis points, one rounding rule.

Every number that decides stays an integer until one last division, and that division rounds half
up: a quotient that lies exactly between two hundredths goes to the larger (12.345 to 12.35, and
-0.005 to 0.00), so that adding the same points to every score can never change an order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import isinf, isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import ScoreValueError, ScoringError, WeightError

Ints = NDArray[np.int64]
Place = Callable[[int], Mapping[str, Any]]

HUNDREDTHS = 100
BASIS_POINTS = 10_000
LARGEST_SCORE = 10**11
LARGEST_WEIGHT = 10**8
INT64_ROOM = 2**62
NOISE = 1e-6
BLOCK = 16_384
NUMBERS = (int, float, Decimal, Fraction)


def half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to the quotient, halves going to the larger one."""
    if denominator <= 0:
        raise ScoringError(f"a quotient needs a denominator above 0, not {denominator}")
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest >= denominator)


def half_up_all(numerator: NDArray[Any], denominator: NDArray[Any]) -> Ints:
    """`half_up` for every element; the arrays hold int64 or, where that is too small, Python integers."""
    whole = numerator // denominator
    rest = numerator - whole * denominator
    rounded: Ints = (whole + (rest >= denominator - rest)).astype(np.int64)
    return rounded


def to_hundredths(values: Sequence[Any], place: Place, *, unit: str = "points") -> Ints:
    """Scores as int64 hundredths; what is not exactly that is refused with its row."""
    if unit not in ("points", "hundredths"):
        raise ScoreValueError(f"the unit is 'points' or 'hundredths', not {unit!r}")
    factor = HUNDREDTHS if unit == "points" else 1
    return _Column("score", factor, LARGEST_SCORE, place).fixed(values)


def to_basis_points(values: Sequence[Any], place: Place) -> Ints:
    """Row weights (1 is full weight) as int64 basis points, each above 0."""
    fixed = _Column("weight", BASIS_POINTS, LARGEST_WEIGHT, place).fixed(values)
    low = np.flatnonzero(fixed <= 0)
    if low.size:
        row = int(low[0])
        raise WeightError(f"the weight {values[row]} must be above 0; or leave the row out", **place(row))
    return fixed


@dataclass(frozen=True)
class _Column:
    """What a column is scaled by, how large it may get, and how its faults are worded."""

    noun: str
    factor: int
    largest: int
    place: Place

    def fixed(self, values: Sequence[Any]) -> Ints:
        array = values if isinstance(values, np.ndarray) else _array(values)
        if array.dtype.kind in "iu":
            return self._ints(array)
        if array.dtype.kind == "f":
            return self._floats(array)
        return np.array([self._one(value, row) for row, value in enumerate(values)], dtype=np.int64)

    def _ints(self, array: NDArray[Any]) -> Ints:
        limit = self.largest // self.factor
        far = np.flatnonzero((array > limit) | (array < -limit))
        if far.size:
            raise self._fault(array[far[0]].item(), int(far[0]))
        fixed: Ints = array.astype(np.int64) * self.factor
        return fixed

    def _floats(self, array: NDArray[Any]) -> Ints:
        """Block by block, each small enough to stay in a processor's cache."""
        fixed = np.empty(array.size, dtype=np.int64)
        for start in range(0, array.size, BLOCK):
            fixed[start : start + BLOCK] = self._block(array, slice(start, start + BLOCK))
        return fixed

    def _block(self, array: NDArray[Any], rows: slice) -> NDArray[np.float64]:
        with np.errstate(invalid="ignore", over="ignore"):
            product = array[rows].astype(np.float64) * self.factor
            whole = np.rint(product)
            off = np.abs(np.subtract(product, whole, out=product), out=product)
        if not (float(off.max()) <= NOISE and -self.largest <= whole.min() and whole.max() <= self.largest):
            self._refuse_floats(array, rows.start, (whole, off))
        return whole

    def _refuse_floats(
        self, array: NDArray[Any], start: int, found: tuple[NDArray[np.float64], NDArray[np.float64]]
    ) -> None:
        """Noise of float arithmetic (30.000000000000004) is forgiven, a real further decimal is not."""
        whole, off = found
        size = np.abs(whole)
        wrong = np.flatnonzero(~((off <= NOISE + 4e-16 * size) & (size <= self.largest)))
        if wrong.size:
            row = start + int(wrong[0])
            raise self._fault(array[row].item(), row)

    def _one(self, value: Any, row: int) -> int:
        plain = value.item() if isinstance(value, np.generic) else value
        if isinstance(plain, bool) or not isinstance(plain, NUMBERS):
            raise self._fault(plain, row)
        if isinstance(plain, float):
            return int(replace(self, place=lambda _: self.place(row))._floats(np.array([plain]))[0])
        if isinstance(plain, Decimal) and not plain.is_finite():
            raise self._fault(plain, row)
        product = Fraction(plain) * self.factor
        if product.denominator != 1 or abs(product) > self.largest:
            raise self._fault(plain, row)
        return int(product)

    def _fault(self, value: Any, row: int) -> ScoringError:
        error: type[ScoringError] = ScoreValueError if self.noun == "score" else WeightError
        return error(f"the {self.noun} {value!r} {self._why(value)}", **self.place(row))

    def _why(self, value: Any) -> str:
        floating = isinstance(value, (float, Decimal))
        if value is None or (floating and isnan(value)):
            return "is missing; leave the row out or fill it in"
        if isinstance(value, bool) or not isinstance(value, NUMBERS):
            return f"is {type(value).__name__}, not a number; convert the column to numbers first"
        if floating and isinf(value):
            return "is infinite; correct it"
        if abs(Fraction(value)) * self.factor > self.largest:
            return f"is larger than {self.largest // self.factor}; correct it or rescale the column"
        return f"is finer than 1/{self.factor}; round the column before it comes here"


def _array(values: Sequence[Any]) -> NDArray[Any]:
    """Lists of one plain number type become that type; all else is looked at one by one."""
    kinds = set(map(type, values))
    return np.asarray(values, dtype=object if kinds - {int, float} else None)


def is_whole(value: Any) -> bool:
    """A whole number, of Python or numpy; True and False are none."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
