"""Every key of a tier bears on that tier alone, for every outcome and in every scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.programmes.rulebook import DirectionRules, TieBreak, Tier
from app.results.prizes.allocation import Allocation, allocate
from app.results.prizes.contenders import Contender, Contenders, Fields
from tests.factories import book_of

pytestmark = pytest.mark.sqlite_only

TRACKS = ("connected-vehicles", "digital-medicine")
A, B = TRACKS
TRACK_OF = {"A1": A, "A2": A, "A3": A, "B1": B, "B2": B}
PRELIMINARY = {"A1": 90, "A2": 80, "A3": 70, "B1": 60, "B2": 95}
FINAL = {"A1": 70, "A2": 95, "A3": 80, "B1": 85, "B2": 60}
IDS = {label: number for number, label in enumerate(FINAL, start=1)}
Won = dict[str, list[str]]


def direction_with(*tiers: dict[str, Any]) -> DirectionRules:
    """Prizes of one place each unless they say otherwise, decided by the final."""
    common = {"name": {"zh": "奖", "en": "Prize"}, "places": 1, "scope": "track"}
    book = book_of("straight-to-wuzhen-2024").directions[0]
    kept = tuple(track for track in book.tracks if track.code in TRACKS)
    prizes = tuple(Tier.model_validate(common | tier) for tier in tiers)
    return book.model_copy(update={"tracks": kept, "prizes": prizes})


def field(stage: str, points: Mapping[str, int], **more: Any) -> Contenders:
    """`one_entry`: labels that are two candidacies of one entry; `struck`: those that were."""
    pair, struck = more.get("one_entry", ()), more.get("struck", ())
    return Contenders(
        stage,
        tuple(
            Contender(
                label,
                IDS[label],
                "pair" if label in pair else label,
                TRACK_OF[label],
                100 * score,
                100 * score,
                {},
                preference=pair.index(label) + 1 if label in pair else 1,
                struck=label in struck,
            )
            for label, score in sorted(points.items(), key=lambda item: -item[1])
        ),
    )


def fields(**more: Any) -> Fields:
    stages = {"preliminary": PRELIMINARY, "final": FINAL}
    scores = {code: {IDS[label]: 100 * score for label, score in own.items()} for code, own in stages.items()}
    by_stage = {code: field(code, own, **more) for code, own in stages.items()}
    return Fields({code: place for place, code in enumerate(TRACKS)}, by_stage, scores)


def won(found: Allocation) -> Won:
    tiers: Won = {}
    for place in found.places:
        tiers.setdefault(place.tier, []).append(place.by.label)
    return {tier: sorted(labels) for tier, labels in tiers.items()}


def vacant(found: Allocation) -> list[tuple[str, int | None, str]]:
    return [
        (own.tier, own.track_id, own.reason["code"])
        for own in found.vacancies
        for _place in range(own.places)
    ]


KEYS: dict[str, dict[str, Any]] = {
    "none": {},
    "places": {"places": 2},
    "no places": {"places": None},
    "decided_by": {"decided_by": "preliminary"},
    "minimum of its own stage": {"minimum_score": 90, "minimum_stage": "final"},
    "minimum of another stage": {"minimum_score": 85, "minimum_stage": "preliminary"},
    "a minimum that nobody reaches": {"minimum_score": 96, "minimum_stage": "preliminary"},
    "shows_vacancies": {"shows_vacancies": False},
    "caps": {"places": 3, "caps": {A: 1}},
}
EXPECTED: dict[tuple[str, str], Won] = {
    ("none", "track"): {"high": ["A2", "B1"], "low": ["A3", "B2"]},
    ("none", "direction"): {"high": ["A2"], "low": ["B1"]},
    ("places", "track"): {"high": ["A2", "A3", "B1", "B2"], "low": ["A1"]},
    ("places", "direction"): {"high": ["A2", "B1"], "low": ["A3"]},
    ("no places", "track"): {"high": ["A1", "A2", "A3", "B1", "B2"]},
    ("no places", "direction"): {"high": ["A1", "A2", "A3", "B1", "B2"]},
    ("decided_by", "track"): {"high": ["A1", "B2"], "low": ["A2", "B1"]},
    ("decided_by", "direction"): {"high": ["B2"], "low": ["A2"]},
    ("minimum of its own stage", "track"): {"high": ["A2"], "low": ["A3", "B1"]},
    ("minimum of its own stage", "direction"): {"high": ["A2"], "low": ["B1"]},
    ("minimum of another stage", "track"): {"high": ["A1", "B2"], "low": ["A2", "B1"]},
    ("minimum of another stage", "direction"): {"high": ["A1"], "low": ["A2"]},
    ("a minimum that nobody reaches", "track"): {"low": ["A2", "B1"]},
    ("a minimum that nobody reaches", "direction"): {"low": ["A2"]},
    ("shows_vacancies", "track"): {"high": ["A2", "B1"], "low": ["A3", "B2"]},
    ("shows_vacancies", "direction"): {"high": ["A2"], "low": ["B1"]},
    ("caps", "direction"): {"high": ["A2", "B1", "B2"], "low": ["A3"]},
}


@pytest.mark.parametrize("outcome", ["winner", "collected"])
@pytest.mark.parametrize(("key", "scope"), EXPECTED)
def test_a_key_of_the_highest_tier_bears_on_that_tier_alone(key: str, scope: str, outcome: str) -> None:
    common = {"outcome": outcome, "scope": scope}
    found = allocate(
        direction_with({"code": "high", **common, **KEYS[key]}, {"code": "low", **common}), fields()
    )
    assert won(found) == EXPECTED[key, scope]


def test_the_table_has_every_key_of_a_tier_that_the_allocation_reads() -> None:
    elsewhere = {"code", "name", "outcome", "scope", "also_collected", "wins_per_entry"}
    assert {name for keys in KEYS.values() for name in keys} | elsewhere == set(Tier.model_fields)


def test_an_entry_below_the_minimum_of_the_highest_prize_wins_the_next_one() -> None:
    """The highest prize asks 85 of the preliminary round; 90, 80, 70 there, 70, 95, 80 in the final."""
    book = direction_with(
        {"code": "grand", "minimum_score": 85, "minimum_stage": "preliminary"},
        {"code": "first"},
        {"code": "second"},
    )
    found = allocate(book, fields())
    of_a = {
        tier: [label for label in labels if label in ("A1", "A2", "A3")]
        for tier, labels in won(found).items()
    }
    assert of_a == {"grand": ["A1"], "first": ["A2"], "second": ["A3"]}


def test_a_place_that_a_minimum_of_another_stage_leaves_empty_says_of_which() -> None:
    found = allocate(direction_with({"code": "high", **KEYS["a minimum that nobody reaches"]}), fields())
    assert vacant(found) == [("high", 0, "vacant_below_floor_of"), ("high", 1, "vacant_below_floor_of")]
    assert found.vacancies[0].reason["measure"] == "minimum:preliminary"
    assert (found.vacancies[0].reason["score"], found.vacancies[0].reason["floor"]) == (9000, 9600)


@pytest.mark.parametrize(
    ("scope", "more", "collected"),
    [
        ("track", {"places": 2}, ["A2", "A3", "B1", "B2"]),
        ("direction", {"places": 2}, ["A2", "B1"]),
        ("direction", {"places": 4, "caps": {A: 1}}, ["A2", "B1", "B2"]),
        ("track", {"places": None}, ["A1", "A2", "A3", "B1", "B2"]),
    ],
)
def test_winners_that_are_collected_take_up_places_of_their_track(
    scope: str, more: dict[str, Any], collected: list[str]
) -> None:
    """One winner, of the first track."""
    book = direction_with(
        {"code": "high", "scope": "direction", "also_collected": True},
        {"code": "book", "outcome": "collected", "scope": scope, **more},
    )
    assert won(allocate(book, fields())) == {"high": ["A2"], "book": collected}


def test_winners_that_are_not_collected_take_up_no_place_of_the_collection() -> None:
    book = direction_with(
        {"code": "high", "scope": "direction"},
        {"code": "book", "outcome": "collected", "scope": "direction", "places": 2},
    )
    assert won(allocate(book, fields())) == {"high": ["A2"], "book": ["A3", "B1"]}


@pytest.mark.parametrize(
    ("wins", "expected"),
    [(1, {"high": ["A2"], "low": ["A3"]}), (2, {"high": ["A2"], "low": ["B1"]})],
)
@pytest.mark.parametrize("outcome", ["winner", "collected"])
def test_an_entry_wins_as_often_as_the_rule_book_says(wins: int, expected: Won, outcome: str) -> None:
    common = {"outcome": outcome, "scope": "direction", "wins_per_entry": wins}
    book = direction_with({"code": "high", **common}, {"code": "low", **common})
    assert won(allocate(book, fields(one_entry=("A2", "B1")))) == expected


@pytest.mark.parametrize(("wins", "low"), [(1, ["B1"]), (2, ["A2"])])
def test_prizes_that_different_stages_decide_count_together(wins: int, low: list[str]) -> None:
    """The highest prize is decided by the preliminary round, the next one by the final."""
    common = {"scope": "direction", "wins_per_entry": wins}
    book = direction_with({"code": "high", **common, "decided_by": "preliminary"}, {"code": "low", **common})
    assert won(allocate(book, fields(one_entry=("A2", "B2")))) == {"high": ["B2"], "low": low}


def test_those_who_are_equal_share_a_prize_where_the_rule_book_says_so() -> None:
    """A2 and B1 lead with the same score; the prize below has one place fewer."""
    book = direction_with(
        {"code": "high", "scope": "direction"}, {"code": "low", "scope": "direction", "places": 2}
    )
    shared = book.model_copy(update={"tie_breaks": (TieBreak(kind="shared"),)})
    level = Contenders(
        "final",
        tuple(
            replace(each, strength=9500) if each.label == "B1" else each
            for each in field("final", FINAL).contenders
        ),
    )
    those = replace(fields(), by_stage={"final": level})
    found = allocate(shared, those)
    assert won(found) == {"high": ["A2", "B1"], "low": ["A3"]}
    assert {place.reason["code"] for place in found.places if place.tier == "high"} == {"tie_shared"}
    assert found.open_ties == [] and allocate(book, those).open_ties == [("final", ("A2", "B1"))]


@pytest.mark.parametrize("scope", ["track", "direction"])
@pytest.mark.parametrize("outcome", ["winner", "collected"])
def test_the_next_one_moves_up_where_an_entry_was_struck(outcome: str, scope: str) -> None:
    common = {"outcome": outcome, "scope": scope}
    book = direction_with({"code": "high", **common}, {"code": "low", **common})
    found = won(allocate(book, fields(struck=("A2",))))
    expected = {
        "track": {"high": ["A3", "B1"], "low": ["A1", "B2"]},
        "direction": {"high": ["B1"], "low": ["A3"]},
    }
    assert found == expected[scope]


@pytest.mark.parametrize("scope", ["track", "direction"])
@pytest.mark.parametrize("outcome", ["winner", "collected"])
def test_the_place_of_a_struck_entry_stays_vacant_where_the_rule_book_says_so(
    outcome: str, scope: str
) -> None:
    common = {"outcome": outcome, "scope": scope}
    book = direction_with({"code": "high", **common}, {"code": "low", **common})
    found = allocate(book, fields(struck=("A2",)), kept_vacant=True)
    assert won(found) == ({"high": ["B1"], "low": ["A3", "B2"]} if scope == "track" else {"low": ["B1"]})
    assert vacant(found) == [("high", 0 if scope == "track" else None, "vacant_struck")]


def test_a_struck_winner_leaves_its_place_in_the_collection_vacant_too() -> None:
    book = direction_with(
        {"code": "high", "scope": "direction", "also_collected": True},
        {"code": "book", "outcome": "collected", "scope": "direction", "places": 2},
    )
    found = allocate(book, fields(struck=("A2",)), kept_vacant=True)
    assert (won(found), vacant(found)) == (
        {"book": ["B1"]},
        [("high", None, "vacant_struck"), ("book", None, "vacant_struck")],
    )


def test_where_places_have_no_number_a_struck_entry_leaves_none() -> None:
    found = allocate(
        direction_with({"code": "all", "places": None}), fields(struck=("A2",)), kept_vacant=True
    )
    assert (won(found), vacant(found)) == ({"all": ["A1", "A3", "B1", "B2"]}, [])
