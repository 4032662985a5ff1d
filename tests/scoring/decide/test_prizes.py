from __future__ import annotations

import hashlib
import hmac
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scoring.data.errors import PrizeRuleError
from scoring.decide.prizes import SENTENCES, Candidate, Collection, Decision, Draw, TierRule, allocate, commit
from tests.scoring.candidates import FIRMS, FIRST, GRAND, TIED, TWO, one, vacant, won

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
        "Place 1 by score among those in the running.",
        "Place 2 by score among those in the running.",
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
    assert result.reason_of(lucky).code == "tie_draw" and result.reason_of(lucky).params["score"] == 8
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


# --- results and refusals ----------------------------------------------------------------------


def test_to_frame_has_everybody_and_every_vacancy() -> None:
    tiers = [TierRule("a", 2, floor=6), TierRule("b", 3, floor=6)]
    result = allocate(FIRMS, tiers, per_organisation=1, collected=Collection("kept", 2, winners="excluded"))
    frame = result.to_frame()
    assert frame["outcome"].value_counts().to_dict() == {
        "winner": 2,
        "collected": 2,
        "displaced": 2,
        "none": 2,
        "vacant": 3,
    }
    assert list(frame.columns) == ["outcome", "tier", "id", "entry", "track", "score", "code", "reason"]
    assert frame.iloc[0].tolist() == [
        "winner",
        "a",
        "x1",
        "x1",
        "T",
        9,
        "ranked",
        "Place 1 by score among those in the running.",
    ]
    assert frame["tier"].tolist() == ["a", "a", "kept", "kept", "a", "a", "", "", "b", "b", "b"]
    assert all(frame[name].dtype == object for name in frame.columns)
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
        path.read_text()
        for path in (Path(__file__).parents[3] / "scoring" / "decide" / "prizes").glob("*.py")
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
        ([], [TierRule("a", 1, "direction", cap_per_track={"T": 0})], {"tracks": "T"}, "at least 1"),
        ([], [TierRule("a", 1, "direction", cap_per_track={"Z": 1})], {"tracks": "T"}, "no track 'Z'"),
        ([], [GRAND], {"per_entry": 0}, "per_entry must be"),
        ([], [GRAND], {"per_organisation": 0}, "per_organisation must be"),
        ([], [GRAND], {"ties": "flip"}, "ties is one of"),
        ([], [GRAND], {"organisation_scope": "x"}, "organisation_scope is one of"),
        ([], [GRAND], {"organisation_method": "x"}, "organisation_method is one of"),
        ([], [GRAND], {"organisation_method": "optimal", "ties": "share"}, "fixed number of places"),
        ([], [GRAND], {"decisions": [Decision(("a", "a"))]}, "in a decision 'a' is there twice"),
    ],
)
def test_rules_that_contradict_themselves(candidates: Any, tiers: Any, options: Any, why: str) -> None:
    with pytest.raises(PrizeRuleError, match=why):
        allocate(candidates, tiers, **options)


def test_a_track_without_a_number_has_no_places() -> None:
    result = allocate([one("a", 9), one("b", 8, "U")], [TierRule("grand", {"T": 2})])
    assert won(result) == {"grand": ["a"]} and vacant(result) == [("grand", "T", "vacant_no_candidate")]
    assert {award.unit for award in result.winners} == {"T"}


def test_a_vacancy_is_explained_by_its_own_track() -> None:
    candidates = [one("a", 9), one("b", 8), one("c", 1, "U"), one("d", 9, "V", barred="x"), one("e", 2, "V")]
    result = allocate(candidates, [TierRule("grand", 3, floor=5)])
    assert vacant(result) == [
        ("grand", "T", "vacant_no_candidate"),
        *[("grand", "U", "vacant_below_floor")] * 3,
        *[("grand", "V", "vacant_below_floor")] * 3,
    ]
    assert dict(result.vacancies[1].reason.params) == {"score": 1, "floor": 5}
    assert dict(result.vacancies[4].reason.params) == {"score": 2, "floor": 5}


def test_a_direction_wide_tier_has_no_track_of_its_own() -> None:
    assert allocate([one("a", 9)], [TierRule("winner", 1, "direction")]).winners[0].unit is None


def test_what_is_shared_or_refused_says_so_with_the_score() -> None:
    assert allocate(TIED, TWO, ties="share").reason_of("b").params == {"score": 8}
    assert allocate(TIED, TWO[:1], ties="contract").reason_of("b").params == {"score": 8}


def test_contract_adds_to_other_vacancies() -> None:
    high = allocate(TIED, [TierRule("grand", 1, floor=10), TierRule("first", 2)], ties="contract")
    assert [code for _, _, code in vacant(high)] == ["vacant_below_floor", "vacant_tied_out"]


def test_what_decided_stands_in_the_parameters() -> None:
    result = allocate(with_keys(a=(7, 1), b=(7, 2), c=(6, 9)), TWO[:1], chain=["mean", "idea"])
    assert result.reason_of("a").params == {"score": 8, "over": "c", "key": "mean"}
    assert result.reason_of("c").params == {"score": 8, "ahead": "a", "key": "mean"}


def test_only_those_level_and_in_the_same_track_were_overtaken() -> None:
    candidates = [one("a", 8, keys={"k": 2}), one("b", 8, "U", keys={"k": 1}), one("c", 7, keys={"k": 1})]
    result = allocate(candidates, [GRAND], chain=["k"])
    assert {award.reason.code for award in result.winners} == {"ranked"}
    assert result.reason_of("c").code == "behind"


# --- floors of another number, places that are gone ----------------------------------------------


def keyed(label: str, score: int, before: int) -> Candidate:
    return Candidate(label, label, "T", score=score, keys={"before": before})


def test_a_floor_of_another_number_bars_from_that_tier_alone() -> None:
    tiers = [TierRule("grand", 1, floor=85, floor_by="before"), TierRule("first", 1), TierRule("second", 1)]
    result = allocate([keyed("a", 70, 90), keyed("b", 95, 80), keyed("c", 80, 70)], tiers)
    assert won(result) == {"grand": ["a"], "first": ["b"], "second": ["c"]}
    alone = allocate([keyed("b", 95, 80)], tiers[:1])
    assert vacant(alone) == [("grand", "T", "vacant_below_floor_of")]
    assert alone.reason_of("b").text == "Its before, 80, is below the minimum 85."


def test_places_that_are_taken_count_in_their_track_and_in_its_cap() -> None:
    candidates = [one(f"{t}{n}", n, t) for t in "TU" for n in range(3)]
    by_track = allocate(candidates, [TierRule("book", 2, taken={"T": 1})])
    assert won(by_track) == {"book": ["T2", "U2", "U1"]}
    capped = allocate(candidates, [TierRule("book", 4, "direction", cap_per_track=2, taken={"T": 1})])
    assert won(capped) == {"book": ["T2", "U2", "U1"]}
    assert capped.displaced[0].reason.params == {"track": "T", "most": 2}


@pytest.mark.parametrize(
    ("tier", "words"),
    [
        (TierRule("a", 1, floor_by="before"), "give the floor"),
        (TierRule("a", 1, floor=1, floor_by="after"), "lacks the floor's key 'after'"),
        (TierRule("a", 1, taken={"Z": 1}), "no track 'Z'"),
        (TierRule("a", 1, taken={"T": -1}), "at least 0"),
    ],
)
def test_what_a_floor_or_a_taken_place_lacks_is_said(tier: TierRule, words: str) -> None:
    with pytest.raises(PrizeRuleError, match=words):
        allocate([keyed("a", 1, 1)], [tier])
