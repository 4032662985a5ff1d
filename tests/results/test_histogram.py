"""How scores are put into bars: never too many, never one lost, the table saying the same as the drawing."""

from __future__ import annotations

import pytest
from flask import Flask

from app.results.rankings.histogram import MOST_BARS, histogram

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
    bars = drawn["data"]["series"][0]["data"]
    assert sum(bars) == sum(count for _score, count in scores)
    assert len(bars) == len(drawn["data"]["x"]) == len(drawn["table"]["rows"]) <= MOST_BARS + 1
    assert [row[1] for row in drawn["table"]["rows"]] == [str(bar) for bar in bars]


def test_bars_are_named_by_what_they_hold(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        scores, shares = histogram([(0, 1), (99, 1)], share=False), histogram([(0, 1), (100, 1)], share=True)
    assert scores is not None and shares is not None
    assert scores["data"]["x"][0] == "0–4" and scores["data"]["x"][-1] == "95–99"
    assert shares["data"]["x"][-1] == "100"
