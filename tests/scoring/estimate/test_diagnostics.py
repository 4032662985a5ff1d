from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse, stats

from scoring.data.errors import ColumnError, DesignError, MethodError
from scoring.data.table import ScoreTable
from scoring.estimate.calibrate import AdditiveFit, fit_additive
from scoring.estimate.diagnostics import (
    affiliation_bias,
    drift,
    false_discovery,
    halo,
    judge_report,
    reciprocity,
    residual_correlation,
    residuals,
)
from scoring.estimate.diagnostics.residuals import added
from scoring.estimate.reviews import Reviews
from tests.scoring.simulated import of_matrix, simulated


def projection(fit: AdditiveFit, reviews: Reviews) -> np.ndarray:
    """P with x'Py / x'Px the coefficient of a further column x, from the full covariance matrix."""
    size = len(reviews)
    weight = np.ones(size) if reviews.weight is None else reviews.weight
    z, u = np.eye(len(reviews.entries))[reviews.entry], np.eye(len(reviews.judges))[reviews.judge]
    part, fixed = fit.components, np.ones((size, 1))
    cov = np.diag(part.residual / weight)
    if fit.judge == "random":
        cov = cov + part.entry * z @ z.T + part.judge * u @ u.T
    else:
        fixed = np.hstack([z, u])
    inverse = np.linalg.inv(cov)
    return inverse - inverse @ fixed @ np.linalg.pinv(fixed.T @ inverse @ fixed) @ fixed.T @ inverse


SHAPES = [(12, 6), (6, 12)]


@pytest.mark.parametrize("model", ["random", "fixed"])
@pytest.mark.parametrize("shape", SHAPES)
def test_added_columns_are_generalised_least_squares(model: Any, shape: tuple[int, int]) -> None:
    reviews = simulated(*shape, 5, weighted=True)
    fit = fit_additive(reviews, judge=model)
    columns = np.random.default_rng(1).normal(size=(len(reviews), 3))
    columns[:, 1] *= np.random.default_rng(2).random(len(reviews)) < 0.3
    project = projection(fit, reviews)
    found = added(fit, reviews, sparse.csc_array(columns))
    information = np.diag(columns.T @ project @ columns)
    assert found.estimate == pytest.approx(columns.T @ project @ reviews.score / information, rel=1e-7)
    assert found.se == pytest.approx(1 / np.sqrt(information), rel=1e-7)


@pytest.mark.parametrize("model", ["random", "fixed"])
@pytest.mark.parametrize("shape", SHAPES)
def test_residuals_have_the_variance_of_the_full_model(model: Any, shape: tuple[int, int]) -> None:
    reviews = simulated(*shape, 5, weighted=True).keep(np.random.default_rng(3).permutation(shape[0] * 5))
    fit = fit_additive(reviews, judge=model)
    assert reviews.weight is not None
    noise = np.diag(fit.components.residual / reviews.weight)
    project = projection(fit, reviews)
    found = residuals(fit, reviews)
    assert found.value == pytest.approx(noise @ project @ reviews.score, abs=1e-6)
    wanted = np.diag(noise @ project @ noise)
    assert np.nan_to_num(found.variance) == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_a_column_that_judges_tell_is_left_open() -> None:
    reviews = simulated(20, 6, 4)
    own = sparse.csc_array(np.eye(6)[reviews.judge][:, :1])
    assert np.isnan(added(fit_additive(reviews, judge="fixed"), reviews, own).estimate).all()


def test_diagnostics_want_the_reviews_of_the_fit() -> None:
    reviews = simulated(20, 6, 4)
    fit = fit_additive(reviews)
    with pytest.raises(ColumnError, match="other reviews"):
        residuals(fit, simulated(21, 6, 4))
    with pytest.raises(MethodError, match="without covariates"):
        residuals(fit_additive(reviews, covariates={"late": np.arange(80.0) ** 2}), reviews)
    equal = of_matrix(np.full((4, 3), 2.0))
    with pytest.raises(DesignError, match="nothing to diagnose"):
        judge_report(fit_additive(equal), equal)


# -- judges -----------------------------------------------------------------------------------------


def spoilt(*, seed: int = 1) -> Reviews:
    """400 entries, 30 judges; judge 3 is erratic, judge 7 gives nearly the same score to all."""
    good = simulated(400, 30, 6, seed=seed)
    rng = np.random.default_rng(seed + 100)
    score = good.score + (good.judge == 3) * rng.normal(0, 14, len(good))
    score = np.where(good.judge == 7, 70 + 0.15 * (good.score - 70), score)
    return Reviews(good.judges, good.entries, good.judge, good.entry, score)


def test_planted_faults_are_flagged_and_no_others() -> None:
    reviews = spoilt()
    report = judge_report(fit_additive(reviews), reviews).to_frame().set_index("judge")
    assert "erratic" in report.loc[3, "flags"]
    assert report.loc[3, "outfit"] > 2 and report.loc[3, "infit"] > 2
    assert "narrow range" in report.loc[7, "flags"]
    assert report.loc[7, "spread"] < 0.4
    others = report.drop([3, 7])
    assert others["flags"].str.contains("erratic|narrow").sum() == 0


def test_clean_tables_raise_few_flags() -> None:
    flagged = 0
    for seed in range(40):
        reviews = simulated(80, 12, 5, seed=seed)
        flagged += any(judge_report(fit_additive(reviews), reviews).flags)
    assert flagged <= 8


def test_mean_squares_are_one_on_average() -> None:
    reviews = simulated(600, 40, 6)
    report = judge_report(fit_additive(reviews), reviews)
    assert report.outfit.mean() == pytest.approx(1, abs=0.03)
    assert report.infit.mean() == pytest.approx(1, abs=0.03)
    assert report.spread == pytest.approx(np.ones(40), abs=0.4)


def test_severity_lies_in_its_interval() -> None:
    plain = simulated(60, 10, 4)
    inside: list[bool] = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        severity = rng.normal(0, 4, 10)
        severity -= severity.mean()
        score = rng.normal(70, 6, 60)[plain.entry] - severity[plain.judge] + rng.normal(0, 6, len(plain))
        reviews = Reviews(plain.judges, plain.entries, plain.judge, plain.entry, score)
        report = judge_report(fit_additive(reviews, judge="fixed"), reviews)
        inside += list((report.lower <= severity) & (severity <= report.upper))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.035)


def test_agreement_counts_equal_scores() -> None:
    reviews = of_matrix([[5, 5, 6], [7, 8, 8], [5, 9, 6], [4, 4, 4]])
    report = judge_report(fit_additive(reviews, judge="fixed"), reviews)
    assert report.agreement == pytest.approx([3 / 8, 4 / 8, 3 / 8])


def test_levels_are_between_0_and_1() -> None:
    reviews = simulated(20, 6, 4)
    with pytest.raises(MethodError, match="not at 95"):
        judge_report(fit_additive(reviews), reviews, level=95)


# -- halo and drift ---------------------------------------------------------------------------------


def sheets(halo_judge: int) -> ScoreTable:
    """10 judges x 30 entries x 4 criteria; one judge's criteria all follow one impression."""
    rng = np.random.default_rng(8)
    judge, entry, criterion = (
        part.ravel() for part in np.meshgrid(np.arange(10), np.arange(30), np.arange(4))
    )
    quality, merit = rng.normal(0, 6, 30), rng.normal(0, 6, (30, 4))
    score = 70 + quality[entry] + merit[entry, criterion] + rng.normal(0, 4, judge.size)
    impression = 70 + quality[entry] * 1.4 + rng.normal(0, 1, judge.size)
    score = np.where(judge == halo_judge, impression, score)
    names = np.array(["art", "craft", "idea", "use"])[criterion].tolist()
    return ScoreTable.from_columns(judge=judge, entry=entry, criterion=names, score=np.round(score, 2))


def test_a_judge_with_one_impression_is_found() -> None:
    found = halo(sheets(4)).to_frame().set_index("judge")
    assert found.loc[4, "q_value"] < 0.001 and found.loc[4, "correlation"] > 0.9
    assert found.drop(4)["q_value"].min() > 0.05
    wanted = np.corrcoef(sheets(4).score[sheets(4).judge == 0].reshape(30, 4).T)
    assert found.loc[0, "correlation"] == pytest.approx(wanted[np.triu_indices(4, 1)].mean(), abs=0.05)


def test_halo_needs_criteria() -> None:
    with pytest.raises(DesignError, match="but one"):
        halo(ScoreTable.from_columns(judge=[1, 2], entry=[1, 1], score=[3, 4]))


def test_a_judge_who_grows_harsher_is_found() -> None:
    reviews = simulated(300, 20, 6)
    order = np.random.default_rng(4).permutation(len(reviews)) / len(reviews)
    score = reviews.score - 15 * order * (reviews.judge == 2)
    drifting = Reviews(reviews.judges, reviews.entries, reviews.judge, reviews.entry, score)
    found = drift(fit_additive(drifting), drifting, order)
    frame = found.to_frame().set_index("judge")
    assert abs(frame.loc[2, "slope"] + 15) < 3 * frame.loc[2, "se"]
    assert frame.loc[2, "q_value"] < 0.01 < frame.drop(2)["q_value"].min()
    with pytest.raises(ColumnError, match="finite time each"):
        drift(fit_additive(drifting), drifting, [1.0, 2.0])


def test_a_drift_of_all_judges_is_found() -> None:
    reviews = simulated(300, 20, 6)
    order = np.random.default_rng(4).permutation(len(reviews)) / len(reviews)
    rising = Reviews(reviews.judges, reviews.entries, reviews.judge, reviews.entry, reviews.score + 5 * order)
    found = drift(fit_additive(rising), rising, order)
    assert abs(found.common - 5) < 3 * found.common_se and found.common_p < 0.001


# -- favour -----------------------------------------------------------------------------------------


def grouped(
    own: float = 0.0, exchange: float = 0.0, *, seed: int = 1
) -> tuple[Reviews, dict[Any, Any], dict[Any, Any]]:
    """30 judges and 400 entries of 5 houses; judge 0 lifts his own by `own`, houses 1 and 2 each other's."""
    plain = simulated(400, 30, 6, seed=seed)
    by_judge = {judge: f"house {judge % 5}" for judge in plain.judges}
    by_entry = {entry: f"house {entry % 5}" for entry in plain.entries}
    judge, entry = plain.judge % 5, plain.entry % 5
    score = plain.score + own * ((plain.judge == 0) & (entry == 0))
    score = score + exchange * (((judge == 1) & (entry == 2)) | ((judge == 2) & (entry == 1)))
    return Reviews(plain.judges, plain.entries, plain.judge, plain.entry, score), by_judge, by_entry


def test_a_judge_who_favours_his_house_is_found() -> None:
    reviews, by_judge, by_entry = grouped(own=15)
    found = affiliation_bias(fit_additive(reviews), reviews, judge_group=by_judge, entry_group=by_entry)
    frame = found.to_frame().set_index("judge")
    assert abs(frame.loc[0, "bias"] - 15) < 3 * frame.loc[0, "se"]
    assert frame.loc[0, "q_value"] < 0.001 < 0.05 < frame.drop(0)["q_value"].min()
    assert frame.loc[0, "own"] == np.count_nonzero((reviews.judge == 0) & (reviews.entry % 5 == 0))


@pytest.mark.long
def test_fair_judges_give_uniform_p_values() -> None:
    values: list[float] = []
    for seed in range(25):
        reviews, by_judge, by_entry = grouped(seed=seed)
        for model in ("random", "fixed"):
            fit = fit_additive(reviews, judge=model)
            found = affiliation_bias(fit, reviews, judge_group=by_judge, entry_group=by_entry)
            values += [*found.p_value, found.common_p]
    assert stats.kstest(values, "uniform").pvalue > 0.001
    assert np.mean(np.array(values) < 0.05) == pytest.approx(0.05, abs=0.02)


def test_houses_that_favour_each_other_are_found() -> None:
    reviews, by_judge, by_entry = grouped(exchange=4)
    found = reciprocity(fit_additive(reviews), reviews, judge_group=by_judge, entry_group=by_entry)
    frame = found.to_frame()
    assert {frame.loc[0, "group"], frame.loc[0, "other"]} == {"house 1", "house 2"}
    assert frame.loc[0, "q_value"] < 0.001 and frame["q_value"][1:].min() > 0.01
    assert len(found.pairs) == 10
    one, two = found.groups.index("house 1"), found.groups.index("house 2")
    assert found.favour[one, two] > 1.5 and found.favour[two, one] > 1.5


def test_groups_must_be_known() -> None:
    reviews, by_judge, by_entry = grouped()
    fit = fit_additive(reviews)
    alone = dict.fromkeys(by_judge)
    with pytest.raises(DesignError, match="same group"):
        affiliation_bias(fit, reviews, judge_group=alone, entry_group=by_entry)
    with pytest.raises(DesignError, match="with a group"):
        reciprocity(fit, reviews, judge_group=alone, entry_group=by_entry)
    del by_entry[17]
    with pytest.raises(ColumnError, match="entry 17"):
        affiliation_bias(fit, reviews, judge_group=by_judge, entry_group=by_entry)


def test_two_judges_who_follow_each_other_are_found() -> None:
    plain = simulated(200, 8, 4)
    shared = np.random.default_rng(3).normal(0, 12, 200)[plain.entry]
    score = plain.score + shared * np.isin(plain.judge, [1, 6])
    together = Reviews(plain.judges, plain.entries, plain.judge, plain.entry, score)
    found = residual_correlation(fit_additive(together), together).to_frame()
    assert {found.loc[0, "judge"], found.loc[0, "other"]} == {1, 6}
    assert found.loc[0, "correlation"] > 0.3 and found.loc[0, "q_value"] < 0.001
    both = set(plain.entry[plain.judge == 1]) & set(plain.entry[plain.judge == 6])
    assert found.loc[0, "shared"] == len(both)
    clean = [residual_correlation(fit_additive(r), r).q_value.min() < 0.05 for r in map(_seeded, range(30))]
    assert np.mean(clean) < 0.2
    with pytest.raises(MethodError, match="at least 4"):
        residual_correlation(fit_additive(together), together, fewest=2)


def test_two_judges_alone_are_mirror_images_and_no_suspects() -> None:
    pairs = simulated(60, 4, 2)
    found = residual_correlation(fit_additive(pairs, judge="fixed"), pairs)
    assert found.correlation == pytest.approx(-np.ones(found.correlation.size))
    assert np.isnan(found.p_value).all() and np.isnan(found.q_value).all()


def _seeded(seed: int) -> Reviews:
    return simulated(120, 8, 4, seed=seed)


def test_false_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    """Their own example: 15 tests, of which the four smallest are kept at 0.05."""
    p = np.array(
        [
            0.0001,
            0.0004,
            0.0019,
            0.0095,
            0.0201,
            0.0278,
            0.0298,
            0.0344,
            0.0459,
            0.3240,
            0.4262,
            0.5719,
            0.6528,
            0.7590,
            1.0,
        ]
    )
    assert np.count_nonzero(false_discovery(p) <= 0.05) == 4
    shuffled = np.random.default_rng(1).permutation(15)
    assert (false_discovery(p[shuffled]) == false_discovery(p)[shuffled]).all()
    with_gap = false_discovery(np.append(p, np.nan))
    assert np.isnan(with_gap[-1]) and (with_gap[:-1] == false_discovery(p)).all()
