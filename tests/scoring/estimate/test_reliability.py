from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.data.errors import DesignError, MethodError, ScoreValueError
from scoring.data.table import ScoreTable
from scoring.estimate.calibrate import Components, fit_additive
from scoring.estimate.reliability import (
    d_study,
    d_study_nested,
    g_study,
    g_study_nested,
    icc,
    icc_from_components,
    judges_needed,
    kendall_w,
    krippendorff_alpha,
)
from scoring.estimate.reviews import Reviews
from tests.scoring.simulated import of_matrix, published, simulated

# -- intraclass correlation -------------------------------------------------------------------------

SHROUT = published("icc")


def test_six_coefficients_of_shrout_and_fleiss() -> None:
    found = icc(of_matrix(SHROUT["scores"]))
    for name, value in SHROUT["icc"].items():
        assert found[name.replace(",4", ",k")] == pytest.approx(value, abs=0.005)
    squares = found.mean_squares
    wanted = [SHROUT["mean_squares"][name] for name in ("BMS", "WMS", "JMS", "EMS")]
    assert [squares.entries, squares.within, squares.judges, squares.error] == pytest.approx(
        wanted, abs=0.005
    )


def test_intervals_of_shrout_and_fleiss() -> None:
    """As printed by the psych package of R (Revelle) for these data."""
    frame = icc(of_matrix(SHROUT["scores"])).to_frame().set_index("icc")
    printed = {
        "1,1": (-0.133, 0.72),
        "2,1": (0.019, 0.76),
        "3,1": (0.342, 0.95),
        "1,k": (-0.884, 0.91),
        "2,k": (0.071, 0.93),
        "3,k": (0.676, 0.99),
    }
    for name, (lower, upper) in printed.items():
        assert frame.loc[name, "lower"] == pytest.approx(lower, abs=0.0006)
        assert frame.loc[name, "upper"] == pytest.approx(upper, abs=0.006)


def test_components_give_the_same_coefficients_where_both_can() -> None:
    reviews = of_matrix(SHROUT["scores"])
    from_components = icc_from_components(fit_additive(reviews).components, judges=4)
    found = icc(reviews)
    assert from_components.agreement == pytest.approx(found["2,1"], abs=1e-6)
    assert from_components.consistency == pytest.approx(found["3,1"], abs=1e-6)
    assert from_components.agreement_of_mean == pytest.approx(found["2,k"], abs=1e-6)
    assert from_components.consistency_of_mean == pytest.approx(found["3,k"], abs=1e-6)


def test_gaps_are_named_with_the_way_out() -> None:
    with pytest.raises(DesignError, match=r"judge 1, entry 0: .*icc_from_components"):
        icc(of_matrix([[1, None, 3], [2, 3, 4], [5, 4, 3]]))
    with pytest.raises(DesignError, match=r"judge 2, entry 2: no score, nor in 0 other"):
        icc(of_matrix([[1, 2, 3], [2, 3, 4], [5, 4, None]]))
    million = np.arange(10**6)
    with pytest.raises(DesignError, match="nor in 998999999 other places"):
        icc(Reviews.from_columns(judge=million, entry=million % 1000, score=million % 7))
    with pytest.raises(DesignError, match="two of each"):
        icc(of_matrix([[1], [2]]))
    with pytest.raises(MethodError, match="weights"):
        icc(simulated(5, 5, 5, weighted=True))
    with pytest.raises(MethodError, match="level"):
        icc(of_matrix(SHROUT["scores"]), level=95)


def test_consistent_judges_are_consistent() -> None:
    found = icc(of_matrix([[1, 3], [2, 4], [5, 7]]))
    assert found["3,1"] == 1 and found["2,1"] < 1
    assert "nothing of how sure" in found.note


def test_judges_who_agree_on_entries_that_differ_agree_by_one() -> None:
    """Two judges with equal columns: 1, and an interval that has no error to be made of."""
    found = icc(of_matrix([[1, 1], [2, 2], [4, 4]]))
    assert found.value.tolist() == found.lower.tolist() == found.upper.tolist() == [1.0] * 6
    assert "nothing of how sure" in found.note
    assert icc(of_matrix(SHROUT["scores"])).note == ""
    with pytest.raises(DesignError, match="all entries alike"):
        icc(of_matrix([[3, 3], [3, 3]]))
    study = g_study(of_matrix([[1, 1], [2, 2], [4, 4]]))
    assert (study.share.entry, study.share.judge, study.share.residual) == (1, 0, 0)
    assert judges_needed(study, reliability=0.99) == 1


# -- Krippendorff's alpha ---------------------------------------------------------------------------

KRIPPENDORFF = published("krippendorff_alpha")
LEVELS: list[Any] = ["nominal", "ordinal", "interval", "ratio"]


def alpha_by_pairs(reviews: Reviews, level: str) -> float:
    """Alpha from its definition: all pairs of values, within entries and at large."""
    groups = [reviews.score[reviews.entry == code] for code in range(len(reviews.entries))]
    groups = [group for group in groups if group.size > 1]
    everything = np.concatenate(groups)
    value, count = np.unique(everything, return_counts=True)

    def gap(left: float, right: float) -> float:
        low, high = min(left, right), max(left, right)
        between = (
            count[(value >= low) & (value <= high)].sum()
            - (count[value == low] + count[value == high])[0] / 2
        )
        kinds = {
            "nominal": float(left != right),
            "ordinal": float(between) ** 2 * (left != right),
            "interval": (left - right) ** 2,
            "ratio": ((left - right) / (left + right)) ** 2 if left + right else 0.0,
        }
        return kinds[level]

    observed = sum(
        2 * sum(gap(*pair) for pair in combinations(group, 2)) / (group.size - 1) for group in groups
    )
    expected = 2 * sum(gap(*pair) for pair in combinations(everything, 2)) / (everything.size - 1)
    return float(1 - observed / expected)


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_of_krippendorffs_example(level: Any) -> None:
    scores = np.array(KRIPPENDORFF["scores"], dtype=float).T
    found = krippendorff_alpha(of_matrix(scores), level=level)
    assert found.value == pytest.approx(KRIPPENDORFF["alpha"][level], abs=0.0006)
    assert (found.values, found.entries) == (40, 11)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(LEVELS), st.integers(0, 10**6))
def test_alpha_is_its_definition(level: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 5, (7, 4)).astype(float)
    table[rng.random((7, 4)) < 0.3] = np.nan
    table[0, :2], table[1, 0] = [1, 3], 2
    reviews = of_matrix(table)
    assert krippendorff_alpha(reviews, level=level).value == pytest.approx(
        alpha_by_pairs(reviews, level), abs=1e-9
    )


def test_alpha_needs_pairs_that_can_differ() -> None:
    with pytest.raises(DesignError, match="no entry has two scores"):
        krippendorff_alpha(of_matrix([[1, None], [None, 2]]))
    with pytest.raises(DesignError, match="are 3: agreement has no measure"):
        krippendorff_alpha(of_matrix([[3, 3], [3, 3]]))
    with pytest.raises(ScoreValueError, match="a ratio scale has no -1"):
        krippendorff_alpha(of_matrix([[3, -1], [3, 3]]), level="ratio")
    with pytest.raises(MethodError, match="'magic'"):
        krippendorff_alpha(of_matrix([[3, 1], [3, 3]]), level="magic")
    with pytest.raises(MethodError, match="distinct values"):
        krippendorff_alpha(of_matrix(np.random.default_rng(1).random((30_000, 2))), level="ratio")


def test_alpha_does_not_depend_on_an_origin_far_away() -> None:
    near = simulated(200, 20, 4)
    far = Reviews(near.judges, near.entries, near.judge, near.entry, near.score + 1e9)
    assert krippendorff_alpha(far).value == pytest.approx(krippendorff_alpha(near).value, abs=1e-6)


# -- Kendall's W ------------------------------------------------------------------------------------


def test_concordance_of_ten_projects() -> None:
    case = published("kendall_w")
    found = kendall_w(of_matrix(case["ranks"]))
    assert found.w == pytest.approx(case["w"], abs=0.0001)
    assert found.s == case["s"]
    assert found.statistic == pytest.approx(4 * 9 * case["w"], abs=0.01)
    assert found.p_value < 0.001


def test_concordance_with_ties_is_the_mean_rank_correlation() -> None:
    """(m W - 1) / (m - 1) is the mean of Spearman's coefficients over pairs of judges, ties included."""
    from scipy import stats

    rng = np.random.default_rng(2)
    table = rng.integers(0, 2, (9, 1)) * 2 + rng.integers(0, 4, (9, 5))
    found = kendall_w(of_matrix(table)).w
    one = [[1, 1], [1, 1], [2, 2]]
    assert kendall_w(of_matrix(one)).w == pytest.approx(1)
    two = stats.spearmanr(table[:, :2]).statistic
    ties = [float((c**3 - c).sum()) for c in (np.unique(x, return_counts=True)[1] for x in table[:, :2].T)]
    spreads = [9**3 - 9 - t for t in ties]
    w2 = kendall_w(of_matrix(table[:, :2])).w
    wanted = (sum(spreads) + 2 * two * np.sqrt(spreads[0] * spreads[1])) / (2 * sum(spreads))
    assert w2 == pytest.approx(wanted)
    assert 0 < found < 1


def test_judges_without_an_order_have_no_concordance() -> None:
    with pytest.raises(DesignError, match="no order to compare"):
        kendall_w(of_matrix([[3, 1], [3, 1]]))
    with pytest.raises(DesignError, match="krippendorff_alpha"):
        kendall_w(of_matrix([[3, None], [3, 1]]))


# -- G and D studies --------------------------------------------------------------------------------


def test_g_and_d_study_of_brennan() -> None:
    case = published("g_study_crossed")
    study = g_study(of_matrix(case["scores"]))
    wanted = case["components"]
    assert study.components.entry == pytest.approx(wanted["entry"], abs=0.00006)
    assert study.components.judge == pytest.approx(wanted["judge"], abs=0.00006)
    assert study.components.residual == pytest.approx(wanted["residual"], abs=0.00006)
    for judges, pair in case["d_study"].items():
        frame = d_study(study, [int(judges)])  # they are printed from rounded variances
        assert [frame.generalizability[0], frame.dependability[0]] == pytest.approx(pair, abs=0.001)
    at_twelve = d_study(study, [12]).to_frame().iloc[0]
    assert at_twelve["generalizability"] == pytest.approx(case["generalizability_at_12"], abs=0.0006)
    assert at_twelve["dependability"] == pytest.approx(case["dependability_at_12"], abs=0.0006)
    assert study.to_frame()["share"].sum() == pytest.approx(1)


def test_nested_study_of_brennan() -> None:
    case = published("g_study_nested")
    entry, criterion, rater, score = zip(*case["scores"], strict=True)
    judge = [f"{task}-{number}" for task, number in zip(criterion, rater, strict=True)]
    table = ScoreTable.from_columns(judge=judge, entry=entry, criterion=criterion, score=score)
    study = g_study_nested(table)
    assert study.mean_square == pytest.approx(list(case["mean_squares"].values()), abs=0.00006)
    assert study.variance == pytest.approx(list(case["components"].values()), abs=0.00006)
    found = d_study_nested(study, criteria=3, judges=4)
    assert found.generalizability == pytest.approx(case["generalizability"], abs=0.006)
    assert found.dependability == pytest.approx(case["dependability"], abs=0.006)
    with pytest.raises(DesignError, match="3 judges, others have 4"):
        g_study_nested(table.keep(np.array([name != "2-5" for name in judge])))
    doubled = ScoreTable.from_columns(
        judge=[*judge, "1-1"], entry=[*entry, 2], criterion=[*criterion, 1], score=[*score, 5]
    )
    with pytest.raises(DesignError, match=r"judge '1-1', entry 2.* two scores where one is needed"):
        g_study_nested(doubled)
    with pytest.raises(DesignError, match=r"judge '1-1', entry 2.* no score where one is needed"):
        g_study_nested(table.keep(np.arange(len(table)) != 1))


def test_how_many_judges() -> None:
    award = Components(36.0, 16.0, 36.0)
    five = d_study(award, [5])
    assert [five.generalizability[0], five.dependability[0]] == pytest.approx([0.83, 0.78], abs=0.005)
    assert judges_needed(award, reliability=0.85) == 9
    assert judges_needed(award, reliability=0.85, calibrated=True) == 6
    for wanted in (0.3, 0.5, 0.8, 0.9):
        needed = judges_needed(award, reliability=wanted)
        reached = d_study(award, [max(needed - 1, 1), needed]).dependability
        assert reached[1] >= wanted - 1e-9 and (needed == 1 or reached[0] < wanted)


def test_studies_that_make_no_sense_are_refused() -> None:
    with pytest.raises(DesignError, match="all scores are equal"):
        g_study(of_matrix(np.ones((4, 3))))
    with pytest.raises(DesignError, match="no number of judges"):
        judges_needed(Components(0.0, 1.0, 1.0), reliability=0.8)
    with pytest.raises(MethodError, match="between 0 and 1"):
        judges_needed(Components(1.0, 1.0, 1.0), reliability=80)
    with pytest.raises(MethodError, match="start at 1"):
        d_study(Components(1.0, 1.0, 1.0), [0, 1])
    with pytest.raises(DesignError, match="fit random judges"):
        d_study(fit_additive(simulated(20, 5, 3), judge="fixed").components, [3])
    with pytest.raises(DesignError, match="fit random judges"):
        icc_from_components(Components(float("nan"), float("nan"), 1.0), judges=3)


def test_unbalanced_tables_have_a_g_study_too() -> None:
    study = g_study(simulated(1500, 120, 5))
    assert study.method == "reml"
    assert d_study(study, [5]).dependability[0] == pytest.approx(0.78, abs=0.03)
