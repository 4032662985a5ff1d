from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.data.errors import (
    ColumnError,
    DesignError,
    DisconnectedDesignError,
    DuplicateScoreError,
    EmptyTableError,
    LabelError,
    MethodError,
    ScoreValueError,
    ScoringError,
    WeightError,
)
from scoring.data.table import ScoreTable
from scoring.estimate.calibrate import AdditiveFit, Rows, fit_additive, fit_sums, sums
from scoring.estimate.reviews import Reviews
from tests.scoring.simulated import of_matrix, published, simulated


def test_variances_of_a_complete_table_are_those_of_the_analysis_of_variance() -> None:
    case = published("g_study_crossed")
    for method in ("reml", "moments"):
        fit = fit_additive(of_matrix(case["scores"]), method=method)
        found = fit.components.entry, fit.components.judge, fit.components.residual
        assert found == pytest.approx(list(case["components"].values()), abs=0.00006)


def test_complete_tables_give_the_published_mean_squares() -> None:
    case = published("icc")
    fit = fit_additive(of_matrix(case["scores"]))
    squares = case["mean_squares"]
    assert fit.components.residual == pytest.approx(squares["EMS"], abs=0.005)
    assert fit.components.entry == pytest.approx((squares["BMS"] - squares["EMS"]) / 4, abs=0.005)
    assert fit.components.judge == pytest.approx((squares["JMS"] - squares["EMS"]) / 6, abs=0.005)


def test_an_entry_is_calibrated_by_who_judged_it() -> None:
    """The harsh judge's entry is put above the lenient judge's with the same score."""
    frame = pd.DataFrame(
        [
            (j, e, 60.0 + 5 * e - 8 * (j == "harsh") + (j == "odd") * (-1) ** e)
            for j in ("harsh", "mild", "odd")
            for e in range(4)
        ]
        + [("harsh", 8, 61.0), ("mild", 9, 61.0)],
        columns=["judge", "entry", "score"],
    )
    fit = fit_additive(frame, judge="fixed")
    by_entry = fit.to_frame().set_index("entry")
    assert by_entry["mean"][8] == by_entry["mean"][9]
    assert by_entry["score"][8] - by_entry["score"][9] == pytest.approx(8)
    severity = fit.judges.to_frame().set_index("judge")["severity"]
    assert severity["harsh"] - severity["mild"] == pytest.approx(8)


@pytest.mark.parametrize("method", ["reml", "moments"])
def test_estimates_come_close_to_what_made_the_scores(method: str) -> None:
    fit = fit_additive(simulated(2000, 150, 6), method=method)
    assert fit.components.entry == pytest.approx(36, rel=0.1)
    assert fit.components.judge == pytest.approx(16, rel=0.3)
    assert fit.components.residual == pytest.approx(36, rel=0.05)


def test_moments_and_likelihood_agree_on_a_large_table() -> None:
    reviews = simulated(2000, 150, 6)
    exact, quick = fit_additive(reviews, method="reml"), fit_additive(reviews, method="moments")
    assert np.corrcoef(exact.entries.score, quick.entries.score)[0, 1] > 0.9999


def test_likelihood_finds_the_same_optimum_whichever_side_is_kept() -> None:
    reviews = simulated(30, 12, 5, weighted=True)
    turned = Reviews(
        reviews.entries, reviews.judges, reviews.entry, reviews.judge, reviews.score, reviews.weight
    )
    fit, mirror = fit_additive(reviews), fit_additive(turned)
    assert fit.criterion == pytest.approx(mirror.criterion, rel=1e-10)
    assert fit.components.entry == pytest.approx(mirror.components.judge, rel=1e-4)


def test_a_variance_of_nought_is_found_and_left() -> None:
    flat = fit_additive(of_matrix([[1, 2, 3], [3, 2, 1], [2, 3, 1], [2, 1, 3]]))
    assert flat.components.entry == 0.0
    assert flat.entries.score == pytest.approx(np.full(4, 2.0))


def test_covariates_are_taken_out() -> None:
    reviews = simulated(60, 10, 5)
    late = np.random.default_rng(9).uniform(0, 1, len(reviews))
    drifted = Reviews(reviews.judges, reviews.entries, reviews.judge, reviews.entry, reviews.score + 7 * late)
    plain = fit_additive(reviews, judge="fixed", covariates={"late": late})
    fit = fit_additive(drifted, judge="fixed", covariates={"late": late})
    assert fit.coefficients[-1] == pytest.approx(plain.coefficients[-1] + 7)
    shift = 7 * late.mean()
    assert fit.entries.score - shift == pytest.approx(plain.entries.score)
    random = fit_additive(drifted, covariates={"late": late})
    assert random.coefficients[-1] == pytest.approx(fit.coefficients[-1], abs=2)


# -- what must not matter ---------------------------------------------------------------------------


def same(left: AdditiveFit, right: AdditiveFit) -> bool:
    return bool(
        (left.entries.score == right.entries.score).all() and (left.entries.se == right.entries.se).all()
    )


@pytest.mark.parametrize("model", ["random", "fixed"])
def test_row_order_changes_not_a_bit(model: str) -> None:
    reviews = simulated(40, 10, 5, weighted=True)
    first = fit_additive(reviews, judge=model)
    for seed in range(10):
        shuffled = reviews.keep(np.random.default_rng(seed).permutation(len(reviews)))
        assert same(fit_additive(shuffled, judge=model), first)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.floats(-30, 30))
def test_fixed_effects_ignore_a_judge_who_is_harsher_to_all(seed: int, shift: float) -> None:
    reviews = simulated(20, 6, 3, seed=seed % 1000)
    harsher = reviews.score + shift * (reviews.judge == seed % 6)
    moved = Reviews(reviews.judges, reviews.entries, reviews.judge, reviews.entry, harsher)
    before, after = fit_additive(reviews, judge="fixed"), fit_additive(moved, judge="fixed")
    assert after.entries.effect == pytest.approx(before.entries.effect, abs=1e-9)
    assert after.entries.se == pytest.approx(before.entries.se, abs=1e-9)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 1000), st.floats(0.01, 100), st.floats(-1000, 1000))
def test_a_change_of_scale_changes_the_scale_alone(seed: int, factor: float, origin: float) -> None:
    reviews = simulated(25, 6, 4, seed=seed)
    scaled = Reviews(
        reviews.judges, reviews.entries, reviews.judge, reviews.entry, origin + factor * reviews.score
    )
    for model in ("random", "fixed"):
        before, after = fit_additive(reviews, judge=model), fit_additive(scaled, judge=model)
        size = factor * np.abs(before.entries.effect).max()
        assert after.entries.effect == pytest.approx(factor * before.entries.effect, abs=2e-4 * size)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_labels_are_but_names(seed: int, chance: object) -> None:
    reviews = simulated(20, 6, 4, seed=seed)
    names = [f"n{number:03d}" for number in np.random.default_rng(seed).permutation(len(reviews.entries))]
    renamed = Reviews.from_columns(
        judge=reviews.judge, entry=[names[code] for code in reviews.entry], score=reviews.score
    )
    before, after = fit_additive(reviews, judge="fixed"), fit_additive(renamed, judge="fixed")
    place = [after.entries.labels.index(name) for name in names]
    assert after.entries.score[place] == pytest.approx(before.entries.score, abs=1e-8)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 1000))
def test_a_judge_who_sits_twice_counts_double(seed: int) -> None:
    reviews = simulated(20, 6, 3, seed=seed)
    again = reviews.judge == 0
    twice = Reviews.from_columns(
        judge=np.concatenate([reviews.judge, np.full(int(again.sum()), 6)]),
        entry=np.concatenate([reviews.entry, reviews.entry[again]]),
        score=np.concatenate([reviews.score, reviews.score[again]]),
    )
    weight = 1.0 + again
    double = Reviews(reviews.judges, reviews.entries, reviews.judge, reviews.entry, reviews.score, weight)
    left, right = fit_additive(twice, judge="fixed"), fit_additive(double, judge="fixed")
    assert left.entries.effect == pytest.approx(right.entries.effect, abs=1e-8)


def test_sums_of_chunks_add_up_to_the_sums_of_all() -> None:
    reviews = simulated(200, 30, 5, weighted=True)
    shape = len(reviews.entries), len(reviews.judges)
    pieces = np.array_split(np.random.default_rng(2).permutation(len(reviews)), 7)
    chunks = [reviews.keep(np.sort(rows)) for rows in pieces]
    added = [sums(Rows(chunk.entry, chunk.judge, chunk.score, chunk.weight), shape) for chunk in chunks]
    total = added[0]
    for one in added[1:]:
        total = total + one
    for model in ("random", "fixed"):
        whole = fit_additive(reviews, judge=model)
        fit = fit_sums(total, (reviews.entries, reviews.judges), judge=model)
        assert fit.entries.score == pytest.approx(whole.entries.score, abs=1e-9)
        assert fit.entries.se == pytest.approx(whole.entries.se, abs=1e-9)


def test_sums_over_other_entries_do_not_add_up() -> None:
    reviews = simulated(10, 5, 3)
    rows = Rows(reviews.entry, reviews.judge, reviews.score)
    with pytest.raises(ColumnError, match="before it is cut into chunks"):
        sums(rows, (10, 5)) + sums(rows, (11, 5))


def test_draws_repeat_under_their_seed() -> None:
    fit = fit_additive(simulated(30, 10, 4))
    assert (fit.draws(300, seed=4) == fit.draws(300, seed=4)).all()
    assert (fit.draws(300, seed=4) != fit.draws(300, seed=5)).any()


# -- random or fixed --------------------------------------------------------------------------------


def test_batches_at_random_allow_random_judges() -> None:
    refused = [fit_additive(simulated(60, 12, 4, seed=seed)).choice.advice == "fixed" for seed in range(60)]
    assert np.mean(refused) < 0.15


def test_better_batches_for_particular_judges_call_for_fixed_ones() -> None:
    rng = np.random.default_rng(1)
    quality = np.sort(rng.normal(70, 6, 175))
    entry = np.repeat(np.arange(175), 5)
    judge = (entry * 20 // 175 + np.tile(np.arange(5), 175)) % 20
    score = quality[entry] - rng.normal(0, 4, 20)[judge] + rng.normal(0, 6, entry.size)
    fit = fit_additive(Reviews.from_columns(judge=judge, entry=entry, score=score))
    assert fit.choice.advice == "fixed"
    assert fit.choice.p_value < 0.001


def test_a_complete_table_leaves_nothing_to_choose() -> None:
    choice = fit_additive(of_matrix(published("icc")["scores"])).choice
    assert np.isnan(choice.p_value)
    assert choice.advice == "random"


# -- bad input --------------------------------------------------------------------------------------


def columns(**changed: object) -> dict[str, object]:
    good = {
        "judge": ["a", "a", "b", "b", "c", "c"],
        "entry": [1, 2, 1, 2, 1, 2],
        "score": [5.0, 6, 7, 9, 2, 3],
    }
    return {**good, **changed}


@pytest.mark.parametrize(
    ("changed", "error", "says"),
    [
        ({"judge": [], "entry": [], "score": []}, EmptyTableError, "at least one row"),
        ({"score": [5.0, 6, 7, 9, 2]}, ColumnError, "one length"),
        ({"score": [5.0, 6, float("nan"), 9, 2, 3]}, ScoreValueError, "row 2 .*nan"),
        ({"score": [5.0, 6, 7, float("inf"), 2, 3]}, ScoreValueError, "row 3 .*inf"),
        ({"score": [5.0, "six", 7, 9, 2, 3]}, ScoreValueError, "row 1 .*'six'"),
        ({"score": [5.0, 6, 7, 9, 2, 1e20]}, ScoreValueError, "row 5"),
        ({"weight": [1, 1, -2, 1, 1, 1]}, WeightError, "row 2 .*above 0"),
        ({"weight": [1, 1, 0, 1, 1, 1]}, WeightError, "row 2 .*leave the row out"),
        ({"judge": ["a", "a", "b", "b", "c", None]}, LabelError, "row 5"),
        ({"judge": ["a", "a", "b", "b", 3, "c"]}, LabelError, "one type"),
        ({"entry": [1, 1, 1, 2, 1, 2]}, DuplicateScoreError, "row 1 .*judge 'a', entry 1: scored twice"),
    ],
)
def test_bad_columns_are_refused_by_row(
    changed: dict[str, object], error: type[ScoringError], says: str
) -> None:
    with pytest.raises(error, match=says):
        Reviews.from_columns(**columns(**changed))


@pytest.mark.parametrize(
    ("judge", "entry", "score", "says"),
    [
        ([1, 1, 1], [1, 2, 3], [5, 6, 7], "judge 1: is the only one"),
        ([1, 2, 3], [1, 1, 1], [5, 6, 7], "entry 1: is the only one"),
        ([1, 2, 3, 4], [1, 1, 2, 2], [5, 6, 7, 8], "no judge scored two entries"),
    ],
)
def test_designs_that_tell_nothing_apart_are_refused(
    judge: list[int], entry: list[int], score: list[float], says: str
) -> None:
    reviews = Reviews.from_columns(judge=judge, entry=entry, score=score)
    for model in ("random", "fixed"):
        with pytest.raises(DesignError, match=says):
            fit_additive(reviews, judge=model)


def test_entries_with_one_judge_each_cannot_be_told_from_noise() -> None:
    reviews = Reviews.from_columns(judge=[1, 1, 2, 2], entry=[1, 2, 3, 4], score=[5, 6, 7, 8])
    with pytest.raises(DesignError, match="no entry was scored twice"):
        fit_additive(reviews, assume_exchangeable_tracks=True)


def test_too_few_reviews_for_fixed_effects_are_counted() -> None:
    reviews = Reviews.from_columns(judge=[1, 1, 2], entry=[1, 2, 2], score=[5, 6, 7])
    with pytest.raises(DesignError, match="add at least 1 review"):
        fit_additive(reviews, judge="fixed")


def test_scores_that_are_all_equal_are_all_equal() -> None:
    for model in ("random", "fixed"):
        for value in (0.0, 0.1, 1e9):
            fit = fit_additive(of_matrix(np.full((4, 3), value)), judge=model)
            assert (fit.entries.score == pytest.approx(value)) and (fit.entries.se == 0).all()
            assert (fit.judges.severity == 0).all()
            assert fit.components.residual == 0


def test_scores_without_noise_need_fixed_effects() -> None:
    exact = of_matrix(np.add.outer([10, 20, 35, 60], [0, 1, 5]))
    with pytest.raises(DesignError, match="use judge='fixed'"):
        fit_additive(exact)
    fit = fit_additive(exact, judge="fixed")
    assert fit.entries.score == pytest.approx([12, 22, 37, 62])
    assert fit.judges.severity == pytest.approx([2, 1, -3])
    assert fit.entries.se == pytest.approx(0, abs=1e-6)


def test_large_numbers_lose_nothing() -> None:
    reviews = simulated(40, 8, 5)
    far = Reviews(reviews.judges, reviews.entries, reviews.judge, reviews.entry, reviews.score + 1e9)
    near, fit = fit_additive(reviews), fit_additive(far)
    assert fit.entries.score - 1e9 == pytest.approx(near.entries.score, abs=1e-4)
    assert fit.components.entry == pytest.approx(near.components.entry, rel=1e-4)


def test_a_million_judges_with_one_score_each_are_refused_quickly() -> None:
    size = 1_000_000
    judge = np.arange(size)
    score = np.random.default_rng(1).uniform(0, 100, size)
    reviews = Reviews.from_columns(judge=judge, entry=judge % 1000, score=score)
    with pytest.raises(DesignError, match="no judge scored two entries"):
        fit_additive(reviews)


def test_unknown_options_are_refused() -> None:
    reviews = simulated(10, 5, 3)
    with pytest.raises(MethodError, match="'random' or 'fixed'"):
        fit_additive(reviews, judge="median")
    with pytest.raises(MethodError, match="one of auto, reml, ml, moments"):
        fit_additive(reviews, method="magic")
    with pytest.raises(MethodError, match="one of auto"):
        fit_additive(reviews, judge="fixed", method="reml")


@pytest.mark.parametrize("model", ["random", "fixed"])
def test_covariates_that_say_nothing_new_are_refused(model: str) -> None:
    reviews = simulated(20, 5, 3)
    odd = (np.arange(len(reviews)) % 7).astype(float)
    with pytest.raises(ColumnError, match="leave it out"):
        fit_additive(reviews, judge=model, covariates={"odd": odd, "same": 2 * odd})
    with pytest.raises(ColumnError, match="3 values for 60 reviews"):
        fit_additive(reviews, judge=model, covariates={"odd": [1, 2, 3]})
    odd[4] = np.nan
    with pytest.raises(ColumnError, match=r"row 4 .*'odd' is not finite"):
        fit_additive(reviews, judge=model, covariates={"odd": odd})


def test_parts_without_a_common_judge_are_refused_unless_it_is_said() -> None:
    left, right = simulated(12, 4, 3), simulated(12, 4, 3, seed=2)
    apart = Reviews.from_columns(
        judge=[f"L{j}" for j in left.judge] + [f"R{j}" for j in right.judge],
        entry=np.concatenate([left.entry, 100 + right.entry]),
        score=np.concatenate([left.score, right.score]),
    )
    for model in ("random", "fixed"):
        with pytest.raises(DisconnectedDesignError, match="2 parts that share no judge") as refusal:
            fit_additive(apart, judge=model)
        assert refusal.value.parts[0] == (("L0", "L1", "L2", "L3"), tuple(range(12)))
        fit = fit_additive(apart, judge=model, assume_exchangeable_tracks=True)
        assert fit.connectivity.count == 2
    assert fit.judges.severity[:4].sum() == pytest.approx(0, abs=1e-9)


def test_criteria_of_a_table_are_weighted() -> None:
    rows = [
        (j, e, c, 60 + e * 7 + j * (c == "a") + 3 * (e == j))
        for j in range(3)
        for e in range(4)
        for c in "ab"
    ]
    judge, entry, criterion, score = zip(*rows, strict=True)
    table = ScoreTable.from_columns(judge=judge, entry=entry, criterion=criterion, score=score)
    fit = fit_additive(table, weights={"a": 7500, "b": 2500}, judge="fixed")
    assert fit.judges.severity == pytest.approx([0.75, 0, -0.75])
    with pytest.raises(WeightError):
        fit_additive(table)


def test_an_unknown_entry_has_no_contrast() -> None:
    fit = fit_additive(simulated(10, 5, 3))
    assert fit.contrast_se(0, 1) == pytest.approx(
        np.sqrt(np.array([1, -1]) @ fit.covariance()[:2, :2] @ [1, -1])
    )
    with pytest.raises(LabelError, match="entry 77"):
        fit.contrast_se(0, 77)


def test_a_covariance_that_does_not_fit_is_refused() -> None:
    fit = fit_additive(simulated(10_001, 50, 3), method="moments")
    with pytest.raises(MethodError, match="10001 entries does not fit"):
        fit.covariance()
    pair = np.zeros((10_001, 1))
    pair[0], pair[1] = 1, -1
    assert np.sqrt(fit.covariance(pair)[0, 0]) == pytest.approx(fit.contrast_se(0, 1))


def test_tables_too_large_for_a_factor_are_solved_by_iteration() -> None:
    reviews = simulated(5_000, 3_200, 5)
    fit = fit_additive(reviews)
    assert fit.method == "moments" and not fit.exact_errors
    assert np.hypot(fit.entries.se[0], fit.entries.se[1]) == pytest.approx(fit.contrast_se(0, 1), rel=0.02)
    assert fit.draws(3, seed=1).shape == (3, 5_000)
    assert 0 < fit.choice.p_value < 1
    least = fit_additive(reviews, judge="fixed")
    rest = reviews.score - least.entries.score[reviews.entry] + least.judges.severity[reviews.judge]
    for codes in (reviews.entry, reviews.judge):
        assert np.abs(np.bincount(codes, weights=rest)).max() < 1e-6
    assert least.components.residual == pytest.approx(36, rel=0.05)
