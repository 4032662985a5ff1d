"""Fixed point: scores as whole hundredths, weights as whole basis points, one rounding rule.

Every number that decides stays an integer until one last division, and that division rounds half
up: a quotient that lies exactly between two hundredths goes to the larger (12.345 to 12.35, and
-0.005 to 0.00), so that adding the same points to every score can never change an order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isinf, isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoreValueError, ScoringError, WeightError

Ints = NDArray[np.int64]
Place = Callable[[int], Mapping[str, Any]]

HUNDREDTHS = 100
BASIS_POINTS = 10_000
LARGEST_SCORE = 10**11
LARGEST_WEIGHT = 10**8
INT64_ROOM = 2**62
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
    return _fixed(values, place, _Scaled("score", HUNDREDTHS if unit == "points" else 1, LARGEST_SCORE))


def to_basis_points(values: Sequence[Any], place: Place) -> Ints:
    """Row weights (1 is full weight) as int64 basis points, each above 0."""
    fixed = _fixed(values, place, _Scaled("weight", BASIS_POINTS, LARGEST_WEIGHT))
    low = np.flatnonzero(fixed <= 0)
    if low.size:
        row = int(low[0])
        raise WeightError(f"the weight {values[row]} must be above 0; or leave the row out", **place(row))
    return fixed


class _Scaled:
    """What a column is scaled by, and how its faults are worded."""

    def __init__(self, noun: str, factor: int, largest: int) -> None:
        self.noun, self.factor, self.largest = noun, factor, largest
        self.error: type[ScoringError] = ScoreValueError if noun == "score" else WeightError

    def fail(self, value: Any, row: int, place: Place) -> ScoringError:
        return self.error(f"the {self.noun} {value!r} {self._fault(value)}", **place(row))

    def _fault(self, value: Any) -> str:
        if value is None or (isinstance(value, (float, Decimal)) and isnan(value)):
            return "is missing; leave the row out or fill it in"
        if isinstance(value, bool) or not isinstance(value, NUMBERS):
            return f"is {type(value).__name__}, not a number; convert the column to numbers first"
        if isinf(value):
            return "is infinite; correct it"
        if abs(Fraction(value)) * self.factor > self.largest:
            return f"is larger than {self.largest // self.factor}; correct it or rescale the column"
        return f"is finer than 1/{self.factor}; round the column before it comes here"


def _fixed(values: Sequence[Any], place: Place, scaled: _Scaled) -> Ints:
    array = values if isinstance(values, np.ndarray) else _array(values)
    if array.dtype.kind in "iu":
        return _fixed_ints(array, place, scaled)
    if array.dtype.kind == "f":
        return _fixed_floats(array, place, scaled)
    ones = [_fixed_one(value, row, place, scaled) for row, value in enumerate(values)]
    return np.array(ones, dtype=np.int64)


def _array(values: Sequence[Any]) -> NDArray[Any]:
    """Lists of one plain number type become that type; all else is looked at one by one."""
    kinds = set(map(type, values))
    return np.asarray(values, dtype=object if kinds - {int, float} else None)


def _fixed_ints(array: NDArray[Any], place: Place, scaled: _Scaled) -> Ints:
    limit = scaled.largest // scaled.factor
    far = np.flatnonzero((array > limit) | (array < -limit))
    if far.size:
        raise scaled.fail(array[far[0]].item(), int(far[0]), place)
    fixed: Ints = array.astype(np.int64) * scaled.factor
    return fixed


def _fixed_floats(array: NDArray[Any], place: Place, scaled: _Scaled) -> Ints:
    """Noise of float arithmetic (30.000000000000004) is forgiven, a real further decimal is not."""
    with np.errstate(invalid="ignore", over="ignore"):
        product = array.astype(np.float64) * scaled.factor
        whole = np.rint(product)
        far = np.abs(np.subtract(product, whole, out=product), out=product)
    span = max(float(whole.max()), -float(whole.min()))
    if not (span <= scaled.largest and float(far.max()) <= _noise(span)):
        wrong = int(np.argmax(~((far <= _noise(scaled.largest)) & (np.abs(whole) <= scaled.largest))))
        raise scaled.fail(array[wrong].item(), wrong, place)
    return whole.astype(np.int64)


def _noise(largest: float) -> float:
    """How far from whole a product of that size may lie by float arithmetic alone."""
    return 1e-6 + 4e-16 * largest


def _fixed_one(value: Any, row: int, place: Place, scaled: _Scaled) -> int:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, NUMBERS):
        raise scaled.fail(value, row, place)
    if isinstance(value, float):
        return int(_fixed_floats(np.array([value]), lambda _: place(row), scaled)[0])
    if isinstance(value, Decimal) and not value.is_finite():
        raise scaled.fail(value, row, place)
    product = Fraction(value) * scaled.factor
    if product.denominator != 1 or abs(product) > scaled.largest:
        raise scaled.fail(value, row, place)
    return int(product)
