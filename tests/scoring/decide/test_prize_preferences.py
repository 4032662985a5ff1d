"""At most n prizes for an entry: it keeps those it put first."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring.decide.prizes import Candidate, TierRule, allocate
from tests.scoring.candidates import FIRST, GRAND, one, won


def test_an_entry_that_ranks_in_both_keeps_what_it_put_first() -> None:
    candidates = [
        one("x-T", 90, "T", entry="x", preference=2),
        one("x-U", 70, "U", entry="x", preference=1),
        one("y-T", 80, "T", entry="y"),
        one("z-U", 60, "U", entry="z"),
    ]
    result = allocate(candidates, [GRAND])
    assert won(result) == {"grand": ["y-T", "x-U"]}
    displaced = result.displaced[0]
    assert (displaced.id, displaced.tier) == ("x-T", "grand")
    assert displaced.reason.text == "The entry ranks for a prize in U too and put that first."
    assert displaced.reason.params == {"kept": "x-U", "kept_track": "U", "round": 1}
    assert [(step.round, step.given_up.id, step.kept.id) for step in result.renounced] == [(1, "x-T", "x-U")]
    assert won(allocate(candidates, [GRAND], per_entry=2)) == {"grand": ["x-T", "x-U"]}
    assert won(allocate(candidates, [GRAND], per_entry=None)) == {"grand": ["x-T", "x-U"]}


def test_the_place_given_up_may_move_others_in_turn() -> None:
    candidates = [
        one("x-T", 90, "T", entry="x", preference=2),
        one("x-U", 90, "U", entry="x", preference=1),
        one("y-T", 80, "T", entry="y", preference=1),
        one("y-V", 80, "V", entry="y", preference=2),
        one("z-V", 70, "V", entry="z", preference=1),
    ]
    result = allocate(candidates, [GRAND])
    assert won(result) == {"grand": ["x-U", "y-T", "z-V"]}
    assert [(step.round, step.given_up.id) for step in result.renounced] == [(1, "x-T"), (2, "y-V")]


def test_first_preference_counts_even_for_a_lower_tier() -> None:
    candidates = [
        one("x-T", 90, "T", entry="x", preference=2),
        one("x-U", 50, "U", entry="x", preference=1),
        one("y-U", 60, "U"),
    ]
    assert won(allocate(candidates, [GRAND, FIRST])) == {"grand": ["y-U"], "first": ["x-U"]}


def test_a_tie_about_what_is_given_up_anyway_needs_no_decision() -> None:
    candidates = [
        one("x-T", 80, "T", entry="x", preference=2),
        one("y-T", 80, "T", entry="y"),
        one("x-U", 70, "U", entry="x", preference=1),
    ]
    result = allocate(candidates, [GRAND])
    assert result.complete and won(result) == {"grand": ["y-T", "x-U"]}


def test_both_candidacies_within_one_direction_wide_tier() -> None:
    candidates = [
        one("x-T", 90, "T", entry="x", preference=2),
        one("x-U", 85, "U", entry="x", preference=1),
        one("y-T", 80, "T"),
    ]
    assert won(allocate(candidates, [TierRule("winner", 2, "direction")])) == {"winner": ["x-U", "y-T"]}


entries = st.lists(
    st.tuples(st.permutations("TUV"), st.integers(1, 3), st.tuples(*[st.integers(0, 10**6)] * 3)),
    min_size=1,
    max_size=8,
)


def build(drawn: list[Any]) -> list[Candidate]:
    return [
        one(f"{e}-{track}", scores[place] * 10 + e, track, entry=e, preference=place + 1)
        for e, (tracks, count, scores) in enumerate(drawn)
        for place, track in enumerate(tracks[:count])
    ]


@given(entries, st.integers(1, 2), st.integers(1, 2))
def test_the_fixpoint_is_stable(drawn: list[Any], places: int, most: int) -> None:
    candidates = build(drawn)
    result = allocate(candidates, [TierRule("a", places), TierRule("b", 1)], per_entry=most, tracks="TUV")
    by_id = {candidate.id: candidate for candidate in candidates}
    held = {id for ids in won(result).values() for id in ids}
    prizes: dict[Any, list[Candidate]] = {}
    for id in held:
        prizes.setdefault(by_id[id].entry, []).append(by_id[id])
    assert all(len(mine) <= most for mine in prizes.values())
    for track in "TUV":
        inside = [by_id[id].score for id in held if by_id[id].track == track]
        for candidate in candidates:
            wants = sum(c.preference < candidate.preference for c in prizes.get(candidate.entry, [])) < most
            ranks = len(inside) < places + 1 or candidate.score > min(inside)
            if candidate.track == track and candidate.id not in held:
                assert not (wants and ranks), candidate
    assert {item.id for item in (*result.displaced, *result.unplaced)} | held == set(by_id)


@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_candidates_changes_nothing(drawn: list[Any], shuffle: random.Random) -> None:
    candidates = build(drawn)
    tiers = [TierRule("a", 1), TierRule("b", 1, "direction")]
    options: dict[str, Any] = {"tracks": "TUV", "per_organisation": 2}
    first = allocate(candidates, tiers, **options)
    shuffled = list(candidates)
    shuffle.shuffle(shuffled)
    again = allocate(shuffled, tiers, **options)
    assert (first.winners, first.vacancies, first.displaced) == (
        again.winners,
        again.vacancies,
        again.displaced,
    )
