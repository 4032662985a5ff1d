"""The trimmed and the winsorised mean, and the plain one where too few scores are there."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.decide.trimmed_mean import scores_needed, trimmed, trimmed_or_mean, winsorized
from tests.scoring.panels import any_size, any_unit, drawn, fractions


@any_unit
@any_size
@pytest.mark.parametrize("cut", [(1, 1), (1, 0), (0, 1), (2, 1), (2, 2), (0, 3), (3, 0)])
def test_trimmed_and_winsorized(unit: int, sizes: list[int], cut: tuple[int, int]) -> None:
    values, panels = drawn(unit, sizes)
    without, pulled = fractions(trimmed(panels, *cut)), fractions(winsorized(panels, *cut))
    for place, group in enumerate(values):
        kept = sorted(group)[cut[0] : len(group) - cut[1]] if len(group) > sum(cut) else group
        assert without[place] == Fraction(sum(kept), len(kept))
        if len(group) > sum(cut):
            kept = [kept[0]] * cut[0] + kept + [kept[-1]] * cut[1]
        assert pulled[place] == Fraction(sum(kept), len(group))


@any_unit
@any_size
@pytest.mark.parametrize("method", ["trimmed", "winsorized"])
@pytest.mark.parametrize("needed", [3, 5, 30])
def test_too_few_scores_get_the_plain_mean(unit: int, sizes: list[int], method: str, needed: int) -> None:
    values, panels = drawn(unit, sizes)
    cut = fractions((trimmed if method == "trimmed" else winsorized)(panels, 1, 1))
    assert fractions(trimmed_or_mean(panels, method, (1, 1), needed=needed)) == [
        cut[place] if len(group) >= needed else Fraction(sum(group), len(group))
        for place, group in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("trim", "least", "needed"), [((1, 1), None, 5), ((0, 2), None, 5), ((2, 1), 4, 4), ((1, 0), 2, 2)]
)
def test_so_many_are_needed_that_three_are_left_or_as_stated(
    trim: tuple[int, int], least: int | None, needed: int
) -> None:
    assert scores_needed(trim, least) == needed
