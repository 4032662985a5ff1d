from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit

from scoring.data.errors import (
    ColumnError,
    EmptyTableError,
    LabelError,
    ScoringError,
    SeparationError,
    VoteError,
)
from scoring.estimate.pairwise import BradleyTerry, bradley_terry
from tests.scoring.simulated import published

BASEBALL = published("bradley_terry")


def season(*, home: bool) -> BradleyTerry:
    rows = [(h, a, hw, True) for h, a, hw, _ in BASEBALL["games"]]
    rows += [(a, h, aw, False) for h, a, _, aw in BASEBALL["games"]]
    winner, loser, count, first = zip(*rows, strict=True)
    return bradley_terry(winner, loser, count=count, winner_first=first if home else None)


def test_strengths_of_the_american_league_of_1987() -> None:
    fit = season(home=False)
    over_baltimore = np.sort(fit.strength - fit.strength[fit.items.index("Baltimore")])[1:]
    assert over_baltimore == pytest.approx(BASEBALL["log_strength_over_baltimore"], abs=0.005)
    assert np.isnan(fit.advantage)
    for team in set(fit.items) - {"Baltimore"}:
        assert fit.contrast_se(team, "Baltimore") == pytest.approx(BASEBALL["standard_error"], abs=0.05)


def test_home_advantage_in_the_american_league() -> None:
    fit = season(home=True)
    share = np.exp(fit.strength) / np.exp(fit.strength).sum()
    assert np.sort(share) == pytest.approx(BASEBALL["with_home_advantage_shares"], abs=0.0006)
    assert fit.advantage == pytest.approx(BASEBALL["home_advantage"], abs=0.0005)
    assert fit.advantage_se == pytest.approx(0.13, abs=0.01)


def tournament(seed: int, items: int = 12, votes: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    strength = rng.normal(0, 1, items)
    left = rng.integers(0, items, votes)
    right = (left + rng.integers(1, items, votes)) % items
    won = rng.random(votes) < expit(strength[left] - strength[right] + 0.4)
    return np.where(won, left, right), np.where(won, right, left), won


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("ridge", [0.0, 0.5])
def test_strengths_are_the_most_likely_ones(ordered: bool, ridge: float) -> None:
    winner, loser, first = tournament(1)
    fit = bradley_terry(winner, loser, winner_first=first if ordered else None, ridge=ridge)
    side = np.where(first, 1.0, -1.0) * ordered

    def negative(state: np.ndarray) -> float:
        logit = state[winner] - state[loser] + side * state[-1]
        return float(np.logaddexp(0, -logit).sum() + ridge / 2 * state[:-1] @ state[:-1])

    best = minimize(negative, np.zeros(13), tol=1e-12)
    assert fit.strength == pytest.approx(best.x[:-1] - best.x[:-1].mean(), abs=1e-4)
    if ordered:
        assert fit.advantage == pytest.approx(best.x[-1], abs=1e-4)
    if ridge == 0:
        assert -fit.log_likelihood == pytest.approx(best.fun, rel=1e-9)


@pytest.mark.parametrize("ordered", [False, True])
def test_standard_errors_are_those_of_the_information(ordered: bool) -> None:
    winner, loser, first = tournament(2)
    fit = bradley_terry(winner, loser, winner_first=first if ordered else None)
    x = np.zeros((winner.size, 13))
    x[np.arange(winner.size), winner], x[np.arange(winner.size), loser] = 1, -1
    x[:, -1] = np.where(first, 1.0, -1.0) * ordered
    state = np.append(fit.strength, fit.advantage if ordered else 0)
    chance = expit(x @ state)
    cov = np.linalg.pinv(x.T @ ((chance * (1 - chance))[:, None] * x))
    assert fit.se == pytest.approx(np.sqrt(np.diag(cov)[:12]), rel=1e-7)
    assert fit.contrast_se(3, 7) == pytest.approx(np.sqrt(cov[3, 3] + cov[7, 7] - 2 * cov[3, 7]), rel=1e-7)
    if ordered:
        assert fit.advantage_se == pytest.approx(np.sqrt(cov[12, 12]), rel=1e-7)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6))
def test_the_order_of_votes_changes_not_a_bit(seed: int) -> None:
    winner, loser, first = tournament(3)
    order = np.random.default_rng(seed).permutation(winner.size)
    for flags in (None, first):
        before = bradley_terry(winner, loser, winner_first=flags)
        shuffled = None if flags is None else flags[order]
        after = bradley_terry(winner[order], loser[order], winner_first=shuffled)
        assert (before.strength == after.strength).all() and before.log_likelihood == after.log_likelihood


def test_counts_stand_for_repeated_votes() -> None:
    winner, loser, _ = tournament(4)
    pairs, count = np.unique(np.column_stack([winner, loser]), axis=0, return_counts=True)
    counted = bradley_terry(pairs[:, 0], pairs[:, 1], count=count)
    assert (counted.strength == bradley_terry(winner, loser).strength).all()
    assert counted.wins.sum() == counted.losses.sum() == winner.size
    assert (counted.wins == np.bincount(winner)).all()


def test_wins_by_points_agree_with_the_estimate() -> None:
    fit = bradley_terry(["a", "a", "b"], ["b", "b", "a"])
    assert fit.strength == pytest.approx([np.log(2) / 2, -np.log(2) / 2])
    assert fit.probability("a", "b") == pytest.approx(2 / 3)
    assert list(fit.to_frame()["item"]) == ["a", "b"]
    with pytest.raises(LabelError, match="'c' was never compared"):
        fit.probability("a", "c")


def test_an_item_that_never_lost_needs_a_prior() -> None:
    winner, loser = ["a", "b", "c", "a"], ["b", "c", "b", "c"]
    with pytest.raises(SeparationError, match=r"1 of 3 items \('a'\) never lost"):
        bradley_terry(winner, loser)
    with pytest.raises(SeparationError, match=r"1 of 3 items \('a'\) never won against"):
        bradley_terry(loser, winner)
    fit = bradley_terry(winner, loser, ridge=0.1)
    assert np.isfinite(fit.strength).all() and fit.strength[0] == fit.strength.max()


def test_groups_never_compared_have_no_common_scale() -> None:
    with pytest.raises(SeparationError, match="4 items fall into 2 groups"):
        bradley_terry(list("abcd"), list("badc"))
    assert bradley_terry(list("abcd"), list("badc"), ridge=1.0).strength == pytest.approx(np.zeros(4))


@pytest.mark.parametrize(
    ("winner", "loser", "more", "error", "says"),
    [
        ([], [], {}, EmptyTableError, "at least one"),
        (["a"], ["b", "c"], {}, ColumnError, "one length"),
        (["a", "b"], ["b", "b"], {}, VoteError, "row 1 .*'b' is compared with itself"),
        (["a", "b"], ["b", "a"], {"count": [1, -2]}, VoteError, "row 1 .*-2"),
        (["a", "b"], ["b", "a"], {"count": [1, 2.5]}, VoteError, "row 1 .*2.5"),
        (["a", "b"], ["b", "a"], {"ridge": -1.0}, VoteError, "ridge"),
        (["a", "b"], ["b", "a"], {"winner_first": ["yes", "no"]}, VoteError, "true or false"),
        (["a", None], ["b", "a"], {}, LabelError, "missing"),
    ],
)
def test_votes_that_make_no_sense_are_refused(
    winner: list[Any], loser: list[Any], more: dict[str, Any], error: type[ScoringError], says: str
) -> None:
    with pytest.raises(error, match=says):
        bradley_terry(winner, loser, **more)


def test_large_tables_have_first_order_errors() -> None:
    rng = np.random.default_rng(1)
    left = rng.integers(0, 6000, 300_000)
    right = (left + rng.integers(1, 6000, left.size)) % 6000
    won = rng.random(left.size) < 0.5
    fit = bradley_terry(np.where(won, left, right), np.where(won, right, left))
    assert not fit.exact_errors
    pair = fit.contrast_se(0, 1)
    assert np.hypot(fit.se[0], fit.se[1]) == pytest.approx(pair, rel=0.03)
