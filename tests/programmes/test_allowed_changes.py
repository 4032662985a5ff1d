"""What of the rules of an open edition may change, asked without a database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.programmes.proposals.allowed_changes import is_allowed_change
from tests.factories import book_of

WUZHEN = "straight-to-wuzhen-2024"


def becoming(change: Callable[[dict[str, Any]], None], *locked: tuple[str, str]) -> str:
    return is_allowed_change(book_of(WUZHEN), book_of(WUZHEN, change), locked).reason


def _rename(book: dict[str, Any]) -> None:
    book["directions"][0]["stages"][1]["name"]["en"] = "First round"


def _reweigh(book: dict[str, Any]) -> None:
    rubric = book["directions"][0]["stages"][1]["rubric"]
    first, second = rubric[0], rubric[1]
    first["weight"], second["weight"] = second["weight"], first["weight"]


def _average_otherwise(book: dict[str, Any]) -> None:
    stage = book["directions"][0]["stages"][1]
    stage["averaging"] = {"method": "trimmed", "drop_high": 1, "drop_low": 0, "minimum_scores": 3}


def test_words_and_weights_change_while_no_sheet_was_sent_in() -> None:
    assert becoming(_rename) == ""
    assert becoming(_reweigh) == ""
    assert becoming(_average_otherwise) == ""


@pytest.mark.parametrize("change", [_reweigh, _average_otherwise])
def test_with_a_sheet_sent_in_rubric_and_averaging_stand(change: Callable[[dict[str, Any]], None]) -> None:
    assert "has submitted a sheet" in becoming(change, ("projects", "preliminary"))
    assert becoming(change, ("projects", "semi-final")) == ""
    assert becoming(_rename, ("projects", "preliminary")) == ""


def _drop_track(book: dict[str, Any]) -> None:
    gone = book["directions"][0]["tracks"].pop()["code"]
    for checklist in book["directions"][0]["checklists"]:
        checklist["tracks"] = [code for code in checklist["tracks"] if code != gone]
    book["examples"] = []


def _drop_stage(book: dict[str, Any]) -> None:
    direction = book["directions"][0]
    direction["stages"] = [stage for stage in direction["stages"] if stage["code"] != "screening"]
    book["examples"] = []


def _rename_direction(book: dict[str, Any]) -> None:
    book["directions"][0]["code"] = "other"
    book["examples"] = []


def _renumber(book: dict[str, Any]) -> None:
    book["number_prefix"] = "XX-2024"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_drop_track, "The track “%(code)s” must stay"),
        (_drop_stage, "The stage “%(code)s” must stay"),
        (_rename_direction, "The direction “%(code)s” must stay"),
        (_renumber, "their prefix stays"),
        (lambda book: None, "Nothing would change"),
    ],
)
def test_what_rows_refer_to_stays(change: Callable[[dict[str, Any]], None], reason: str) -> None:
    assert reason in becoming(change)


def test_another_programme_is_no_amendment() -> None:
    other = book_of("practice-cases-2024")
    assert "another programme" in is_allowed_change(book_of(WUZHEN), other, ()).reason
