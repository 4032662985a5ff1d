"""Scores straight from a DataFrame, pandas or Dask, beside figures worked by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import dask
import dask.dataframe as dd
import pandas as pd
import pytest

from scoring.data.errors import (
    ColumnError,
    DuplicateScoreError,
    EmptyTableError,
    MethodError,
    MissingScoreError,
    ScoreValueError,
    ScoringError,
    WeightError,
)
from scoring.decide.aggregate import aggregate
from scoring.outside.dask import partitions

WEIGHTS = {"idea": 6000, "team": 4000}
SHEETS = [
    (1, "Q", 5, 5),
    (2, "P", 5, 10),
    (3, "P", 0, 9),
    (2, "Q", 10, 9),
    (1, "P", 10, 5),
    (4, "P", 10, 10),
    (3, "Q", 0, 0),
    (5, "P", 5, 0),
]
"""Totals by weight: P 3, 3.6, 7, 8 and 10, Q 0, 5 and 9.6; judge 2 alone prefers Q."""

Form = Callable[[pd.DataFrame], Any]


def scores() -> pd.DataFrame:
    """Sixteen rows: the eight sheets' ideas, then their teams."""
    sheets = pd.DataFrame(SHEETS, columns=["judge", "entry", "idea", "team"])
    return sheets.melt(["judge", "entry"], var_name="criterion", value_name="score")


def weighted() -> pd.DataFrame:
    rows = [(2, "P", 7, 0.5), (1, "Q", 5, 2), (1, "P", 8, 1), (3, "P", 4, 0.25), (2, "Q", 8, 1)]
    return pd.DataFrame(rows, columns=["judge", "entry", "score", "weight"])


def parted(frame: pd.DataFrame) -> Any:
    return dd.from_pandas(frame, npartitions=4, sort=False)


def whole(frame: pd.DataFrame) -> Any:
    return dd.from_pandas(frame, npartitions=1, sort=False)


FORMS = [pd.DataFrame, whole, parted]


@pytest.fixture(autouse=True)
def each_entry_by_itself(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Dask works in this thread, and no two entries' rows are worked on together."""
    monkeypatch.setattr(partitions, "ROWS_AT_ONCE", 1)
    with dask.config.set({"scheduler": "synchronous", "dataframe.convert-string": False}):
        yield


CASES: list[tuple[dict[str, Any], list[str], list[int], list[bool]]] = [
    ({}, ["158/25", "73/15"], [632, 487], [False, False]),
    ({"method": "trimmed"}, ["31/5", "73/15"], [620, 487], [False, True]),
    ({"method": "trimmed", "min_judges": 3}, ["31/5", "5"], [620, 500], [False, False]),
    ({"method": "trimmed", "min_judges": 6}, ["158/25", "73/15"], [632, 487], [True, True]),
    ({"method": "trimmed", "trim": (2, 1)}, ["158/25", "73/15"], [632, 487], [True, True]),
    ({"method": "trimmed", "trim": (2, 1), "min_judges": 5}, ["15/2", "73/15"], [750, 487], [False, True]),
    ({"method": "winsorized", "min_judges": 3}, ["151/25", "5"], [604, 500], [False, False]),
    ({"method": "median"}, ["7", "5"], [700, 500], [False, False]),
    ({"method": "median", "trim_level": "criterion"}, ["33/5", "5"], [660, 500], [False, False]),
    ({"method": "trimmed", "trim_level": "criterion"}, ["36/5", "73/15"], [720, 487], [False, True]),
    ({"method": "borda"}, ["2/5", "1/3"], [40, 33], [False, False]),
    ({"method": "mean_rank"}, ["6/5", "5/3"], [120, 167], [False, False]),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("options", "exact", "hundredths", "fell_back"), CASES, ids=lambda case: str(case))
def test_scores_by_hand(
    form: Form, options: Any, *, exact: list[str], hundredths: list[int], fell_back: list[bool]
) -> None:
    result = aggregate(form(scores()), WEIGHTS, **options)
    assert result.entries == ("P", "Q")
    assert [result.exact(entry) for entry in "PQ"] == [Fraction(value) for value in exact]
    assert result.hundredths.tolist() == hundredths
    assert result.fell_back.tolist() == fell_back
    assert result.n_judges.tolist() == result.scores.tolist() == [5, 3]


@pytest.mark.parametrize("form", FORMS)
def test_the_rule_is_told_with_the_scores(form: Form) -> None:
    result = aggregate(form(scores()), WEIGHTS, "trimmed", trim=(2, 1), trim_level="criterion", min_judges=4)
    assert (result.method, result.trim, result.trim_level, result.needed) == (
        "trimmed",
        (2, 1),
        "criterion",
        4,
    )
    assert str(result.fallbacks["Q"]) == "3 scores, the rule needs 4: plain mean instead"
    assert list(result.fallbacks) == ["Q"] and result.ranks().tolist() == [1, 2]
    plain, ranked = aggregate(form(scores()), WEIGHTS), aggregate(form(scores()), WEIGHTS, "mean_rank")
    assert (plain.method, plain.trim, plain.trim_level, plain.needed) == ("mean", None, "total", 1)
    assert (ranked.trim, ranked.trim_level, ranked.needed, ranked.lower_is_better) == (None, None, 1, True)
    assert aggregate(form(scores()), WEIGHTS, "winsorized", trim=(0, 2)).needed == 5


@pytest.mark.parametrize("form", FORMS)
def test_the_weights_of_criteria_and_of_sheets(form: Form) -> None:
    other = aggregate(form(scores()), {"idea": 0, "team": 10_000}, "median")
    assert other.hundredths.tolist() == [900, 500]
    by_sheet = aggregate(form(weighted()))
    assert [by_sheet.exact(entry) for entry in "PQ"] == [Fraction(50, 7), Fraction(6)]
    assert by_sheet.hundredths.tolist() == [714, 600] and by_sheet.n_judges.tolist() == [3, 2]


def refused(error: type[ScoringError], message: str) -> Any:
    return pytest.raises(error, match=f"^{re.escape(message)}$")


@pytest.mark.parametrize(
    ("form", "method", "row"),
    [
        (pd.DataFrame, "trimmed", "row 16 (the first is 0), "),
        (parted, "trimmed", ""),
        (parted, "borda", "row 16 (the first is 0), "),
        (parted, "mean_rank", "row 16 (the first is 0), "),
    ],
)
def test_a_fault_names_its_row_where_all_rows_were_together(form: Form, method: Any, row: str) -> None:
    twice = pd.concat([scores(), scores()[:1]], ignore_index=True)
    why = f"{row}judge 1, entry 'Q', criterion 'idea': this criterion was scored before; keep one of the two rows"
    with refused(DuplicateScoreError, why):
        aggregate(form(twice), WEIGHTS, method)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("options", "error", "why"),
    [
        (
            {"weights": None},
            WeightError,
            "give each of ['idea', 'team'] a weight in basis points, 10000 in all",
        ),
        ({"min_judges": 3}, MethodError, "min_judges says when a trimmed mean falls back; 'mean' never does"),
        (
            {"method": "trimmed", "min_judges": 2},
            MethodError,
            "min_judges 2 leaves nothing after dropping 2; raise it",
        ),
        ({"trim_level": "sheet"}, MethodError, "trim_level is 'total' or 'criterion', not 'sheet'"),
        (
            {"method": "borda", "trim_level": "criterion"},
            MethodError,
            "'borda' ranks totals; trim_level 'criterion' does not apply",
        ),
    ],
    ids=lambda value: str(value),
)
def test_options_that_mean_nothing(form: Form, options: Any, *, error: type[ScoringError], why: str) -> None:
    with refused(error, why):
        aggregate(form(scores()), **{"weights": WEIGHTS, **options})


@pytest.mark.parametrize("form", FORMS)
def test_sheets_that_lack_a_criterion_count_by_criterion_alone(form: Form) -> None:
    gap = scores()[:-1]
    why = "judge 5, entry 'P', criterion 'team': the sheet lacks this criterion; add its row or leave out the whole sheet"
    with refused(MissingScoreError, why):
        aggregate(form(gap), WEIGHTS)
    by_criterion = aggregate(form(gap), WEIGHTS, trim_level="criterion")
    assert by_criterion.exact("P") == Fraction(7) and by_criterion.scores.tolist() == [4, 3]


def test_faults_of_partitions() -> None:
    text = scores().astype({"score": object})
    text.loc[5, "score"] = None
    why = "row 1 (the first is 0), judge 4, entry 'P': the score None is missing; leave the row out or fill it in"
    with refused(ScoreValueError, f"partition 1 (the first is 0), {why}"):
        aggregate(parted(text), WEIGHTS)
    with refused(EmptyTableError, "there are no scores; give at least one row"):
        aggregate(whole(scores()[:0]), WEIGHTS)
    with refused(ColumnError, "the table lacks ['score']; it has ['judge', 'entry', 'criterion']"):
        aggregate(parted(scores().drop(columns="score")), WEIGHTS)


def test_weights_of_sheets_where_every_judge_has_one_voice() -> None:
    one = weighted().query("entry == 'P'").reset_index(drop=True)
    why = "judge 2, entry 'P': the method 'median' takes no row weights; use 'mean' or drop the column"
    with refused(MethodError, f"row 0 (the first is 0), {why}"):
        aggregate(one, method="median")
    with refused(MethodError, why):
        aggregate(parted(one), method="median")
