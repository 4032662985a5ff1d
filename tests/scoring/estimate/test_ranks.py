from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.data.errors import ColumnError, DesignError, MethodError, ScoreValueError
from scoring.estimate.calibrate import Components, fit_additive
from scoring.estimate.ranks import (
    Estimates,
    expected_rank,
    leave_one_judge_out,
    prize_line,
    rank,
    rank_intervals,
    side_by_side,
    tau_best,
    tier_probabilities,
)
from scoring.estimate.reviews import Reviews
from tests.scoring.simulated import of_matrix, published, simulated

TIES = published("tie_methods")


@pytest.mark.parametrize("ties", ["min", "max", "dense", "ordinal", "average"])
def test_places_by_every_rule_for_ties(ties: Any) -> None:
    assert rank(np.array(TIES["values"]), ties=ties).tolist() == TIES["expected"][ties]
    assert rank(np.array(TIES["values"]) / 3, ties=ties).tolist() == TIES["expected"][ties]


def test_noise_below_a_hundredth_makes_no_difference() -> None:
    score = np.array([70.125, 70.125 + 3e-14, 70.13, 70.124, 70.12])
    assert rank(score).tolist() == [1, 1, 1, 4, 4]
    assert rank(np.array([10**15 + 1, 10**15]), within=["a", "a"]).tolist() == [1, 2]


def test_scores_that_are_no_numbers_are_not_ranked() -> None:
    for wrong in (np.nan, np.inf, 1e300):
        with pytest.raises(ScoreValueError, match="row 1"):
            rank(np.array([1.0, wrong]))


# -- confidence sets --------------------------------------------------------------------------------

PISA = published("ranks_pisa_2018")


def pisa() -> Estimates:
    labels, score, se = zip(*PISA["scores"], strict=True)
    return Estimates.independent(labels, np.array(score), np.array(se))


def test_the_best_five_of_pisa_2018() -> None:
    found = tau_best(pisa(), places=5, seed=1)
    assert len(found) == PISA["top_five_set_95"]
    assert set(PISA["top_five"]) < set(found)
    assert set(found) - set(tau_best(pisa(), places=5, coverage=0.9, seed=1)) == {
        PISA["leaves_top_five_set_at_90"]
    }


def test_the_rank_of_the_united_kingdom_by_itself() -> None:
    found = (
        rank_intervals(pisa(), simultaneous=False, seed=1).to_frame().set_index("entry").loc["United Kingdom"]
    )
    assert found["rank"] == PISA["united_kingdom_rank"]
    assert found["lower"] in (7, 8)
    assert found["upper"] == PISA["united_kingdom_interval_95"][1]


def test_all_ranks_of_pisa_at_once() -> None:
    all_at_once = rank_intervals(pisa(), seed=1).to_frame().set_index("entry")
    alone = rank_intervals(pisa(), simultaneous=False, seed=1).to_frame().set_index("entry")
    assert (all_at_once["lower"] <= alone["lower"]).all()
    assert (all_at_once["upper"] >= alone["upper"]).all()
    last = [*PISA["ranks_never_overlap_the_rest_95"], "Costa Rica"]
    assert all_at_once.loc[last, "lower"].min() > all_at_once.drop(last)["upper"].max()


def test_the_line_divides_all_entries() -> None:
    line = prize_line(pisa(), places=5, seed=1)
    assert line.position.count("winner") == 0
    assert set(line.band) >= set(PISA["top_five"])
    clear = Estimates.independent(("a", "b", "c", "d"), np.array([90.0, 80, 79, 50]), np.ones(4))
    assert prize_line(clear, places=2, seed=1).position == ("winner", "band", "band", "out")


def test_scores_without_error_have_their_ranks() -> None:
    exact = Estimates.independent(("a", "b", "c"), np.array([3.0, 5.0, 5.0]), np.zeros(3))
    found = rank_intervals(exact, seed=1)
    assert (found.lower.tolist(), found.upper.tolist()) == ([3, 1, 1], [3, 2, 2])
    assert tau_best(exact, places=1, seed=1) == ("b", "c")


def test_shared_judges_make_differences_sharper_than_independence_says() -> None:
    """The joint covariance is used: an error common to all entries tells them apart no worse."""
    score = np.array([1.0, 3.0, 5.0, 7.0])
    common = Estimates(("a", "b", "c", "d"), score, np.eye(4) * 0.1 + 100)
    assert rank_intervals(common, seed=1).lower.tolist() == [4, 3, 2, 1]
    alone = Estimates.independent(("a", "b", "c", "d"), score, np.full(4, np.sqrt(100.1)))
    assert rank_intervals(alone, seed=1).lower.tolist() == [1, 1, 1, 1]


def test_intervals_hold_the_true_ranks() -> None:
    """All of them at once in at least 95 of 100 tables, within the error of 200."""
    true = np.arange(8) / 2.0
    held = 0
    for seed in range(200):
        score = true + np.random.default_rng(seed).normal(0, 1, 8)
        found = rank_intervals(
            Estimates.independent(tuple(range(8)), score, np.ones(8)), draws=400, seed=seed
        )
        truth = rank(true)
        held += bool(((found.lower <= truth) & (truth <= found.upper)).all())
    assert held >= 180


# -- draws ------------------------------------------------------------------------------------------


def test_probabilities_of_tiers_are_those_of_the_normal_distribution() -> None:
    two = Estimates.independent(("a", "b"), np.array([1.0, 0.0]), np.array([1.0, 1.0]))
    found = tier_probabilities(two, {"first": 1}, size=20_000, seed=3)
    wanted = 0.76025  # Phi(1 / sqrt 2)
    assert abs(found.probability[0, 0] - wanted) < 4 * found.error[0, 0]
    assert found.probability[:, 0].sum() == 1
    assert found.error[0, 0] == pytest.approx(np.sqrt(wanted * (1 - wanted) / 20_000), rel=0.02)


def test_places_are_filled_in_every_track_of_every_draw() -> None:
    fit = fit_additive(simulated(30, 8, 4))
    track = ["x"] * 12 + ["y"] * 18
    found = tier_probabilities(fit, {"gold": 1, "silver": 3}, track=track, size=500, seed=1)
    for members in (slice(0, 12), slice(12, 30)):
        assert found.probability[members].sum(axis=0) == pytest.approx([1, 3])
    by_track = tier_probabilities(fit, {"x": {"gold": 2}, "y": {"bronze": 20}}, track=track, size=500, seed=1)
    assert by_track.tiers == ("gold", "bronze")
    assert by_track.probability.sum(axis=0) == pytest.approx([2, 18])
    assert (by_track.probability[12:, 1] == 1).all() and (by_track.error > 0).all()


def test_probabilities_repeat_under_their_seed() -> None:
    fit = fit_additive(simulated(30, 8, 4))
    first, second, other = (
        tier_probabilities(fit, {"gold": 3}, size=300, seed=s).probability for s in (1, 1, 2)
    )
    assert (first == second).all() and (first != other).any()


def test_entries_that_cannot_differ_share_the_chance() -> None:
    equal = fit_additive(of_matrix(np.full((4, 3), 1e9)))
    found = tier_probabilities(equal, {"gold": 1}, size=4_000, seed=1)
    assert found.probability[:, 0] == pytest.approx(0.25, abs=0.03)
    assert expected_rank(equal, size=4_000, seed=1).rank == pytest.approx(2.5, abs=0.1)


def test_expected_ranks_lie_between_the_extremes_and_add_up() -> None:
    fit = fit_additive(simulated(30, 8, 4))
    found = expected_rank(fit, size=1_000, seed=1)
    assert found.rank.sum() == pytest.approx(30 * 31 / 2)
    assert ((found.lower <= found.rank) & (found.rank <= found.upper)).all()
    assert np.corrcoef(found.rank, rank(fit.entries.score))[0, 1] > 0.95
    assert np.ptp(found.rank) < 29


@pytest.mark.parametrize(
    ("quotas", "says"),
    [
        ({}, "at least one tier"),
        ({"gold": -1}, "'gold' has -1"),
        ({"gold": 1.5}, "1.5 places"),
        ({"x": {"gold": 1}}, "'y' has no quotas"),
    ],
)
def test_quotas_that_make_no_sense_are_refused(quotas: Any, says: str) -> None:
    two = Estimates.independent(("a", "b"), np.array([1.0, 0.0]), np.ones(2))
    with pytest.raises(MethodError, match=says):
        tier_probabilities(two, quotas, track=["x", "y"], seed=1)


def test_options_that_make_no_sense_are_refused() -> None:
    two = Estimates.independent(("a", "b"), np.array([1.0, 0.0]), np.ones(2))
    with pytest.raises(MethodError, match="coverage"):
        rank_intervals(two, coverage=95, seed=1)
    with pytest.raises(MethodError, match="100 draws"):
        tau_best(two, places=1, draws=10, seed=1)
    with pytest.raises(MethodError, match="1 place"):
        tau_best(two, places=0, seed=1)
    with pytest.raises(MethodError, match="2 draws"):
        tier_probabilities(two, {"gold": 1}, size=1, seed=1)
    with pytest.raises(MethodError, match="level"):
        expected_rank(two, level=1.0, seed=1)
    with pytest.raises(DesignError, match="one entry"):
        rank_intervals(two.keep(np.array([0])), seed=1)
    with pytest.raises(ColumnError, match="do not match"):
        Estimates.independent(("a",), np.ones(2), np.ones(2))


# -- without one judge, and by other methods --------------------------------------------------------


def kingmaker() -> pd.DataFrame:
    """Three fair judges of ten entries, and one who lifts entry 5 above entry 0 alone."""
    rng = np.random.default_rng(4)
    fair = [(f"fair{j}", e, 90 - 3.0 * e + rng.normal(0, 0.2)) for j in range(3) for e in range(10)]
    planted = [("king", e, 90 - 3.0 * e + 70 * (e == 5)) for e in range(10)]
    return pd.DataFrame(fair + planted, columns=["judge", "entry", "score"])


@pytest.mark.parametrize("method", ["mean", "random", "fixed"])
def test_a_judge_who_makes_the_winner_is_found(method: str) -> None:
    found = leave_one_judge_out(kingmaker(), places=1, method=method)
    assert found.winners == (5,)
    assert found.decisive == ("king",)
    rows = found.to_frame().set_index("judge")
    assert rows.loc["king", "gained"] == (0,) and rows.loc["king", "lost"] == (5,)
    assert rows.loc["king", "moved"] == 5 and rows.loc["king", "largest_move"] == 5
    assert rows.loc["fair0", "largest_move"] == 0 and pd.isna(rows.loc["fair0", "moved"])


def test_judges_nobody_can_do_without_are_named() -> None:
    reviews = Reviews.from_columns(
        judge=list("aabbaabbcccc"),
        entry=[1, 2, 1, 2, 3, 5, 3, 5, 5, 7, 8, 9],
        score=[5, 6, 7, 7, 3, 5, 4, 8, 5, 6, 7, 1],
    )
    found = leave_one_judge_out(reviews, places=1, method="fixed").to_frame().set_index("judge")
    assert "with nothing left to estimate" in found.loc["a", "refused"]
    assert found.loc["c", "refused"] == ""


def test_a_ranking_of_ones_own_is_taken_apart_too() -> None:
    def best(reviews: Reviews) -> tuple[tuple[Any, ...], np.ndarray]:
        highest = np.full(len(reviews.entries), -np.inf)
        np.maximum.at(highest, reviews.entry, reviews.score)
        return reviews.entries, highest

    assert leave_one_judge_out(kingmaker(), places=1, method=best).decisive == ("king",)
    with pytest.raises(MethodError, match="'magic'"):
        leave_one_judge_out(kingmaker(), places=1, method="magic")


def test_variances_may_be_given() -> None:
    reviews = simulated(30, 8, 4)
    known = Components(36.0, 16.0, 36.0)
    assert fit_additive(reviews, components=known).components == known
    for wrong in (
        Components(-1.0, 16.0, 36.0),
        Components(36.0, 16.0, 0.0),
        Components(36.0, float("nan"), 1.0),
    ):
        with pytest.raises(MethodError, match="variances"):
            fit_additive(reviews, components=wrong)
    with pytest.raises(MethodError, match="instead of a method"):
        fit_additive(reviews, components=known, method="reml")


def test_methods_side_by_side() -> None:
    scores = {"mean": np.array([900, 800, 700, 700]), "median": np.array([9.0, 9.0, 8.0, 7.0])}
    found = side_by_side(scores, ["a", "b", "c", "d"], places=1)
    assert found.rank.tolist() == [[1, 1], [2, 1], [3, 3], [3, 4]]
    assert found.always == ("a",) and found.sometimes == ("b",)
    assert found.agreement[0, 1] == pytest.approx(4 / 5)
    tracks = side_by_side(scores, ["a", "b", "c", "d"], places=1, track=["x", "y", "x", "y"])
    assert tracks.rank.tolist() == [[1, 1], [1, 1], [2, 2], [2, 2]]
    with pytest.raises(ColumnError, match="'mean' has 4 scores for 2"):
        side_by_side(scores, ["a", "b"], places=1)
    with pytest.raises(MethodError, match="at least one method"):
        side_by_side({}, ["a", "b"], places=1)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=12), st.integers(0, 10**6))
def test_ranks_do_not_depend_on_the_order_of_entries(points: list[int], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(points))
    score = np.array(points) / 100
    assert (rank(score)[order] == rank(score[order])).all()


@pytest.mark.long
def test_calibrated_ranks_stay_over_200_shuffles() -> None:
    reviews = simulated(80, 12, 5)
    for model in ("random", "fixed"):
        first = rank(fit_additive(reviews, judge=model).entries.score)
        for seed in range(200):
            shuffled = reviews.keep(np.random.default_rng(seed).permutation(len(reviews)))
            assert (rank(fit_additive(shuffled, judge=model).entries.score) == first).all()
