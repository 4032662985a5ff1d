"""Blank papers, and when a draw is asked for, in a count of transferable votes."""

from __future__ import annotations

import random
from contextlib import suppress
from itertools import permutations

import pytest

from scoring.data.errors import VoteError
from scoring.decide.voting import Ballot, stv

Papers = list[list[str]]


def test_blank_papers_stand_beside_the_quota() -> None:
    result = stv([["a"]] * 5 + [[]] * 20, 1, candidates="ab")
    assert (result.quota, result.blank, result.elected) == (3, 20, ("a",))
    assert result.rounds[0].exhausted == 0
    assert stv([Ballot((), 20), Ballot((("a",),), 5)], 1, candidates="ab").blank == 20
    assert stv([["a"]], 1).blank == 0


def test_blank_papers_alone_elect_nobody() -> None:
    with pytest.raises(VoteError, match="every ballot is blank"):
        stv([[], []], 1, candidates="a")


def elected_by_some_order(papers: Papers, seats: int, candidates: str) -> set[frozenset[str]]:
    """The sets that are elected, over every order a draw could give."""
    orders = permutations(candidates)
    return {frozenset(stv(papers, seats, candidates=candidates, order=order).elected) for order in orders}


def elected_without_a_draw(papers: Papers, seats: int, candidates: str) -> set[str] | None:
    with suppress(VoteError):
        return set(stv(papers, seats, candidates=candidates).elected)
    return None


def profile(rng: random.Random, candidates: str) -> Papers:
    return [rng.sample(candidates, rng.randint(1, len(candidates))) for _ in range(rng.randint(1, 9))]


def test_a_draw_is_asked_for_where_it_decides_and_nowhere_else() -> None:
    rng = random.Random(11)
    asked = spared = 0
    for _ in range(800):
        candidates = rng.choice(["abc", "abcd", "abcde"])
        papers, seats = profile(rng, candidates), rng.randint(1, len(candidates) - 1)
        sets = elected_by_some_order(papers, seats, candidates)
        elected = elected_without_a_draw(papers, seats, candidates)
        assert elected == (set(*sets) if len(sets) == 1 else None), papers
        asked += elected is None
        spared += elected is not None
    assert asked > 100 and spared > 100


def test_many_candidates_whom_nobody_names_need_no_draw() -> None:
    """None of the 40 has a vote; the order of their exclusion cannot matter, and is not tried out."""
    names = [f"n{number:02d}" for number in range(40)]
    result = stv([["a"]] * 5 + [["b"]] * 4 + [["c", "b"]] * 3, 1, candidates=["a", "b", "c", *names])
    assert result.elected == ("b",)
    assert "every order elects the same" in result.rounds[0].text


def test_a_draw_among_more_than_can_be_tried_out_is_asked_for() -> None:
    papers = [[f"n{number:02d}"] for number in range(30)]
    with pytest.raises(VoteError, match="record an order"):
        stv(papers, 15)


def test_a_draw_that_only_orders_the_elected_is_not_asked_for() -> None:
    papers = [["a", "c"]] * 5 + [["b", "d"]] * 5 + [["c"], ["d"], ["d"]]
    result = stv(papers, 3)
    assert set(result.elected) == {"a", "b", "d"}
    assert any("every order elects the same" in step.text for step in result.rounds)
