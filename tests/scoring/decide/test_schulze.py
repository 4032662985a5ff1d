"""Schulze's method against its definition, stated once more by brute force."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations
from typing import Any

import pytest

from scoring.data.errors import VoteError
from scoring.decide.voting import Ballot, SchulzeResult, schulze

Groups = tuple[tuple[str, ...], ...]


def strength(result: SchulzeResult, path: Sequence[int]) -> int:
    """Of the weakest majority on the path; nought where a step has none."""
    steps = ((result.preferences[i][j], result.preferences[j][i]) for i, j in pairwise(path))
    return min(ahead if ahead > back else 0 for ahead, back in steps)


def strongest(result: SchulzeResult, start: int, end: int) -> int:
    """Over every path from one candidate to the other."""
    between = [i for i in range(len(result.candidates)) if i not in (start, end)]
    inner = (way for length in range(len(between) + 1) for way in permutations(between, length))
    return max(strength(result, (start, *way, end)) for way in inner)


def beaten(result: SchulzeResult) -> set[tuple[str, str]]:
    """(winner, loser) by the definition."""
    every = range(len(result.candidates))
    pairs = [(i, j) for i in every for j in every if i != j]
    return {
        (result.candidates[i], result.candidates[j])
        for i, j in pairs
        if strongest(result, i, j) > strongest(result, j, i)
    }


def weak_orders(labels: tuple[str, ...]) -> Iterator[Groups]:
    """Every way to put the labels into groups, one before the other."""
    if not labels:
        yield ()
    for size in range(1, 2 ** len(labels)):
        first = tuple(label for at, label in enumerate(labels) if size >> at & 1)
        rest = tuple(label for label in labels if label not in first)
        for groups in weak_orders(rest):
            yield (first, *groups)


def pairs_of(groups: Groups) -> set[tuple[str, str]]:
    return {
        (ahead, behind)
        for at, group in enumerate(groups)
        for ahead in group
        for later in groups[at + 1 :]
        for behind in later
    }


def profile(rng: random.Random, candidates: str) -> list[Ballot]:
    """A few ballots, some with shared places, some that leave candidates out."""
    papers = []
    for _ in range(rng.randint(1, 6)):
        ranked = rng.sample(candidates, rng.randint(1, len(candidates)))
        groups: list[tuple[str, ...]] = []
        for label in ranked:
            if groups and rng.random() < 0.25:
                groups[-1] = (*groups[-1], label)
            else:
                groups.append((label,))
        papers.append(Ballot(tuple(groups), rng.randint(1, 3)))
    return papers


def test_thousands_of_small_profiles_follow_the_definition() -> None:
    rng = random.Random(7)
    orders = {candidates: list(weak_orders(tuple(candidates))) for candidates in ("ABC", "ABCD")}
    refused = 0
    for _ in range(3000):
        candidates = rng.choice(list(orders))
        result = schulze(profile(rng, candidates), candidates)
        expected = beaten(result)
        assert {(a, b) for a in candidates for b in candidates if result.beats(a, b)} == expected
        losers = {loser for _, loser in expected}
        assert result.winners == tuple(c for c in candidates if c not in losers)
        lists = [groups for groups in orders[candidates] if pairs_of(groups) == expected]
        if lists:
            assert (result.ranking,) == tuple(lists) and result.open_pairs == ()
        else:
            refused += 1
            assert result.open_pairs
            with pytest.raises(VoteError, match="no one list"):
                _ = result.ranking
    assert refused > 100


@pytest.mark.parametrize(
    ("ballots", "candidates", "winners"),
    [
        ([["D", "A"], ["C"]], "ABCDEF", ("C", "D")),
        (["CABED", "ABCED"], "ABCDE", ("A", "C")),
    ],
)
def test_a_candidate_that_nobody_beats_wins(ballots: Any, candidates: str, winners: Any) -> None:
    result = schulze([list(paper) for paper in ballots], list(candidates))
    assert result.winners == winners


def test_no_list_is_given_where_the_relation_is_none() -> None:
    """D and A on one paper, C on the other: D beats A, but neither D nor A is placed against C."""
    result = schulze([["D", "A"], ["C"]], list("ACD"))
    assert result.beats("D", "A") and not result.beats("D", "C") and not result.beats("C", "A")
    assert result.open_pairs == (("A", "C"), ("C", "D"))
    with pytest.raises(VoteError, match="between A and C, C and D the vote is open"):
        _ = result.ranking
    frame = result.to_frame()
    assert frame["label"].tolist() == ["C", "D", "A"]
    assert frame["winner"].tolist() == [True, True, False]
    assert frame["beaten_by"].tolist() == ["", "", "D"] and frame["rank"].isna().all()


def test_nobody_is_beaten_by_a_stranger() -> None:
    with pytest.raises(KeyError):
        schulze([["a", "b"]]).beats("a", "z")
