"""How scores are put into bars: never too many, never one lost, the table saying the same as the drawing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flask import Flask

from app.results.rankings.histogram import FOOT, MOST_BARS, histogram

pytestmark = pytest.mark.sqlite_only


def test_nothing_is_drawn_of_nothing(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert histogram([], share=False) is None


@pytest.mark.parametrize("highest", [0, 1, 10, 19, 20, 40, 99, 100])
def test_every_row_stands_in_one_bar(app: Flask, highest: int) -> None:
    scores = [(score, score % 3 + 1) for score in range(highest + 1)]
    with app.test_request_context("/?lang=en"):
        drawn = histogram(scores, share=False)
    assert drawn is not None
    assert sum(bar.count for bar in drawn.bars) == sum(count for _score, count in scores)
    assert len(drawn.bars) == len(drawn.rows) <= MOST_BARS + 1
    assert [row[1] for row in drawn.rows] == [str(bar.count) for bar in drawn.bars]


@pytest.mark.parametrize("highest", [1, 3, 4, 7, 99, 1048])
def test_bars_stand_side_by_side_under_the_highest_step_of_the_scale(app: Flask, highest: int) -> None:
    with app.test_request_context("/?lang=en"):
        drawn = histogram([(70, highest), (71, 1), (90, 0)], share=False)
    assert drawn is not None
    assert 2 <= len(drawn.ticks) <= 5 and drawn.ticks[-1].count >= highest
    assert all(bar.y >= drawn.ticks[-1].y and bar.y + bar.height == FOOT for bar in drawn.bars)
    assert all(left.x + left.width < right.x for left, right in pairwise(drawn.bars))
    assert drawn.bars[-1].x + drawn.bars[-1].width <= 100


def test_bars_are_named_by_what_they_hold(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        scores, shares = histogram([(0, 1), (99, 1)], share=False), histogram([(0, 1), (100, 1)], share=True)
    assert scores is not None and shares is not None
    assert scores.bars[0].name == "0–4" and scores.bars[-1].name == "95–99"
    assert shares.bars[-1].name == "100"
