"""Panels of numbers by chance: where int64 packs them, where it does not, and beyond it."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from scoring.decide.averages import Panels, Quotients

SIZES = [1, 2, 3, 4, 5, 6, 4, 1, 7]
UNITS = {"packed": 1, "wide": 2**52, "beyond int64": 2**70}


def drawn(unit: int, sizes: list[int], seed: int = 3) -> tuple[list[list[int]], Panels]:
    generator = random.Random(seed)
    values = [[generator.randint(-40, 60) * unit for _ in range(size)] for size in sizes]
    flat = [value for group in values for value in group]
    array = np.array(flat, dtype=np.int64 if unit < 2**60 else object)
    count = np.array(sizes)
    return values, Panels(array, np.cumsum(count) - count, count)


def fractions(found: Quotients) -> list[Fraction]:
    return [Fraction(int(n), int(d)) for n, d in zip(found.numerator, found.denominator, strict=True)]


any_unit = pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
any_size = pytest.mark.parametrize(
    "sizes", [SIZES, [4] * 9, [20] * 3], ids=["ragged", "panels", "large panels"]
)
