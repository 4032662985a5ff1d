"""Scores stay exact however large the numbers between grow, and stay in 64 bits where those suffice."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from scoring.data.table import ScoreTable
from scoring.decide.aggregate import aggregate
from scoring.decide.scores import METHODS

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53)
"""Panels of these sizes have no common denominator in 64 bits."""


def panels(points: int) -> ScoreTable:
    """One entry; for each criterion a panel of a prime size, whose first judge alone gives points."""
    seats = [(size, place) for size in PRIMES for place in range(size)]
    return ScoreTable.from_columns(
        judge=[100 * size + place for size, place in seats],
        entry=["E"] * len(seats),
        criterion=[size for size, _ in seats],
        score=[points if place == 0 else 0 for _, place in seats],
    )


@pytest.mark.parametrize("points", [0, 1, 10**9])
def test_panels_without_a_common_denominator_in_64_bits(points: int) -> None:
    weights = dict.fromkeys(PRIMES, 623) | {53: 655}
    result = aggregate(panels(points), weights, trim_level="criterion")
    exact = sum(Fraction(weights[size] * points, 10_000 * size) for size in PRIMES)
    assert result.exact("E") == exact
    assert result.hundredths.tolist() == [int(100 * exact + Fraction(1, 2))]


@pytest.mark.parametrize("sign", [1, -1])
def test_weights_that_outgrow_64_bits_only_in_the_sum(sign: int) -> None:
    shares, points = [10_000, 9_999, 9_998, 9_997], [sign * (4 * 10**8 - place) for place in range(4)]
    table = ScoreTable.from_columns(judge=range(4), entry=["E"] * 4, score=points, weight=shares)
    exact = Fraction(sum(w * p for w, p in zip(shares, points, strict=True)), sum(shares))
    assert aggregate(table).exact("E") == exact


LEVELS = [(method, "total") for method in METHODS]
LEVELS += [(method, "criterion") for method in ("mean", "trimmed", "winsorized", "median")]


@pytest.mark.parametrize(("method", "level"), LEVELS)
def test_ordinary_scores_stay_in_64_bits(method: Any, level: Any) -> None:
    table = ScoreTable.from_columns(
        judge=[1, 1, 2, 2], entry=["E"] * 4, criterion=list("abab"), score=[1, 2, 3, 4]
    )
    result = aggregate(table, {"a": 5000, "b": 5000}, method, trim_level=level)
    assert result.numerator.dtype == result.denominator.dtype == result.hundredths.dtype == np.int64


def test_panels_of_two_sizes_stay_in_64_bits() -> None:
    table = ScoreTable.from_columns(
        judge=[1, 1, 2, 2, 3], entry=["E"] * 5, criterion=list("ababa"), score=[1, 2, 3, 4, 5]
    )
    result = aggregate(table, {"a": 5000, "b": 5000}, trim_level="criterion")
    assert result.exact("E") == 3 and result.numerator.dtype == result.denominator.dtype == np.int64


def test_ordinary_weights_stay_in_64_bits() -> None:
    table = ScoreTable.from_columns(judge=[1, 2], entry=["E"] * 2, score=[0, 0], weight=[1, 0.5])
    result = aggregate(table)
    assert result.numerator.dtype == result.denominator.dtype == np.int64 and result.exact("E") == 0
