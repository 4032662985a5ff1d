from __future__ import annotations

import hashlib
import hmac
import json
import random
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import PrizeRuleError
from scoring.prizes import (
    SENTENCES,
    AwardList,
    Candidate,
    Collection,
    Decision,
    Draw,
    TierRule,
    allocate,
    commit,
    largest_remainder,
)

REMAINDER = json.loads((Path(__file__).parent / "data" / "largest_remainder.json").read_text())

GRAND, FIRST = TierRule("grand", 1), TierRule("first", 1)


def one(id: Any, score: Any, track: str = "T", **more: Any) -> Candidate:
    return Candidate(id, more.pop("entry", id), track, score=score, **more)


def won(result: AwardList) -> dict[str, list[Any]]:
    tiers: dict[str, list[Any]] = {}
    for award in result.winners:
        tiers.setdefault(award.tier, []).append(award.id)
    return tiers


def vacant(result: AwardList) -> list[tuple[str, Any, str]]:
    return [(vacancy.tier, vacancy.unit, vacancy.reason.code) for vacancy in result.vacancies]


# --- places, floors, vacancies -----------------------------------------------------------------


def test_the_2024_contest_gives_6_6_18_29_and_one_vacancy() -> None:
    floor = 6000
    tiers = [
        TierRule("grand", 1, floor=floor),
        TierRule("first", 1, floor=floor),
        TierRule("second", 3, floor=floor),
        TierRule("third", 5, floor=floor),
    ]
    finalists = [
        one(f"{track}{n:02}", 9000 - 173 * n - track, str(track)) for track in range(6) for n in range(12)
    ]
    low = [
        Candidate(c.id, c.entry, c.track, score=5999) if c.id in ("309", "310", "311") else c
        for c in finalists
    ]
    result = allocate(low, tiers)
    assert result.counts() == {"grand": 6, "first": 6, "second": 18, "third": 29}
    assert vacant(result) == [("third", "3", "vacant_below_floor")]
    assert result.vacancies[0].reason.text == "The best candidate left has 5999, below the minimum 6000."
    assert result.reason_of("309").code == "below_floor" and result.reason_of("011").code == "behind"
    assert result.complete and not result.pending


def test_tiers_are_filled_from_the_top_and_reasons_say_the_place() -> None:
    result = allocate([one("a", 10), one("b", 30), one("c", 20)], [GRAND, FIRST])
    assert won(result) == {"grand": ["b"], "first": ["c"]}
    assert [award.reason.text for award in result.winners] == [
        "Place 1 in the ranking.",
        "Place 2 in the ranking.",
    ]
    assert result.reason_of("a").text == "All places went to candidates ahead of it."
    with pytest.raises(KeyError):
        result.reason_of("z")


def test_a_floor_is_reached_by_equality() -> None:
    tier = TierRule("grand", 2, floor=20)
    assert won(allocate([one("a", 20), one("b", 19)], [tier])) == {"grand": ["a"]}


def test_a_high_floor_leaves_a_tier_vacant_and_the_next_one_open() -> None:
    result = allocate([one("a", 50), one("b", 40)], [TierRule("grand", 1, floor=60), TierRule("first", 1)])
    assert won(result) == {"first": ["a"]}
    assert vacant(result) == [("grand", "T", "vacant_below_floor")]
    assert result.reason_of("b").code == "below_floor"
    assert dict(result.reason_of("b").params) == {"score": 40, "floor": 60}


def test_below_every_floor() -> None:
    tiers = [TierRule("grand", 1, floor=60), TierRule("first", 1, floor=50)]
    result = allocate([one("a", 70), one("b", 55), one("c", 45)], tiers)
    assert dict(result.reason_of("c").params) == {"score": 45, "floor": 50}


def test_without_candidates_all_is_vacant() -> None:
    result = allocate([], [TierRule("grand", 2)], tracks=["T", "U"])
    assert vacant(result) == [("grand", t, "vacant_no_candidate") for t in ("T", "T", "U", "U")]
    assert (
        result.counts() == {} and allocate([], [TierRule("grand", 1, "direction")]).vacancies[0].unit is None
    )


def test_places_by_track() -> None:
    candidates = [one(f"{t}{n}", n, t) for t in "TUV" for n in range(3)]
    result = allocate(candidates, [TierRule("grand", {"T": 2, "U": 0, "V": 1})])
    assert won(result) == {"grand": ["T2", "V2", "T1"]}


def test_a_direction_wide_tier_with_a_cap_for_each_track() -> None:
    candidates = [one(f"{t}{n}", 10 * n + (t == "T"), t) for t in "TU" for n in range(1, 5)]
    tier = TierRule("winner", 4, "direction")
    assert won(allocate(candidates, [tier])) == {"winner": ["T4", "U4", "T3", "U3"]}
    top = [*candidates[:4], *(one(f"U{n}", 90 + n, "U") for n in range(4))]
    capped = allocate(top, [TierRule("winner", 4, "direction", cap_per_track=3)])
    assert won(capped) == {"winner": ["U3", "U2", "U1", "T4"]}
    assert [(d.id, d.tier, d.reason.code) for d in capped.displaced] == [("U0", "winner", "track_cap")]
    assert capped.displaced[0].reason.text == "Track U already has 3 of the places of this tier."


def test_out_by_a_tracks_cap_may_win_further_down() -> None:
    tiers = [TierRule("winner", 2, "direction", cap_per_track=1), TierRule("merit", 1, "direction")]
    result = allocate([one("a", 9), one("b", 8), one("c", 7, "U")], tiers)
    assert won(result) == {"winner": ["a", "c"], "merit": ["b"]}
    assert [(d.id, d.tier) for d in result.displaced] == [("b", "winner")]


def test_barred_candidates_win_nothing_and_say_why() -> None:
    result = allocate([one("a", 9, barred="not passed by the ballot"), one("b", 8)], [GRAND])
    assert won(result) == {"grand": ["b"]}
    assert result.winners[0].reason.params["place"] == 1
    assert result.reason_of("a").text == "Not in the running: not passed by the ballot."
    alone = allocate([one("a", 9, barred="x")], [GRAND])
    assert vacant(alone) == [("grand", "T", "vacant_no_candidate")]


def test_scores_may_be_fractions() -> None:
    result = allocate(
        [one("a", Fraction(2, 3)), one("b", Fraction(666, 999)), one("c", 1)], [TierRule("x", 2)]
    )
    assert won(result) == {"x": ["c"]} and result.unresolved[0].ids == ("a", "b")


# --- ties --------------------------------------------------------------------------------------

TIED = [one("a", 9), one("b", 8), one("c", 8), one("d", 8), one("e", 7), one("f", 6)]
TWO = [TierRule("first", 2), TierRule("second", 2)]


def test_an_undecided_tie_is_returned_and_nothing_below_it_is_given() -> None:
    result = allocate(TIED, TWO)
    assert won(result) == {"first": ["a"]} and not result.complete
    tie = result.unresolved[0]
    assert (tie.tier, tie.unit, tie.places, tie.ids) == ("first", "T", 1, ("b", "c", "d"))
    assert tie.reason.text == "Tied at 8 for 1 places among b, c, d; a decision must be recorded."
    assert result.pending == (("first", "T"), ("second", "T")) and result.vacancies == ()
    assert result.reason_of("c").code == "undecided" and result.reason_of("e").code == "waiting"


def test_an_open_tie_in_one_track_leaves_the_others_alone() -> None:
    other = [one("x", 5, "U"), one("y", 4, "U")]
    result = allocate([*TIED, *other], [GRAND, TierRule("first", 1), TierRule("all", 1, "direction")])
    assert won(result) == {"grand": ["a", "x"], "first": ["y"]}
    assert result.pending == (("first", "T"), ("all", None))


def test_a_tie_within_the_places_is_no_matter() -> None:
    assert won(allocate(TIED, [TierRule("first", 4)])) == {"first": ["a", "b", "c", "d"]}
    assert allocate(TIED, [TierRule("first", 4)]).winners[1].reason.params["place"] == 2


def test_share() -> None:
    result = allocate(TIED, TWO, ties="share")
    assert won(result) == {"first": ["a", "b", "c", "d"]}
    assert result.reason_of("b").code == "tie_shared" and result.reason_of("a").code == "ranked"
    assert vacant(result) == [] and result.reason_of("e").code == "behind"
    third = [*TWO, TierRule("third", 1)]
    assert won(allocate(TIED, third, ties="share"))["third"] == ["e"]


def test_share_owes_beyond_the_next_tier() -> None:
    tiers = [TierRule("first", 2), TierRule("second", 1), TierRule("third", 2)]
    assert won(allocate(TIED, tiers, ties="share")) == {"first": ["a", "b", "c", "d"], "third": ["e"]}


def test_expand() -> None:
    result = allocate(TIED, TWO, ties="expand")
    assert won(result) == {"first": ["a", "b", "c", "d"], "second": ["e", "f"]}


def test_contract() -> None:
    result = allocate(TIED, [TierRule("first", 2), TierRule("second", 4)], ties="contract")
    assert won(result) == {"first": ["a"], "second": ["b", "c", "d", "e"]}
    assert vacant(result) == [("first", "T", "vacant_tied_out")]
    last = allocate(TIED, [TierRule("first", 2)], ties="contract")
    assert last.reason_of("c").code == "tied_out" and last.reason_of("e").code == "behind"


def with_keys(**keys: tuple[int, int]) -> list[Candidate]:
    return [one(id, 8, keys={"mean": mean, "idea": idea}) for id, (mean, idea) in keys.items()]


def test_the_chain_breaks_ties_and_says_with_what() -> None:
    result = allocate(with_keys(a=(7, 1), b=(7, 2), c=(6, 9)), TWO[:1], chain=["mean", "idea"])
    assert won(result) == {"first": ["b", "a"]}
    assert result.reason_of("a").text == "Tied at 8; mean puts it ahead of c."
    assert result.reason_of("c").text == "Tied at 8; mean puts a ahead of it."
    single = allocate(with_keys(a=(7, 1), b=(7, 2), c=(6, 9)), [GRAND], chain=["mean", "idea"])
    assert single.reason_of("b").text == "Tied at 8; idea puts it ahead of a."
    assert won(allocate(with_keys(a=(7, 1), b=(6, 2)), [GRAND], chain=["idea"])) == {"grand": ["b"]}


def test_what_the_chain_leaves_tied_goes_to_the_policy() -> None:
    result = allocate(with_keys(a=(7, 1), b=(7, 1), c=(6, 9)), [GRAND], chain=["mean", "idea"], ties="share")
    assert won(result) == {"grand": ["a", "b"]}


def test_a_recorded_decision_orders_the_tied() -> None:
    decisions = [Decision(("b", "c")), Decision(("e", "d", "c", "b"), by="chair")]
    result = allocate(TIED, TWO, decisions=decisions)
    assert won(result) == {"first": ["a", "d"], "second": ["c", "b"]}
    assert result.reason_of("d").text == "Tied at 8; the recorded decision of the chair puts it ahead of c."
    short = allocate(TIED, TWO[:1], decisions=decisions)
    assert short.reason_of("b").text == "Tied at 8; the recorded decision of the chair puts d ahead of it."


def test_a_decision_never_overrules_the_score() -> None:
    assert won(allocate(TIED, [GRAND], decisions=[Decision(("f", "a"))])) == {"grand": ["a"]}


SEED = b"a seed that was sealed beforehand"


def test_the_draw_can_be_repeated_by_anyone() -> None:
    draw = Draw(SEED, commit(SEED), "T: first")
    result = allocate(TIED, TWO[:1], draw=draw)
    tickets = {
        id: hmac.new(SEED, json.dumps(["T: first", id], separators=(",", ":")).encode(), "sha256").hexdigest()
        for id in "bcd"
    }
    lucky = min(tickets, key=lambda id: tickets[id])
    assert won(result) == {"first": ["a", lucky]}
    assert result.reason_of(lucky).code == "tie_draw"
    assert {result.reason_of(id).code for id in "bcd" if id != lucky} == {"lost_draw"}
    assert draw.order("bcd") == tuple(sorted("bcd", key=lambda id: tickets[id]))
    assert commit(SEED) == hashlib.sha256(SEED).hexdigest()


def test_a_decision_comes_before_the_draw() -> None:
    draw = Draw(SEED, commit(SEED))
    for order in (("b", "c", "d"), ("d", "c", "b")):
        result = allocate(TIED, TWO[:1], draw=draw, decisions=[Decision(order)])
        assert won(result)["first"][1] == order[0]


def test_lots_differ_by_purpose_and_by_type_of_id() -> None:
    draw, other = Draw(SEED, commit(SEED), "x"), Draw(SEED, commit(SEED), "y")
    assert len({draw.ticket("1"), draw.ticket(1), other.ticket(1)}) == 3
    assert Draw(SEED, commit(SEED)).purpose == "tie"


def test_a_draw_without_its_commitment_is_refused() -> None:
    with pytest.raises(PrizeRuleError, match="committed"):
        Draw(SEED, commit(SEED + b"x"))
    with pytest.raises(PrizeRuleError, match="16 bytes"):
        commit(b"short")
    assert len(commit(bytes(16))) == 64
    for label in (True, 1.5, None):
        with pytest.raises(PrizeRuleError, match="lots are drawn"):
            Draw(SEED, commit(SEED)).ticket(label)


# --- one prize an entry, first preference ------------------------------------------------------


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


# --- at most n for an organisation -------------------------------------------------------------


def of(organisation: Any, id: str, score: int, track: str = "T", **more: Any) -> Candidate:
    return one(id, score, track, organisation=organisation, **more)


FIRMS = [
    of("X", "x1", 9),
    of("X", "x2", 8),
    of("X", "x3", 7),
    of("Y", "y1", 6),
    of(None, "n1", 5),
    of(None, "n2", 4),
]


def test_walking_down_skips_whoever_is_over_the_cap() -> None:
    result = allocate(FIRMS, [TierRule("a", 2), TierRule("b", 2)], per_organisation=2)
    assert won(result) == {"a": ["x1", "x2"], "b": ["y1", "n1"]}
    assert [(d.id, d.tier, d.reason.code) for d in result.displaced] == [("x3", "b", "organisation_cap")]
    assert result.reason_of("x3").text == "Organisation X already has 2 prizes, the most it may have."
    assert result.reason_of("n2").code == "behind"


def test_a_place_that_only_the_capped_could_take_is_vacant() -> None:
    result = allocate(FIRMS[:3], [TierRule("a", 1), TierRule("b", 1)], per_organisation=1)
    assert won(result) == {"a": ["x1"]} and vacant(result) == [("b", "T", "vacant_capped")]
    assert [(d.id, d.tier) for d in result.displaced] == [("x2", "b"), ("x3", "b")]


def test_capped_below_a_floor_is_below_the_floor() -> None:
    tiers = [TierRule("a", 1), TierRule("b", 1, floor=8), TierRule("c", 1, floor=9)]
    result = allocate(FIRMS[:3], tiers, per_organisation=1)
    assert vacant(result) == [("b", "T", "vacant_capped"), ("c", "T", "vacant_below_floor")]


def test_the_cap_counts_over_the_direction_or_within_each_track() -> None:
    candidates = [of("X", "x1", 9, "T"), of("X", "x2", 8, "U"), of("Y", "y2", 7, "U")]
    assert won(allocate(candidates, [GRAND], per_organisation=1)) == {"grand": ["x1", "y2"]}
    within = allocate(candidates, [GRAND], per_organisation=1, organisation_scope="track")
    assert won(within) == {"grand": ["x1", "x2"]}


def test_higher_tiers_of_all_tracks_come_first() -> None:
    candidates = [of("X", "x1", 9, "T"), of("X", "x2", 8, "T"), of("X", "x3", 5, "U"), of("Y", "y2", 7, "T")]
    result = allocate(candidates, [GRAND, FIRST], per_organisation=2)
    assert won(result) == {"grand": ["x1", "x3"], "first": ["y2"]}


def test_a_candidate_of_several_organisations_counts_for_each() -> None:
    candidates = [of(("X", "Y", "X"), "xy", 9), of("Y", "y", 8), of("X", "x", 7), of("Z", "z", 6)]
    assert won(allocate(candidates, [TierRule("a", 3)], per_organisation=1)) == {"a": ["xy", "z"]}


def test_a_tie_at_the_cap_is_open_until_decided() -> None:
    candidates = [of("X", "x1", 9, "T"), of("X", "x2", 9, "U"), of("Y", "y1", 8, "T"), of("Z", "z1", 7, "U")]
    result = allocate(candidates, [GRAND], per_organisation=1)
    assert (
        not result.winners and result.unresolved[0].ids == ("x1", "x2") and result.unresolved[0].places == 1
    )
    assert result.pending == (("grand", "T"), ("grand", "U"))
    decided = allocate(candidates, [GRAND], per_organisation=1, decisions=[Decision(("x2", "x1"))])
    assert won(decided) == {"grand": ["x2", "y1"]}
    for policy in ("share", "expand", "contract"):
        same = allocate(
            candidates, [GRAND], per_organisation=1, ties=policy, decisions=[Decision(("x2", "x1"))]
        )  # type: ignore[arg-type]
        assert won(same) == {"grand": ["x2", "y1"]}


def test_a_tie_at_a_tracks_cap_is_open_until_decided() -> None:
    tier = TierRule("w", 3, "direction", cap_per_track=1)
    candidates = [one("a", 9), one("b", 9), one("c", 8, "U")]
    result = allocate(candidates, [tier])
    assert result.unresolved[0].ids == ("a", "b") and result.unresolved[0].places == 1
    assert won(allocate(candidates, [tier], decisions=[Decision(("b", "a"))])) == {"w": ["b", "c"]}


def best_sets(candidates: list[Candidate], places: dict[str, int], most: int) -> list[set[Any]]:
    """By trying all selections: those of the highest total."""
    best, found = -1, []
    for size in range(len(candidates) + 1):
        for chosen in combinations(candidates, size):
            tracks = [c.track for c in chosen]
            firms = [c.organisation for c in chosen]
            fits = all(tracks.count(t) <= places[t] for t in places) and all(
                firms.count(f) <= most for f in firms
            )
            total = sum(c.score for c in chosen)
            if fits and total >= best:
                found = [] if total > best else found
                best = int(total)
                found.append({c.id for c in chosen})
    return found


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from("XYZ"), st.sampled_from("TU")), min_size=1, max_size=9
    ),
    st.integers(1, 2),
    st.integers(1, 2),
)
def test_the_optimal_cap_against_all_selections(drawn: list[Any], places: int, most: int) -> None:
    candidates = [of(firm, f"c{n}", score, track) for n, (score, firm, track) in enumerate(drawn)]
    result = allocate(
        candidates, [TierRule("a", places)], per_organisation=most, organisation_method="optimal", tracks="TU"
    )
    best = best_sets(candidates, {"T": places, "U": places}, most)
    if result.complete:
        chosen = {id for ids in won(result).values() for id in ids}
        assert chosen in best
    else:
        assert len(best) > 1 and not result.winners
    scores = [c.score for c in candidates]
    if len(set(scores)) == len(scores):
        assert result.complete


def test_the_optimal_cap_gains_over_walking_down() -> None:
    candidates = [of("X", "x1", 10, "T"), of("X", "x2", 9, "U"), of("Y", "y1", 8, "T"), of("Y", "y2", 1, "U")]
    walked = allocate(candidates, [GRAND], per_organisation=1)
    assert won(walked) == {"grand": ["x1", "y2"]}
    best = allocate(candidates, [GRAND], per_organisation=1, organisation_method="optimal")
    assert won(best) == {"grand": ["x2", "y1"]}
    assert [(d.id, d.tier, d.reason.code) for d in best.displaced] == [
        ("x1", "grand", "organisation_optimal")
    ]
    assert best.reason_of("x1").text.startswith("Organisation X may have 1 prizes")
    assert best.reason_of("y2").code == "behind"


def test_the_optimal_cap_knows_floors_and_tracks_within_a_direction() -> None:
    tiers = [TierRule("a", 1, "direction", floor=9, cap_per_track=1), TierRule("b", 1, "direction")]
    candidates = [of("X", "x1", 9), of("X", "x2", 8), of("Y", "y1", 5, "U"), of("Y", "y2", 4, "U")]
    best = allocate(candidates, tiers, per_organisation=1, organisation_method="optimal")
    assert won(best) == {"a": ["x1"], "b": ["y1"]}
    alone = allocate(candidates[:2], tiers, per_organisation=1, organisation_method="optimal")
    assert vacant(alone) == [("b", None, "vacant_capped")]


def test_an_open_optimum_gives_nothing_until_decided() -> None:
    candidates = [of("X", "x1", 9, "T"), of("X", "x2", 9, "U"), of("Y", "y1", 3, "T"), of("Y", "y2", 3, "U")]
    options: dict[str, Any] = {"per_organisation": 1, "organisation_method": "optimal"}
    result = allocate(candidates, [GRAND], **options)
    assert not result.winners and not result.vacancies and result.pending == (("grand", "T"), ("grand", "U"))
    assert set(result.unresolved[0].ids) == {"x1", "x2", "y1", "y2"} and result.unresolved[0].places == 2
    decisions = [Decision(("x2", "x1")), Decision(("y1", "y2"))]
    assert won(allocate(candidates, [GRAND], decisions=decisions, **options)) == {"grand": ["x2", "y1"]}


def test_the_optimal_cap_leaves_the_barred_out() -> None:
    candidates = [of("X", "x1", 9, barred="withdrawn"), of("X", "x2", 5), of(None, "n", 4)]
    result = allocate(candidates, [TierRule("a", 2)], per_organisation=1, organisation_method="optimal")
    assert won(result) == {"a": ["x2", "n"]}


def test_a_cap_that_chases_preferences_is_named() -> None:
    """x gives up U for T; with U free again the cap takes T away from it, and back."""
    candidates = [
        of("A", "x-T", 5, "T", entry="x", preference=1),
        of("B", "x-U", 9, "U", entry="x", preference=2),
        of("A", "w-U", 8, "U", entry="w", preference=1),
        of("C", "v-T", 1, "T", entry="v", preference=1),
    ]
    with pytest.raises(PrizeRuleError, match=r"chase each other without end at 'x-U'"):
        allocate(candidates, [GRAND], per_organisation=1)


# --- collected besides winners -----------------------------------------------------------------


def test_winners_are_collected_within_the_places() -> None:
    candidates = [one(f"c{n}", 10 - n) for n in range(6)]
    result = allocate(candidates, [GRAND], collected=Collection("collected", 3))
    assert [(a.id, a.reason.code) for a in result.collected] == [
        ("c0", "winner_collected"), ("c1", "ranked"), ("c2", "ranked"),
    ]  # fmt: skip
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


# --- shares ------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", REMAINDER["cases"], ids=lambda case: str(case["total"]))
def test_the_alabama_paradox(case: dict[str, Any]) -> None:
    assert largest_remainder(REMAINDER["sizes"], case["total"]).places == case["places"]


def test_minimum_places() -> None:
    quotas = largest_remainder({"a": 97, "b": 2, "c": 1, "d": 0}, 10, minimum=1)
    assert quotas.places == {"a": 8, "b": 1, "c": 1, "d": 0}
    assert quotas.shares["b"] == Fraction(1, 5)


def test_equal_remainders_need_an_order() -> None:
    with pytest.raises(PrizeRuleError, match=r"\['a', 'b', 'c'\] have equal remainders for 2 places"):
        largest_remainder({"a": 1, "b": 1, "c": 1}, 2)
    assert largest_remainder({"a": 1, "b": 1, "c": 1}, 2, order="cab").places == {"a": 1, "b": 0, "c": 1}
    with pytest.raises(PrizeRuleError, match="names them all"):
        largest_remainder({"a": 1, "b": 1}, 1, order="a")
    assert largest_remainder({"a": 1, "b": 1}, 2).places == {"a": 1, "b": 1}


@given(
    st.dictionaries(st.integers(0, 30), st.integers(0, 500), min_size=1),
    st.integers(0, 200),
    st.integers(0, 3),
)
def test_shares_add_up_and_stay_near_the_quota(sizes: dict[int, int], total: int, minimum: int) -> None:
    order = sorted(sizes)
    if not any(sizes.values()) or total < minimum * sum(size > 0 for size in sizes.values()):
        return
    quotas = largest_remainder(sizes, total, minimum=minimum, order=order)
    assert sum(quotas.places.values()) == total
    assert all(quotas.places[label] >= (minimum if size else 0) for label, size in sizes.items())
    if not minimum:
        assert all(abs(quotas.places[label] - share) < 1 for label, share in quotas.shares.items())


@pytest.mark.parametrize(
    ("sizes", "total", "minimum"),
    [
        ({"a": -1}, 1, 0),
        ({"a": 1}, -1, 0),
        ({"a": 1.0}, 1, 0),
        ({"a": True}, 1, 0),
        ({"a": 1}, 1, 2),
        ({"a": 0}, 1, 0),
    ],
)
def test_shares_that_cannot_be(sizes: Any, total: int, minimum: int) -> None:
    with pytest.raises(PrizeRuleError):
        largest_remainder(sizes, total, minimum=minimum)


# --- results and refusals ----------------------------------------------------------------------


def test_to_frame_has_everybody_and_every_vacancy() -> None:
    tiers = [TierRule("a", 2, floor=6), TierRule("b", 3, floor=6)]
    result = allocate(FIRMS, tiers, per_organisation=1, collected=Collection("kept", 2, winners="excluded"))
    frame = result.to_frame()
    assert frame["outcome"].value_counts().to_dict() == {
        "winner": 2, "collected": 2, "displaced": 2, "none": 2, "vacant": 3,
    }  # fmt: skip
    assert frame.iloc[0].tolist()[:6] == ["winner", "a", "x1", "x1", "T", 9]
    assert all(isinstance(text, str) and "{" not in text for text in frame["reason"])


def test_scores_are_shown_as_points_where_they_are_hundredths() -> None:
    tied = [one("a", 8805), one("b", 8805), one("c", Fraction(1, 3))]
    result = allocate(tied, [TierRule("x", 3, floor=8800)], ties="share")
    frame = result.to_frame(points=True)
    assert frame["score"].tolist() == [88.05, 88.05, Fraction(1, 3), None]
    assert frame["reason"].tolist()[2:] == [
        "The score 1/3 is below the minimum 88.00.",
        "The best candidate left has 1/3, below the minimum 88.00.",
    ]
    shared = allocate(tied, [GRAND], ties="share").to_frame(points=True)
    assert shared["reason"][0] == "Tied at 88.05 across the last place; all tied receive the prize."
    assert result.to_frame()["score"].tolist()[:2] == [8805, 8805]


def test_every_reason_has_a_sentence() -> None:
    source = "".join(
        path.read_text() for path in (Path(__file__).parents[2] / "scoring" / "prizes").glob("*.py")
    )
    for code in SENTENCES:
        assert f'"{code}"' in source or code.startswith("lost_")


@pytest.mark.parametrize(
    ("candidates", "tiers", "options", "why"),
    [
        ([one("a", 1), one("a", 2, "U")], [GRAND], {}, "candidate 'a' is there twice"),
        ([one("a", 1), one("b", 2, entry="a")], [GRAND], {}, "entry and track"),
        ([one("a", 1), one("b", 2, "U", entry="a")], [GRAND], {}, "entry and preference"),
        ([one("a", 1), one(2, 2)], [GRAND], {}, "one type"),
        ([one("a", 1), one("b", 2, 5)], [GRAND], {}, "tracks must be of one type"),
        ([one("a", 1.5)], [GRAND], {}, "the score 1.5 must be a whole number"),
        ([one("a", True)], [GRAND], {}, "whole number"),
        ([one("a", 1, keys={"k": 0.5})], [GRAND], {}, "the k 0.5"),
        ([one("a", 1)], [GRAND], {"tracks": ["U"]}, "no track 'T'"),
        ([one("a", 1)], [GRAND], {"chain": ["k"]}, "lacks the tie-break key 'k'"),
        ([one("a", 1, keys={"k": 1})], [GRAND], {"chain": ["k", "k"]}, "tie-break key 'k' is there twice"),
        ([], [GRAND, GRAND], {}, "tier 'grand' is there twice"),
        ([], [TierRule("a", -1)], {}, "at least 0"),
        ([], [TierRule("a", True)], {}, "at least 0"),
        ([], [TierRule("a", {"T": -1})], {"tracks": ["T"]}, "at least 0"),
        ([], [TierRule("a", {"Z": 1})], {"tracks": ["T"]}, "no track 'Z'"),
        ([], [TierRule("a", {"T": 1}, "direction")], {"tracks": ["T"]}, "need the scope"),
        ([], [TierRule("a", 1, "galaxy")], {}, "need the scope"),  # type: ignore[arg-type]
        ([], [TierRule("a", 1, floor=0.5)], {}, "the floor 0.5"),  # type: ignore[arg-type]
        ([], [TierRule("a", 1, cap_per_track=1)], {}, "cap_per_track needs"),
        ([], [TierRule("a", 1, "direction", cap_per_track=0)], {}, "at least 1"),
        ([], [GRAND], {"per_entry": 0}, "per_entry must be"),
        ([], [GRAND], {"per_organisation": 0}, "per_organisation must be"),
        ([], [GRAND], {"ties": "flip"}, "ties is one of"),
        ([], [GRAND], {"organisation_scope": "x"}, "organisation_scope is one of"),
        ([], [GRAND], {"organisation_method": "x"}, "organisation_method is one of"),
        ([], [GRAND], {"organisation_method": "optimal", "ties": "share"}, "fixed number of places"),
        ([], [GRAND], {"decisions": [Decision(("a", "a"))]}, "in a decision 'a' is there twice"),
    ],
)  # fmt: skip
def test_rules_that_contradict_themselves(candidates: Any, tiers: Any, options: Any, why: str) -> None:
    with pytest.raises(PrizeRuleError, match=why):
        allocate(candidates, tiers, **options)


def test_the_optimal_cap_takes_one_organisation_each() -> None:
    with pytest.raises(PrizeRuleError, match="several organisations"):
        allocate([of(("X", "Y"), "a", 1)], [GRAND], per_organisation=1, organisation_method="optimal")
