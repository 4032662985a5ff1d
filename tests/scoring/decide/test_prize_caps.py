"""At most n prizes for an organisation, walking down the ranking or by the best total."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.data.errors import PrizeRuleError
from scoring.decide.prizes import Candidate, Decision, TierRule, allocate
from tests.scoring.candidates import FIRMS, FIRST, GRAND, of, one, vacant, won


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
    why = (
        "the cap on organisations and the preferences chase each other without end at 'x-U'; "
        "withdraw one of these candidacies on record, or let the cap count within tracks"
    )
    with pytest.raises(PrizeRuleError, match=f"^{why}$"):
        allocate(candidates, [GRAND], per_organisation=1)


def test_the_optimal_cap_takes_one_organisation_each() -> None:
    with pytest.raises(PrizeRuleError, match="several organisations"):
        allocate([of(("X", "Y"), "a", 1)], [GRAND], per_organisation=1, organisation_method="optimal")


def test_a_cap_within_each_track_binds_in_each() -> None:
    candidates = [of("X", f"{t}{n}", 9 - n, t) for t in "TU" for n in range(2)] + [of("Y", "y", 1, "U")]
    options: dict[str, Any] = {"per_organisation": 1, "organisation_scope": "track"}
    for method in ("sequential", "optimal"):
        result = allocate(candidates, [TierRule("a", 2)], organisation_method=method, **options)
        assert won(result) == {"a": ["T0", "U0", "y"]}
        assert vacant(result) == [("a", "T", "vacant_capped")]
        assert {d.id for d in result.displaced} == {"T1", "U1"}
        assert result.displaced[0].reason.params == {"organisation": "X", "most": 1}


def test_a_tie_at_a_cap_counts_what_was_given_before() -> None:
    tiers = [TierRule("a", 1), TierRule("b", 3)]
    candidates = [of("X", "x1", 9), of("X", "x2", 8), of("X", "x3", 8), of("Y", "y1", 7, "U")]
    for scope in ("direction", "track"):
        open_tie = allocate(candidates, tiers, per_organisation=2, organisation_scope=scope)  # type: ignore[arg-type]
        assert open_tie.unresolved[0].ids == ("x2", "x3") and open_tie.unresolved[0].places == 1
    roomy = allocate(candidates, tiers, per_organisation=3)
    assert won(roomy) == {"a": ["x1", "y1"], "b": ["x2", "x3"]}
    apart = [of("X", "t1", 8), of("X", "u1", 8, "U"), of("X", "u2", 7, "U")]
    within = allocate(apart, [GRAND], per_organisation=1, organisation_scope="track")
    assert won(within) == {"grand": ["t1", "u1"]}


def test_an_open_tie_holds_up_every_track_that_a_cap_ties_to_it() -> None:
    candidates = [of("X", "x1", 9), of("Y", "y1", 9), of("X", "x2", 5, "U"), of("Z", "z1", 4, "U")]
    alone = allocate(candidates, [GRAND])
    assert won(alone) == {"grand": ["x2"]} and alone.pending == (("grand", "T"),)
    tied = allocate(candidates, [GRAND], per_organisation=1)
    assert not tied.winners and tied.pending == (("grand", "T"), ("grand", "U"))
    within = allocate(candidates, [GRAND], per_organisation=1, organisation_scope="track")
    assert won(within) == {"grand": ["x2"]}


def test_a_tie_in_a_direction_wide_tier_holds_up_every_track() -> None:
    tiers = [TierRule("all", 1, "direction"), GRAND]
    result = allocate([one("a", 9), one("b", 9, "U"), one("c", 5, "V")], tiers)
    assert not result.winners and result.pending == (("all", None), *(("grand", t) for t in "TUV"))
    assert result.unresolved[0].unit is None and result.reason_of("c").code == "waiting"


def test_caps_by_track() -> None:
    candidates = [one(f"{t}{n}", 30 * n + "VUT".index(t), t) for t in "TUV" for n in range(1, 5)]
    tier = TierRule("w", 6, "direction", cap_per_track={"T": 1, "U": 2})
    for method in ("sequential", "optimal"):
        result = allocate(candidates, [tier], per_organisation=9, organisation_method=method)  # type: ignore[arg-type]
        assert sorted(won(result)["w"]) == ["T4", "U3", "U4", "V2", "V3", "V4"]


def test_a_tie_at_a_cap_by_track_is_open() -> None:
    tier = TierRule("w", 3, "direction", cap_per_track={"T": 1})
    tied = allocate([one("a", 9), one("b", 9), one("c", 8, "U")], [tier])
    assert tied.unresolved[0].ids == ("a", "b") and tied.unresolved[0].places == 1
    free = allocate([one("a", 9), one("b", 9, "U"), one("c", 9, "U"), one("d", 8)], [tier])
    assert won(free) == {"w": ["a", "b", "c"]}
    full = allocate([one("a", 9), one("b", 8), one("c", 7, "U")], [tier])
    assert full.reason_of("b").params == {"track": "T", "most": 1}


def test_the_optimal_cap_reads_places_by_track() -> None:
    candidates = [of("X", "x1", 9), of("Y", "y1", 8), of("X", "x2", 7, "U"), of("Z", "z1", 6, "U")]
    options: dict[str, Any] = {"per_organisation": 1, "organisation_method": "optimal"}
    assert won(allocate(candidates, [TierRule("a", {"T": 1, "U": 1})], **options)) == {"a": ["x1", "z1"]}
    assert won(allocate(candidates, [TierRule("a", {"U": 2})], **options)) == {"a": ["x2", "z1"]}


def test_those_without_an_organisation_are_not_capped_together() -> None:
    candidates = [of(None, f"n{n}", 9 - n) for n in range(3)]
    result = allocate(candidates, [TierRule("a", 3)], per_organisation=1, organisation_method="optimal")
    assert won(result) == {"a": ["n0", "n1", "n2"]}


def test_equal_totals_go_to_the_selection_with_the_best_candidate() -> None:
    candidates = [of("X", "a", 10), of("X", "b", 8, "U"), of("Y", "c", 7), of("Y", "d", 5, "U")]
    options: dict[str, Any] = {"per_organisation": 1, "organisation_method": "optimal"}
    assert won(allocate(candidates, [GRAND], **options)) == {"grand": ["a", "d"]}
    thirds = [Candidate(c.id, c.entry, c.track, c.organisation, Fraction(c.score, 3)) for c in candidates]
    assert won(allocate(thirds, [GRAND], **options)) == {"grand": ["a", "d"]}


def test_a_tie_below_the_top_leaves_the_optimum_open() -> None:
    candidates = [of("W", "w1", 20), of("X", "x1", 9), of("X", "x2", 9), of("Y", "y1", 3)]
    options: dict[str, Any] = {"per_organisation": 1, "organisation_method": "optimal"}
    result = allocate(candidates, [TierRule("a", 3)], **options)
    assert set(result.unresolved[0].ids) == {"x1", "x2"} and result.unresolved[0].places == 1
    result = allocate(candidates, [TierRule("a", 3)], decisions=[Decision(("x2", "x1"))], **options)
    assert won(result) == {"a": ["w1", "x2", "y1"]}


def test_what_was_given_up_for_a_prize_lost_again_comes_back() -> None:
    """x gives up U for T; then y gives up V, its place goes to z, and z's firm leaves no room for x in T."""
    candidates = [
        of("A", "x-T", 5, "T", entry="x", preference=1),
        of("B", "x-U", 9, "U", entry="x", preference=2),
        of("C", "y-V", 9, "V", entry="y", preference=2),
        of("D", "y-W", 9, "W", entry="y", preference=1),
        of("A", "z-V", 8, "V", entry="z", preference=1),
        of("E", "v-T", 1, "T", entry="v", preference=1),
    ]
    result = allocate(candidates, [GRAND], per_organisation=1)
    assert {award.id for award in result.winners} == {"v-T", "x-U", "z-V", "y-W"}
    assert [step.given_up.id for step in result.renounced] == ["y-V"]
    reasons = {(d.id, d.reason.code) for d in result.displaced}
    assert reasons == {("x-T", "organisation_cap"), ("y-V", "other_preference")}
