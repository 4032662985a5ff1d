"""Every function that takes scores, with everything that can be wrong with them: a refusal that says where, or the right
answer; a warning is an error here, and so is a number that is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scoring.data.errors import (
    DuplicateScoreError,
    EmptyTableError,
    LabelError,
    MethodError,
    ScoreValueError,
    ScoringError,
    WeightError,
)
from scoring.data.table import ScoreTable
from scoring.decide.aggregate import aggregate
from scoring.decide.scores import METHODS
from scoring.decide.totals import criterion_means
from scoring.estimate.calibrate import AdditiveFit, fit_additive
from scoring.estimate.connectivity import contrast_se, suggest_bridges
from scoring.estimate.diagnostics import (
    affiliation_bias,
    drift,
    halo,
    judge_report,
    reciprocity,
    residual_correlation,
)
from scoring.estimate.normalize import normalize
from scoring.estimate.ranks import (
    Estimates,
    expected_rank,
    leave_one_judge_out,
    prize_line,
    rank_intervals,
    tau_best,
    tier_probabilities,
)
from scoring.estimate.reliability import (
    d_study,
    g_study,
    g_study_nested,
    icc,
    judges_needed,
    kendall_w,
    krippendorff_alpha,
)
from scoring.estimate.reviews import Reviews

Frame = pd.DataFrame
Function = Callable[[Frame], Any]
JUDGES, ENTRIES, ROW = 4, 5, 7


def read(frame: Frame) -> ScoreTable:
    return ScoreTable.from_frame(frame)


def fitted(frame: Frame) -> tuple[AdditiveFit, Reviews]:
    reviews = Reviews.from_frame(frame)
    return fit_additive(reviews), reviews


def estimated(frame: Frame) -> Estimates:
    return Estimates.of_fit(fit_additive(frame))


def halves(labels: tuple[Any, ...]) -> dict[Any, Any]:
    return {label: number % 2 for number, label in enumerate(labels)}


def groups(frame: Frame) -> tuple[tuple[AdditiveFit, Reviews], dict[str, Any]]:
    fit, reviews = fitted(frame)
    return (fit, reviews), {"judge_group": halves(reviews.judges), "entry_group": halves(reviews.entries)}


def biased(frame: Frame) -> Any:
    given, by = groups(frame)
    return affiliation_bias(*given, **by)


def returned(frame: Frame) -> Any:
    given, by = groups(frame)
    return reciprocity(*given, **by)


def drifting(frame: Frame) -> Any:
    fit, reviews = fitted(frame)
    return drift(fit, reviews, np.arange(len(reviews), dtype=float))


def bridged(frame: Frame) -> Any:
    return suggest_bridges(frame, halves(read(frame).entries), count=2)


def compared(frame: Frame) -> Any:
    fit = fit_additive(frame, assume_exchangeable_tracks=True)
    return contrast_se(fit, list(halves(fit.labels).values()))


EXACT: dict[str, Function] = {
    **{method: lambda frame, method=method: aggregate(read(frame), method=method) for method in METHODS},  # type: ignore[misc]
    "trimmed by criterion": lambda frame: aggregate(read(frame), method="trimmed", trim_level="criterion"),
    "criterion_means": lambda frame: criterion_means(read(frame)),
    "zscore": lambda frame: normalize(read(frame), method="zscore"),
    "minmax": lambda frame: normalize(read(frame), method="minmax"),
    "rank": lambda frame: normalize(read(frame), method="rank"),
    "validate": lambda frame: read(frame).validate().raise_first(),
    "from_chunks": lambda frame: ScoreTable.from_chunks([frame]).validate().raise_first(),
    "g_study_nested": lambda frame: g_study_nested(read(frame)),
    "halo": lambda frame: halo(read(frame.assign(criterion="idea"))),
}
ESTIMATED: dict[str, Function] = {
    "fit random": lambda frame: fit_additive(frame).entries,
    "fit fixed": lambda frame: fit_additive(frame, judge="fixed").entries,
    "fit ml": lambda frame: fit_additive(frame, method="ml").judges,
    "fit moments": lambda frame: fit_additive(frame, method="moments").judges,
    "fit parts": lambda frame: fit_additive(frame, assume_exchangeable_tracks=True).entries,
    "choice": lambda frame: fit_additive(frame, judge="fixed").choice.freedom,
    "draws": lambda frame: fit_additive(frame).draws(20, seed=1),
    "contrast_se": compared,
    "suggest_bridges": bridged,
    "icc": icc,
    "krippendorff_alpha": lambda frame: krippendorff_alpha(frame).value,
    "kendall_w": lambda frame: kendall_w(frame).w,
    "g_study": lambda frame: g_study(frame).share.residual,
    "d_study": lambda frame: d_study(g_study(frame), [1, 5]),
    "judges_needed": lambda frame: judges_needed(g_study(frame), reliability=0.8),
    "tier_probabilities": lambda frame: tier_probabilities(fit_additive(frame), {"gold": 1}, size=50, seed=1),
    "expected_rank": lambda frame: expected_rank(fit_additive(frame), size=50, seed=1),
    "tau_best": lambda frame: len(tau_best(estimated(frame), places=1, seed=1)),
    "prize_line": lambda frame: len(prize_line(estimated(frame), places=1, seed=1).band),
    "rank_intervals": lambda frame: rank_intervals(estimated(frame), seed=1),
    "leave_one_judge_out": lambda frame: len(leave_one_judge_out(frame, places=1).winners),
    "leave one out, random": lambda frame: len(leave_one_judge_out(frame, places=1, method="random").winners),
    "judge_report": lambda frame: judge_report(*fitted(frame)),
    "residual_correlation": lambda frame: residual_correlation(*fitted(frame)),
    "drift": drifting,
    "affiliation_bias": biased,
    "reciprocity": returned,
}
FUNCTIONS = {**EXACT, **ESTIMATED}


def scores(score: Any = None, **more: Any) -> dict[str, Any]:
    """Four judges over five entries."""
    entry, judge = np.divmod(np.arange(JUDGES * ENTRIES), JUDGES)
    made = np.random.default_rng(1).integers(0, 100, entry.size).astype(float) if score is None else score
    return {"judge": judge, "entry": entry, "score": made, **more}


def wrong(column: str, value: Any) -> dict[str, Any]:
    """One value of row 7, by judge 3 on entry 1, replaced."""
    columns = scores(weight=np.ones(JUDGES * ENTRIES))
    values = pd.Series(columns[column], dtype=float if isinstance(value, float) else object)
    values[ROW] = value
    return {**columns, column: values}


def twice() -> dict[str, Any]:
    return {name: [*values, values[3]] for name, values in scores().items()}


AT_ROW = r"row 7 \(the first is 0\)"
AT_SHEET = rf"{AT_ROW}, judge 3, entry 1"
FAULTS: dict[str, tuple[dict[str, Any], type[ScoringError], str]] = {
    "empty": ({"judge": [], "entry": [], "score": []}, EmptyTableError, "give at least one row"),
    "nan": (wrong("score", float("nan")), ScoreValueError, rf"{AT_SHEET}: the score nan is missing"),
    "infinite": (wrong("score", float("inf")), ScoreValueError, rf"{AT_SHEET}: the score inf is .*infinite"),
    "none": (wrong("score", None), ScoreValueError, rf"{AT_SHEET}: the score None"),
    "text": (wrong("score", "8"), ScoreValueError, rf"{AT_SHEET}: the score '8' .*not a number"),
    "yes": (wrong("score", True), ScoreValueError, rf"{AT_SHEET}: the score True .*not a number"),
    "mixed judges": (wrong("judge", "x"), LabelError, rf"{AT_ROW}: the judge 'x' is str, others are int"),
    "mixed entries": (wrong("entry", "x"), LabelError, rf"{AT_ROW}: the entry 'x' is str, others are int"),
    "no judge": (wrong("judge", None), LabelError, rf"{AT_ROW}: the judge is missing"),
    "no entry": (wrong("entry", None), LabelError, rf"{AT_ROW}: the entry is missing"),
    "broken judges": (scores() | {"judge": np.arange(20) / 3}, LabelError, "row 0 .*no label"),
    "weight below 0": (wrong("weight", -1.0), WeightError, rf"{AT_SHEET}: the weight -1.0 must be above 0"),
    "weight 0": (wrong("weight", 0.0), WeightError, rf"{AT_SHEET}: the weight 0.0 must be above 0"),
    "weight nan": (wrong("weight", float("nan")), WeightError, rf"{AT_SHEET}: the weight nan is missing"),
    "weight text": (wrong("weight", "1"), WeightError, rf"{AT_SHEET}: the weight '1' .*not a number"),
    "twice": (twice(), DuplicateScoreError, r"row 20 \(the first is 0\), judge 3, entry 0.* scored"),
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused_with_its_place(function: str, fault: str) -> None:
    columns, error, says = FAULTS[fault]
    words: str | None = says
    if (function, fault) in (("halo", "twice"), ("g_study_nested", "twice")):
        error, words = ScoringError, None  # refused for their single criterion before anything is counted
    with pytest.raises(error, match=words):
        FUNCTIONS[function](pd.DataFrame(columns))


LARGE = np.random.default_rng(1).integers(0, 100, JUDGES * ENTRIES) + 1e9 - 100
ODD_BUT_RIGHT: dict[str, dict[str, Any]] = {
    "one score": {"judge": [1], "entry": [1], "score": [5]},
    "one judge": {"judge": [1] * 5, "entry": range(5), "score": [1, 2, 3, 4, 5]},
    "one entry": {"judge": range(5), "entry": [1] * 5, "score": [1, 2, 3, 4, 5]},
    "all equal": scores(np.full(20, 7.1)),
    "all nought": scores(np.zeros(20)),
    "entries all alike": scores(np.tile([1.1, 2.3, 3.7, 4.9], 5)),
    "judges all alike": scores(np.repeat([1.1, 2.3, 3.7, 4.9, 5.3], 4)),
    "no noise": scores(
        np.round(np.repeat([1.1, 2.3, 3.7, 4.9, 5.3], 4) + np.tile([0.1, 0.2, 0.3, 0.7], 5), 2)
    ),
    "one of 1e9": wrong("score", 1e9),
    "all about 1e9": scores(LARGE),
    "all 1e9": scores(np.full(20, 1e9)),
    "two parts": {
        "judge": [0, 0, 1, 1, 2, 2, 3, 3],
        "entry": [0, 1, 0, 1, 2, 3, 2, 3],
        "score": [1, 2, 3, 5, 2, 6, 3, 4],
    },
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("table", ODD_BUT_RIGHT)
def test_an_odd_table_has_an_answer_in_numbers_or_a_reason(function: str, table: str) -> None:
    assert answered(FUNCTIONS[function], pd.DataFrame(ODD_BUT_RIGHT[table]))


def answered(function: Function, frame: Frame) -> bool:
    """In finite numbers, or by a refusal in words."""
    try:
        answer = function(frame)
    except ScoringError as refusal:
        return len(str(refusal)) > 20
    return bool(np.isfinite(numbers(answer)).all())


def numbers(answer: Any) -> Any:
    """The numbers of a result, whatever it is."""
    if hasattr(answer, "to_frame"):
        frame = answer.to_frame()
        frame = frame if isinstance(frame, pd.DataFrame) else frame.to_frame()
        return frame.select_dtypes("number").to_numpy(dtype=float)
    return np.asarray([] if answer is None else answer, dtype=float)


@pytest.mark.parametrize("function", [name for name in EXACT if name not in ("g_study_nested", "halo")])
def test_what_is_exact_has_an_answer_for_every_odd_table(function: str) -> None:
    for table in ODD_BUT_RIGHT.values():
        EXACT[function](pd.DataFrame(table))


CROWDED = (
    "mean",
    "trimmed",
    "borda",
    "zscore",
    "validate",
    "from_chunks",
    "fit random",
    "fit fixed",
    "icc",
    "krippendorff_alpha",
    "suggest_bridges",
    "leave_one_judge_out",
)


@pytest.mark.parametrize("shape", ["one entry", "many entries"])
def test_a_million_judges_with_one_score_each(shape: str) -> None:
    judge = np.arange(1_000_000)
    entry = judge * 0 if shape == "one entry" else judge % 1_000
    frame = pd.DataFrame({"judge": judge, "entry": entry, "score": judge % 11})
    for name in CROWDED:
        assert answered(FUNCTIONS[name], frame), name


def test_weights_that_do_not_sum_to_one() -> None:
    frame = pd.concat([pd.DataFrame(scores(criterion=name)) for name in ([["idea"] * 20, ["team"] * 20])])
    for weights in (
        {"idea": 6000, "team": 3000},
        {"idea": 0.6, "team": 0.4},
        {"idea": 11000, "team": -1000},
        None,
    ):
        for function in (aggregate, fit_additive, g_study, krippendorff_alpha):
            with pytest.raises(WeightError):
                function(frame, weights=weights)  # type: ignore[operator]


def test_only_judges_who_scored_can_be_left_out() -> None:
    frame = pd.DataFrame(scores())
    found = leave_one_judge_out(frame, places=1, judges=[2, 0])
    assert [one.judge for one in found.judges] == [2, 0]
    with pytest.raises(LabelError, match="judge 9: has no score"):
        leave_one_judge_out(frame, places=1, judges=[9])
    crowd = pd.DataFrame({"judge": range(200_000), "entry": [1] * 200_000, "score": [1] * 200_000})
    with pytest.raises(MethodError, match="name `judges`"):
        leave_one_judge_out(crowd, places=1)
