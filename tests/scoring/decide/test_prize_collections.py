"""Collected besides winners."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.decide.prizes import Collection, TierRule, allocate
from tests.scoring.candidates import FIRMS, GRAND, TIED, TWO, one, vacant, won


def test_winners_are_collected_within_the_places() -> None:
    candidates = [one(f"c{n}", 10 - n) for n in range(6)]
    result = allocate(candidates, [GRAND], collected=Collection("collected", 3))
    assert [(a.id, a.reason.code) for a in result.collected] == [
        ("c0", "winner_collected"),
        ("c1", "ranked"),
        ("c2", "ranked"),
    ]
    assert {a.tier for a in result.collected} == {"collected"} and result.complete


@pytest.mark.parametrize(
    ("winners", "expected"), [("additional", ["c0", "c1", "c2"]), ("excluded", ["c1", "c2"])]
)
def test_winners_besides_the_places(winners: Any, expected: list[str]) -> None:
    candidates = [one(f"c{n}", 10 - n) for n in range(6)]
    result = allocate(candidates, [GRAND], collected=Collection("collected", 2, winners=winners))
    assert [award.id for award in result.collected] == expected


def test_collected_by_track_with_a_floor() -> None:
    candidates = [one(f"{t}{n}", 10 - n, t) for t in "TU" for n in range(4)]
    rule = Collection("collected", 3, "track", floor=9)
    result = allocate(candidates, [GRAND], collected=rule)
    assert sorted(a.id for a in result.collected) == ["T0", "T1", "U0", "U1"]
    assert vacant(result) == [("collected", t, "vacant_below_floor") for t in "TU"]
    by_track = Collection("collected", {"T": 2, "U": 0}, "track")
    assert sorted(a.id for a in allocate(candidates, [GRAND], collected=by_track).collected) == [
        "T0",
        "T1",
        "U0",
    ]


def test_an_entry_is_collected_once() -> None:
    candidates = [
        one("w", 9),
        one("x-T", 8, "T", entry="x", preference=2),
        one("x-U", 7, "U", entry="x", preference=1),
        one("y", 6),
        one("w-U", 5, "U", entry="w", preference=2),
    ]
    tiers = [TierRule("winner", 1, "direction")]
    result = allocate(candidates, tiers, collected=Collection("collected", 4))
    assert [award.id for award in result.collected] == ["w", "x-U", "y"]
    assert vacant(result) == [("collected", None, "vacant_no_candidate")]


def test_ties_for_the_collection_and_above_it() -> None:
    rule = Collection("collected", 3)
    result = allocate(TIED, [GRAND], collected=rule)
    assert won(result) == {"grand": ["a"]} and result.unresolved[0].tier == "collected"
    assert result.pending == (("collected", None),)
    above = allocate(TIED, TWO, collected=rule)
    assert above.collected == () and above.pending[-1] == ("collected", None)


def test_winners_beyond_the_places_are_collected_all_the_same() -> None:
    candidates = [one(f"c{n}", 10 - n) for n in range(4)]
    result = allocate(candidates, [TierRule("grand", 2)], collected=Collection("collected", 1))
    assert [award.id for award in result.collected] == ["c0", "c1"] and not result.vacancies
    assert {award.unit for award in result.collected} == {"T"}


def test_the_cap_on_organisations_is_for_prizes_alone() -> None:
    result = allocate(FIRMS, [GRAND], per_organisation=1, collected=Collection("collected", 4))
    assert [award.id for award in result.collected] == ["x1", "x2", "x3", "y1"]


def test_a_collection_by_track_waits_track_by_track() -> None:
    result = allocate(TIED, TWO, collected=Collection("collected", 3, "track"))
    assert result.pending == (("first", "T"), ("second", "T"), ("collected", "T"))
