from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.data.errors import VoteError
from scoring.decide.voting import Ballot, approval, borda, schulze, stv

DATA = json.loads((Path(__file__).parents[1] / "published" / "votes.json").read_text())


def ballots(case: str) -> list[Ballot]:
    return [Ballot(tuple((label,) for label in order), voters) for voters, order in DATA[case]["ballots"]]


# --- approval ----------------------------------------------------------------------------------


def vote(**changed: Any) -> Any:
    usual: dict[str, Any] = {
        "yes": {"a": 20, "b": 18, "c": 24},
        "base": {"a": 30, "b": 27, "c": 30},
        "ballots_cast": 30,
        "members": 40,
    }
    return approval(**{**usual, **changed})


def test_order_quorum_and_majority() -> None:
    result = vote()
    assert result.quorum_met and result.passed == ("c", "a", "b")
    assert [(count.label, count.rank) for count in result.counts] == [("c", 1), ("a", 2), ("b", 2)]
    assert result.ties == (("a", "b"),)
    assert result.of("b").share == Fraction(2, 3) and result.of("b").passed
    with pytest.raises(KeyError):
        result.of("z")


def test_one_vote_short_of_two_thirds_does_not_pass() -> None:
    result = vote(yes={"a": 19, "b": 18, "c": 24})
    assert result.passed == ("c", "b") and result.ties == ()
    assert [count.rank for count in result.counts] == [1, 2, 3]
    assert vote(yes={"a": 17, "b": 17, "c": 18}, majority=(3, 5)).passed == ("b", "c")


@pytest.mark.parametrize(("cast", "met"), [(26, False), (27, True), (0, False)])
def test_the_quorum_is_of_the_members(cast: int, met: bool) -> None:
    result = approval(yes={"a": 0}, base={"a": cast}, ballots_cast=cast, members=40)
    assert result.quorum_met == met
    full = approval(yes={"a": cast}, base={"a": cast}, ballots_cast=cast, members=40)
    assert full.of("a").passed == met and full.passed == (("a",) if met else ())


def test_a_candidate_from_whom_all_are_recused_does_not_pass() -> None:
    result = vote(yes={"a": 0, "b": 30}, base={"a": 0, "b": 30})
    assert result.passed == ("b",) and result.of("a").share == 0 and result.of("a").rank == 2


def test_approval_to_frame() -> None:
    assert vote().to_frame()["label"].tolist() == ["c", "a", "b"]


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 40), min_size=1), st.integers(40, 60))
def test_ranks_follow_the_exact_share(yes: dict[int, int], cast: int) -> None:
    base = {label: cast - label for label in yes}
    yes = {label: min(count, base[label]) for label, count in yes.items()}
    result = approval(yes=yes, base=base, ballots_cast=cast, members=60)
    for count in result.counts:
        ahead = sum(Fraction(yes[label], base[label]) > count.share for label in yes)
        assert count.rank == ahead + 1
        assert count.passed == (result.quorum_met and count.share >= Fraction(2, 3))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"ballots_cast": 41}, "41 ballots of 40 members"),
        ({"ballots_cast": -1}, "cannot be"),
        ({"members": 0, "ballots_cast": 0}, "cannot be"),
        ({"members": 39.5}, "cannot be"),
        ({"ballots_cast": True}, "cannot be"),
        ({"yes": {"a": 31, "b": 1, "c": 1}}, "candidate 'a': 31 yes of a base of 30"),
        ({"yes": {"a": -1, "b": 1, "c": 1}}, "candidate 'a'"),
        ({"yes": {"a": 1.0, "b": 1, "c": 1}}, "candidate 'a'"),
        ({"base": {"a": 31, "b": 27, "c": 30}}, "base of 31 with 30 ballots"),
        ({"base": {"a": 30, "b": 27}}, "'c' is only in one"),
        ({"yes": {}, "base": {}}, "no candidate"),
        ({"yes": {"a": 1, 2: 1}, "base": {"a": 1, 2: 1}}, "one type"),
        ({"quorum": (3, 2)}, "the quorum is a share"),
        ({"quorum": (0, 3)}, "the quorum"),
        ({"majority": (1, 2, 3)}, "the majority"),
        ({"majority": (0.5, 1)}, "the majority"),
    ],
)
def test_counts_that_contradict_each_other(changed: Any, why: str) -> None:
    with pytest.raises(VoteError, match=why):
        vote(**changed)


# --- Borda and Schulze -------------------------------------------------------------------------


def test_published_borda_count() -> None:
    result = borda(ballots("borda"))
    assert result.points == DATA["borda"]["points"]
    assert result.ranking == (("N",), ("C",), ("M",), ("K",))
    assert result.to_frame()["points"].tolist() == [194, 173, 126, 107]


def test_borda_with_shared_and_left_out_places() -> None:
    result = borda([["a", ("b", "c")], [{"a", "b"}]], candidates="abcd")
    assert result.points == {
        "a": 3 + Fraction(5, 2),
        "b": Fraction(3, 2) + Fraction(5, 2),
        "c": 2,
        "d": Fraction(1, 2),
    }
    assert borda([[("a", "b")]]).ranking == (("a", "b"),)


def test_published_schulze_ranking() -> None:
    case = DATA["schulze"]
    result = schulze(ballots("schulze"))
    for published, matrix in ((case["pairwise"], result.preferences), (case["paths"], result.paths)):
        for i, label in enumerate(result.candidates):
            assert [v for j, v in enumerate(matrix[i]) if j != i] == [
                v for v in published[label] if v is not None
            ]
    assert result.ranking == tuple((label,) for label in case["ranking"])
    assert result.to_frame()["rank"].tolist() == [1, 2, 3, 4, 5]


def test_schulze_leaves_ties_tied() -> None:
    result = schulze([Ballot((("a",), ("b",))), Ballot((("b",), ("a",)))])
    assert result.ranking == (("a", "b"),)
    assert result.to_frame()["rank"].tolist() == [1, 1]


@given(st.lists(st.permutations("abcd"), min_size=1, max_size=9))
def test_schulze_elects_whoever_beats_everyone(papers: list[list[str]]) -> None:
    result = schulze(papers)
    for i, label in enumerate(result.candidates):
        rest = [j for j in range(4) if j != i]
        if all(result.preferences[i][j] > result.preferences[j][i] for j in rest):
            assert result.winners == (label,)


@given(st.lists(st.permutations("abcd"), min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_nothing(papers: list[list[str]], shuffle: random.Random) -> None:
    shuffled = list(papers)
    shuffle.shuffle(shuffled)
    assert schulze(papers) == schulze(shuffled) and borda(papers) == borda(shuffled)
    assert stv(papers, 2, order="abcd") == stv(shuffled, 2, order="abcd")


# --- single transferable vote ------------------------------------------------------------------


def test_published_transferable_vote() -> None:
    case = DATA["stv"]
    result = stv(ballots("stv"), case["seats"])
    assert result.quota == case["quota"]
    assert result.elected == tuple(case["elected"])
    assert result.rounds[0].tally == case["first_tally"] and result.rounds[0].step == "elected"
    assert (result.rounds[1].step, result.rounds[1].value) == ("surplus", Fraction(1, 2))
    assert result.rounds[2].tally == case["after_surplus"] and result.rounds[2].who == ("P",)
    assert [r.step for r in result.rounds[3:]] == ["elected", "excluded", "remaining"]
    assert result.rounds[0].text == "C reached the quota and is elected."
    assert result.rounds[1].text == "The surplus of C goes on, each vote at 1/2 of its value."
    assert result.to_frame()["event"].str.startswith("P has the fewest").sum() == 1


def test_votes_are_neither_made_nor_lost() -> None:
    result = stv(ballots("stv"), 3)
    for step in result.rounds:
        assert sum(step.tally.values()) + step.exhausted == 20


def test_papers_without_a_further_choice_are_exhausted() -> None:
    result = stv([["a"]] * 5 + [["b"]] * 3 + [["c", "d"]] * 2 + [["d"]] * 1, 2)
    assert result.elected == ("a", "b")
    assert [step.exhausted for step in result.rounds] == [0, 0, 1, 2, 4]


def test_a_tie_is_settled_by_an_earlier_round() -> None:
    papers = [["a"]] * 6 + [["b"]] * 3 + [["c"]] * 2 + [["d", "c"]] * 1
    result = stv(papers, 1)
    assert [(r.who, r.tie_broken) for r in result.rounds[:2]] == [
        (("d",), ""),
        (("c",), "The tie was settled by round 1."),
    ]


def test_a_tie_that_no_round_settles_needs_an_order() -> None:
    papers = [["a"], ["b", "c"], ["c"]]
    with pytest.raises(VoteError, match=r"\['a', 'b', 'c'\] are tied"):
        stv(papers, 1)
    result = stv(papers, 1, order="cba")
    assert result.rounds[0].who == ("a",) and "recorded order" in result.rounds[0].text
    assert stv(papers, 1, order="abc").rounds[0].who == ("c",)


def test_equal_surpluses_go_in_the_recorded_order() -> None:
    papers = [["a", "c"]] * 5 + [["b", "d"]] * 5 + [["c"], ["d"]]
    assert stv(papers, 3, order="bacd").rounds[1].who == ("b",)
    with pytest.raises(VoteError, match="record an order"):
        stv(papers, 3)


@given(st.lists(st.permutations("abcde"), min_size=3, max_size=12), st.integers(1, 4))
def test_as_many_are_elected_as_there_are_seats(papers: list[list[str]], seats: int) -> None:
    result = stv(papers, seats, order="abcde")
    assert len(result.elected) == len(set(result.elected)) == seats
    for step in result.rounds:
        assert sum(step.tally.values()) + step.exhausted == len(papers)


@given(st.lists(st.permutations("abcde"), min_size=1, max_size=12))
def test_a_majority_of_first_places_wins_one_seat(papers: list[list[str]]) -> None:
    firsts = [paper[0] for paper in papers]
    result = stv(papers, 1, order="abcde")
    for label in "abcde":
        if 2 * firsts.count(label) > len(papers):
            assert result.elected == (label,) and len(result.rounds) == 1


# --- ballots that are none ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("papers", "options", "why"),
    [
        ([], {}, "no ballots"),
        ([["a", "b"], ["a", "a"]], {}, "ballot 1 .*'a' twice"),
        ([["a", "z"]], {"candidates": "ab"}, "'z', who is no candidate"),
        ([["a", 1]], {}, "one type"),
        ([Ballot((("a",),), 0)], {}, "at least 1"),
        ([Ballot((("a",),), True)], {}, "at least 1"),
    ],
)
def test_bad_ballots(papers: Any, options: Any, why: str) -> None:
    for method in (borda, schulze, lambda p, **o: stv(p, 1, **o)):
        with pytest.raises(VoteError, match=why):
            method(papers, **options)


def test_what_a_transferable_vote_cannot_count() -> None:
    with pytest.raises(VoteError, match="one candidate a place"):
        stv([["a", ("b", "c")]], 1)
    for seats in (0, 3, True, 1.0):
        with pytest.raises(VoteError, match="places for 2 candidates"):
            stv([["a", "b"]], seats)  # type: ignore[arg-type]
