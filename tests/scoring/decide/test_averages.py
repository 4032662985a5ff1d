"""The rules over panels of numbers, at sizes where int64 packs, where it does not, and beyond it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from scoring.data.exact import INT64_ROOM, half_up
from scoring.decide import averages as rules
from scoring.decide.averages import Quotients, widened
from tests.scoring.panels import SIZES, any_size, any_unit, drawn, fractions


@any_unit
@any_size
def test_values_are_put_in_order_within_their_group(unit: int, sizes: list[int]) -> None:
    values, panels = drawn(unit, sizes)
    ordered = panels.in_order()
    assert ordered.values.tolist() == [value for group in values for value in sorted(group)]
    assert ordered.first is panels.first and ordered.count is panels.count
    assert panels.number.tolist() == [g for g, size in enumerate(sizes) for _ in range(size)]


@any_unit
@any_size
def test_means_and_medians(unit: int, sizes: list[int]) -> None:
    values, panels = drawn(unit, sizes)
    assert fractions(rules.mean(panels)) == [Fraction(sum(group), len(group)) for group in values]
    middles = [(sorted(g)[(len(g) - 1) // 2], sorted(g)[len(g) // 2]) for g in values]
    assert fractions(rules.median(panels)) == [Fraction(low + high, 2) for low, high in middles]


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
