"""The rules over panels of numbers, at sizes where int64 packs, where it does not, and beyond it."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from scoring.data.exact import INT64_ROOM, half_up
from scoring.decide import averages as rules
from scoring.decide.averages import Panels, Quotients, widened

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


@pytest.fixture(params=UNITS, ids=str)
def unit(request: Any) -> int:
    return UNITS[request.param]


@pytest.fixture(params=[SIZES, [4] * 9, [20] * 3], ids=["ragged", "panels", "large panels"])
def sizes(request: Any) -> list[int]:
    found: list[int] = request.param
    return found


def test_values_are_put_in_order_within_their_group(unit: int, sizes: list[int]) -> None:
    values, panels = drawn(unit, sizes)
    ordered = panels.in_order()
    assert ordered.values.tolist() == [value for group in values for value in sorted(group)]
    assert ordered.first is panels.first and ordered.count is panels.count
    assert panels.number.tolist() == [g for g, size in enumerate(sizes) for _ in range(size)]


def test_means_and_medians(unit: int, sizes: list[int]) -> None:
    values, panels = drawn(unit, sizes)
    assert fractions(rules.mean(panels)) == [Fraction(sum(group), len(group)) for group in values]
    middles = [(sorted(g)[(len(g) - 1) // 2], sorted(g)[len(g) // 2]) for g in values]
    assert fractions(rules.median(panels)) == [Fraction(low + high, 2) for low, high in middles]


@pytest.mark.parametrize("cut", [(1, 1), (1, 0), (0, 1), (2, 1), (2, 2), (0, 3), (3, 0)])
def test_trimmed_and_winsorized(unit: int, sizes: list[int], cut: tuple[int, int]) -> None:
    values, panels = drawn(unit, sizes)
    trimmed, pulled = fractions(rules.trimmed(panels, *cut)), fractions(rules.winsorized(panels, *cut))
    for place, group in enumerate(values):
        kept = sorted(group)[cut[0] : len(group) - cut[1]] if len(group) > sum(cut) else group
        assert trimmed[place] == Fraction(sum(kept), len(kept))
        if len(group) > sum(cut):
            kept = [kept[0]] * cut[0] + kept + [kept[-1]] * cut[1]
        assert pulled[place] == Fraction(sum(kept), len(group))


def test_small_panels_are_folded_by_column_and_others_group_by_group() -> None:
    assert drawn(1, [4] * 9)[1].even_size == 4 and drawn(1, [16] * 2)[1].even_size == 16
    assert drawn(1, [17] * 2)[1].even_size == 0 and drawn(1, SIZES)[1].even_size == 0


def test_numbers_are_widened_only_where_they_must_be() -> None:
    values = np.array([1, 2])
    assert widened(values, INT64_ROOM - 1) is values
    assert widened(values, INT64_ROOM).dtype == object


def test_quotients_are_rounded_and_chosen_between() -> None:
    one = Quotients(np.array([5, 7]), np.array([2, 2]))
    other = Quotients(np.array([1, 9]), np.array([4, 5]))
    assert one.rounded().tolist() == [half_up(5, 2), half_up(7, 2)] == [3, 4]
    assert one.rounded().dtype == np.int64
    mixed = one.where(np.array([True, False]), other)
    assert (mixed.numerator.tolist(), mixed.denominator.tolist()) == ([5, 9], [2, 5])
