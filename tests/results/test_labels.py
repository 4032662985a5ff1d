"""Every reason that the arithmetic gives has its sentence on the page."""

from __future__ import annotations

from string import Formatter

import pytest
from flask import Flask

from app.results.labels import KEPT_VACANT, METHODS, WHY, link_name, why
from scoring.decide.prizes import SENTENCES
from tests.factories import book_of

pytestmark = pytest.mark.sqlite_only

DIRECTION = book_of("straight-to-wuzhen-2024").directions[0]
SAMPLE = {
    "score": 8725,
    "floor": 7500,
    "over": "STW-2024-0007/1",
    "ahead": "STW-2024-0006/1",
    "key": "stage:semi-final",
    "by": "panel",
    "place": 1,
    "places": 2,
    "among": ["STW-2024-0001/1", "STW-2024-0002/1"],
    "organisation": 3,
    "measure": "minimum:preliminary",
    "most": 1,
    "track": "ai-plus",
    "kept_track": "ai-plus",
    "why": "not_passed",
}


def test_no_reason_is_without_words() -> None:
    assert set(SENTENCES) == set(WHY)


@pytest.mark.parametrize("code", [*SENTENCES, *KEPT_VACANT])
def test_a_reason_is_written_out(app: Flask, code: str) -> None:
    params = {
        name for _text, name, _format, _conversion in Formatter().parse(SENTENCES.get(code, "")) if name
    }
    with app.test_request_context("/?lang=en"):
        written = why({"code": code, **{name: SAMPLE[name] for name in params}}, DIRECTION)
    assert "%" not in written and "{" not in written
    assert "/1" not in written  # a number is enough: nobody knows candidacies by their slot


def test_points_and_links_are_named_as_on_the_pages(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        written = why(
            {"code": "tie_key", "score": 9000, "over": "STW-2024-7/1", "key": "stage:semi-final"}, DIRECTION
        )
        names = [
            link_name(link, DIRECTION) for link in ("untrimmed_mean", "criterion:presentation", "stage:final")
        ]
    assert written == "Tied at 90.00 with STW-2024-7, and ahead by: Semi-final."
    assert names == ["Mean of all scores", "Pitch and answers", "Final"]


def test_a_place_is_named_after_the_stage_whose_order_decided(app: Flask) -> None:
    direction = book_of("leading-technology-2024").directions[0]
    with app.test_request_context("/?lang=en"):
        written = [why({"code": "ranked", "place": 2}, direction, tier) for tier in direction.prizes]
    names = [direction.deciding_stage(tier).name.en for tier in direction.prizes]
    assert written == [f"Place 2 in “{name}” among those in the running for it." for name in names]


def test_every_method_of_a_rule_book_has_a_name() -> None:
    assert set(METHODS) == {"mean", "trimmed", "ballot"}
