from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.data.errors import (
    ColumnError,
    DuplicateScoreError,
    MethodError,
    MissingScoreError,
    ScoringError,
    WeightError,
)
from scoring.data.exact import half_up, half_up_all
from scoring.data.table import ScoreTable
from scoring.decide.aggregate import aggregate
from scoring.decide.averages import Panels, widened
from scoring.decide.ranks import ranks
from scoring.decide.scores import METHODS, Aggregate
from scoring.decide.totals import criterion_means
from scoring.estimate.normalize import normalize

DATA = Path(__file__).parents[1] / "published"
TRIMMED = json.loads((DATA / "trimmed_means.json").read_text())["cases"]
TIES = json.loads((DATA / "tie_methods.json").read_text())

Sheets = dict[tuple[int, int], list[int]]


def table_of(sheets: Sheets, **more: Any) -> ScoreTable:
    """Sheets (judge, entry) with hundredths by criterion 0, 1, …"""
    rows = [(j, e, c, s) for (j, e), scores in sheets.items() for c, s in enumerate(scores)]
    judge, entry, criterion, score = zip(*rows, strict=True)
    return ScoreTable.from_columns(
        judge=judge, entry=entry, criterion=criterion, score=score, unit="hundredths", **more
    )


def says(text: str) -> str:
    """A pattern for exactly that message."""
    return f"^{re.escape(text)}$"


def one_entry(scores: list[float]) -> ScoreTable:
    return ScoreTable.from_columns(judge=range(len(scores)), entry=[1] * len(scores), score=scores)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 2, 3), (-5, 2, -2), (7, 3, 2), (8, 3, 3), (-7, 3, -2), (1, 2, 1), (-1, 2, 0), (0, 9, 0), (6, 3, 2)],
)
def test_half_up(numerator: int, denominator: int, expected: int) -> None:
    assert half_up(numerator, denominator) == expected
    assert half_up_all(np.array([numerator]), np.array([denominator])).tolist() == [expected]


@pytest.mark.parametrize("denominator", [0, -1])
def test_half_up_needs_a_positive_denominator(denominator: int) -> None:
    with pytest.raises(ScoringError):
        half_up(1, denominator)


@given(st.integers(-(2**61), 2**61), st.integers(1, 2**61))
def test_half_up_at_any_size(numerator: int, denominator: int) -> None:
    exact = (2 * numerator + denominator) // (2 * denominator)
    assert half_up(numerator, denominator) == exact
    assert half_up_all(np.array([numerator]), np.array([denominator])).tolist() == [exact]


@pytest.mark.parametrize("case", TRIMMED, ids=lambda case: case["name"])
def test_published_trimmed_means(case: dict[str, Any]) -> None:
    table = one_entry(case["scores"])
    exact = aggregate(table, method="trimmed", trim=tuple(case["trim"])).exact(1)
    if "sum" in case:
        assert exact * case["kept"] == Fraction(case["sum"])
    else:
        assert exact == Fraction(case["expected"])
    if "plain" in case:
        assert aggregate(table).exact(1) == Fraction(case["plain"])
    if "then" in case:
        then = {key: Fraction(value) for key, value in case["then"].items()}
        assert then["base"] + exact * then["factor"] == then["expected"]


@pytest.mark.parametrize(("ties", "expected"), TIES["expected"].items())
def test_published_ties(ties: Any, expected: list[float]) -> None:
    values = TIES["values"]
    table = ScoreTable.from_columns(judge=[1] * 4, entry=list("ABCD"), score=values)
    places = aggregate(table).ranks(ties)
    assert places.tolist() == expected
    assert places.dtype == (np.float64 if ties == "average" else np.int64)


FACTORS = (5000, 3000, 2000)
WEIGHTS = dict(enumerate(FACTORS))

score = st.integers(0, 40).map(lambda half: half * 250) | st.integers(-300, 10_000)
sheets_of_one = st.lists(st.lists(score, min_size=3, max_size=3), min_size=1, max_size=9)


def total(scores: list[int]) -> Fraction:
    return sum((Fraction(f * s, 10_000) for f, s in zip(FACTORS, scores, strict=True)), Fraction(0))


def plainly(values: list[Fraction], method: str, trim: tuple[int, int], needed: int) -> Fraction:
    ordered, n = sorted(values), len(values)
    if method == "median":
        return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    if method in ("trimmed", "winsorized") and n >= needed:
        inner = ordered[trim[0] : n - trim[1]]
        if method == "winsorized":
            inner = [inner[0]] * trim[0] + inner + [inner[-1]] * trim[1]
        return sum(inner, Fraction(0)) / len(inner)
    return sum(values, Fraction(0)) / n


@given(
    st.lists(sheets_of_one, min_size=1, max_size=4),
    st.sampled_from(["mean", "trimmed", "winsorized", "median"]),
    st.sampled_from([(1, 1), (2, 2), (0, 1), (1, 0), (2, 1), (0, 3)]),
    st.integers(1, 3),
)
def test_by_total(entries: list[Any], method: Any, trim: tuple[int, int], left: int) -> None:
    needed = sum(trim) + left
    sheets = {(j, e): scores for e, panel in enumerate(entries) for j, scores in enumerate(panel)}
    floor = needed if method in ("trimmed", "winsorized") else None
    result = aggregate(table_of(sheets), WEIGHTS, method, trim=trim, min_judges=floor)
    for e, panel in enumerate(entries):
        exact = plainly([total(scores) for scores in panel], method, trim, needed)
        assert result.exact(e) == exact / 100
        assert result.hundredths[e] == half_up(exact.numerator, exact.denominator)
        assert result.n_judges[e] == len(panel)
        assert result.fell_back[e] == (floor is not None and len(panel) < needed)


@given(
    st.lists(sheets_of_one, min_size=1, max_size=3),
    st.sampled_from(["mean", "trimmed", "winsorized", "median"]),
    st.sampled_from([(1, 1), (2, 1)]),
)
def test_by_criterion(entries: list[Any], method: Any, trim: tuple[int, int]) -> None:
    sheets = {(j, e): scores for e, panel in enumerate(entries) for j, scores in enumerate(panel)}
    result = aggregate(table_of(sheets), WEIGHTS, method, trim=trim, trim_level="criterion")
    for e, panel in enumerate(entries):
        columns = [[Fraction(s) for s in column] for column in zip(*panel, strict=True)]
        parts = [plainly(column, method, trim, sum(trim) + 3) for column in columns]
        assert result.exact(e) == sum(Fraction(f, 10**6) * p for f, p in zip(FACTORS, parts, strict=True))
    assert result.trim_level == "criterion"


def test_by_criterion_needs_no_complete_sheets() -> None:
    table = ScoreTable.from_columns(
        judge=[1, 2, 3, 1, 4, 5, 6, 7],
        entry=[1] * 8,
        criterion=list("aaabbbbb"),
        score=[1, 2, 4, 1, 1, 1, 2, 9],
    )
    result = aggregate(table, {"a": 2500, "b": 7500}, "trimmed", trim_level="criterion")
    assert result.exact(1) == Fraction(1, 4) * Fraction(7, 3) + Fraction(3, 4) * Fraction(4, 3)
    assert result.fell_back.tolist() == [True] and result.fallbacks[1].scores == 3
    with pytest.raises(MissingScoreError, match="judge 2"):
        aggregate(table, {"a": 2500, "b": 7500}, "trimmed")


panels = st.lists(score, min_size=1, max_size=7)


@pytest.mark.parametrize("unit", [1, 10**7], ids=["hundredths", "up to 1e9 points"])
@given(st.lists(st.tuples(panels, panels, panels), min_size=1, max_size=4))
def test_by_criterion_with_a_panel_for_each(unit: int, entries: list[tuple[list[int], ...]]) -> None:
    rows = [
        (100 * c + j, e, c, value * unit)
        for e, columns in enumerate(entries)
        for c, column in enumerate(columns)
        for j, value in enumerate(column)
    ]
    judge, entry, criterion, values = zip(*rows, strict=True)
    table = ScoreTable.from_columns(
        judge=judge, entry=entry, criterion=criterion, score=values, unit="hundredths"
    )
    for method in ("mean", "trimmed"):
        result = aggregate(table, WEIGHTS, method, trim_level="criterion")  # type: ignore[arg-type]
        for e, columns in enumerate(entries):
            parts = [plainly([Fraction(v * unit) for v in column], method, (1, 1), 5) for column in columns]
            assert result.exact(e) == sum(Fraction(f, 10**6) * p for f, p in zip(FACTORS, parts, strict=True))
            fewest = min(map(len, columns))
            assert result.fell_back[e] == (method == "trimmed" and fewest < 5)
            assert result.scores[e] == fewest and result.n_judges[e] == sum(map(len, columns))


def test_panels_whose_common_denominator_outgrows_int64() -> None:
    sizes, largest = (11, 13, 17), 10**11
    rows = [(100 * c + j, c, largest - j) for c, size in enumerate(sizes) for j in range(size)]
    judge, criterion, values = zip(*rows, strict=True)
    table = ScoreTable.from_columns(
        judge=judge, entry=[1] * len(rows), criterion=criterion, score=values, unit="hundredths"
    )
    exact = sum(
        Fraction(f, 10**6) * (largest - Fraction(n - 1, 2)) for f, n in zip(FACTORS, sizes, strict=True)
    )
    assert aggregate(table, WEIGHTS, trim_level="criterion").exact(1) == exact


def test_one_criterion_by_criterion_is_the_total() -> None:
    table = one_entry([1, 2, 4, 8, 9])
    by_criterion = aggregate(table, method="trimmed", trim_level="criterion")
    assert by_criterion.exact(1) == aggregate(table, method="trimmed").exact(1) == Fraction(14, 3)


def test_dropping_by_total_and_by_criterion_differ() -> None:
    sheets: Sheets = {
        (1, 0): [0, 900],
        (2, 0): [900, 0],
        (3, 0): [500, 600],
        (4, 0): [500, 500],
        (5, 0): [400, 500],
    }
    weights = {0: 5000, 1: 5000}
    by_total = aggregate(table_of(sheets), weights, "trimmed").exact(0)
    by_criterion = aggregate(table_of(sheets), weights, "trimmed", trim_level="criterion").exact(0)
    assert (by_total, by_criterion) == (Fraction(14, 3), Fraction(5))


def test_borda_and_mean_rank() -> None:
    totals = {("x", "A"): 9, ("x", "B"): 7, ("x", "C"): 7, ("y", "A"): 5, ("y", "B"): 5, ("z", "B"): 4}
    table = ScoreTable.from_columns(
        judge=[j for j, _ in totals], entry=[e for _, e in totals], score=list(totals.values())
    )
    borda = aggregate(table, method="borda")
    assert [borda.exact(e) for e in "ABC"] == [Fraction(5, 4), Fraction(1, 3), Fraction(1, 2)]
    assert borda.hundredths.tolist() == [125, 33, 50] and not borda.lower_is_better
    place = aggregate(table, method="mean_rank")
    assert [place.exact(e) for e in "ABC"] == [Fraction(5, 4), Fraction(5, 3), Fraction(5, 2)]
    assert place.ranks().tolist() == [1, 2, 3] and borda.ranks().tolist() == [1, 3, 2]


@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=1, max_size=5))
def test_borda_of_full_panels_mirrors_mean_rank(panel: list[list[int]]) -> None:
    sheets = {(j, e): [s] for j, scores in enumerate(panel) for e, s in enumerate(scores)}
    borda, place = (aggregate(table_of(sheets), method=m) for m in ("borda", "mean_rank"))
    for e in range(4):
        beaten = sum(Fraction((a[e] > o) - (a[e] < o) + 1, 2) for a in panel for o in a) - Fraction(
            len(panel), 2
        )
        assert borda.exact(e) == beaten / len(panel) == 4 - place.exact(e)


def random_rows(seed: int, judges: int = 12, entries: int = 30) -> list[tuple[str, str, str, float]]:
    generator = random.Random(seed)
    return [
        (f"j{j}", f"e{e:02}", c, generator.randrange(0, 201) / 2)
        for e in range(entries)
        for j in generator.sample(range(judges), generator.randint(3, 7))
        for c in "abc"
    ]


def build(rows: list[tuple[str, str, str, float]]) -> ScoreTable:
    judge, entry, criterion, score = zip(*rows, strict=True)
    return ScoreTable.from_columns(judge=judge, entry=entry, criterion=criterion, score=score)


ABC = {"a": 5000, "b": 3333, "c": 1667}


@pytest.mark.parametrize("method", METHODS)
def test_two_hundred_shuffles_change_nothing(method: Any) -> None:
    rows = random_rows(1)
    first = aggregate(build(rows), ABC, method)
    for seed in range(200 if method in ("mean", "trimmed") else 20):
        random.Random(seed).shuffle(rows)
        again = aggregate(build(rows), ABC, method)
        assert np.array_equal(first.hundredths, again.hundredths)
        assert np.array_equal(first.ranks(), again.ranks())


@pytest.mark.parametrize("method", METHODS)
def test_other_names_change_nothing(method: Any) -> None:
    rows = random_rows(2)
    renamed = [(f"{hash(j) % 997}-{j}", f"{9999 - int(e[1:])}", c, s) for j, e, c, s in rows]
    first, again = aggregate(build(rows), ABC, method), aggregate(build(renamed), ABC, method)
    before = dict(zip(first.entries, first.hundredths.tolist(), strict=True))
    after = dict(zip(again.entries, again.hundredths.tolist(), strict=True))
    assert {f"{9999 - int(e[1:])}": value for e, value in before.items()} == after


@given(st.lists(st.integers(0, 100), min_size=2, max_size=8), st.integers(-50, 50))
def test_the_same_points_more_for_all_shift_every_score(scores: list[int], more: int) -> None:
    for method in ("mean", "trimmed", "median", "winsorized"):
        one, other = one_entry(scores), one_entry([s + more for s in scores])  # type: ignore[arg-type]
        before, after = aggregate(one, method=method), aggregate(other, method=method)  # type: ignore[arg-type]
        assert after.hundredths[0] - before.hundredths[0] == 100 * more


@given(st.lists(sheets_of_one, min_size=1, max_size=4), st.integers(2, 30), st.sampled_from(METHODS))
def test_all_scores_times_a_number_give_that_times_the_score(
    entries: list[Any], factor: int, method: Any
) -> None:
    sheets = {(j, e): scores for e, panel in enumerate(entries) for j, scores in enumerate(panel)}
    larger = {key: [factor * score for score in scores] for key, scores in sheets.items()}
    before = aggregate(table_of(sheets), WEIGHTS, method)
    after = aggregate(table_of(larger), WEIGHTS, method)
    times = 1 if method in ("borda", "mean_rank") else factor
    assert [after.exact(e) for e in after.entries] == [times * before.exact(e) for e in before.entries]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6), st.data())
def test_a_judge_counted_twice_is_a_weight_of_two(scores: list[int], data: st.DataObject) -> None:
    double = data.draw(st.integers(0, len(scores) - 1))
    repeated = table_of({(j, 0): [s] for j, s in enumerate([*scores, scores[double]])})
    weighted = table_of(
        {(j, 0): [s] for j, s in enumerate(scores)}, weight=[1 + (j == double) for j in range(len(scores))]
    )
    assert aggregate(repeated).exact(0) == aggregate(weighted).exact(0)


def test_sums_beyond_int64_are_exact() -> None:
    largest = 10**11
    sheets = {(j, 0): [largest - j, largest, -largest] for j in range(120)}
    weights = {0: 9998, 1: 1, 2: 1}
    table = table_of(sheets, weight=[j % 7 + 9000 for j in range(120) for _ in range(3)])
    shares = [j % 7 + 9000 for j in range(120)]
    exact = Fraction(sum(w * 9998 * (largest - j) for j, w in enumerate(shares)), sum(shares) * 10_000)
    assert aggregate(table, weights).exact(0) == exact / 100
    for method in ("trimmed", "median", "winsorized"):
        wide = aggregate(table_of(sheets), weights, method)  # type: ignore[arg-type]
        assert wide.exact(0) == Fraction(9998 * (2 * largest - 119), 2 * 10**6)
    many = Panels(widened(np.array([2**61] * 5), 5 * 2**61), np.array([0]), np.array([5]))
    assert many.sums().tolist() == [5 * 2**61]


def test_fallback_says_so() -> None:
    sheets: Sheets = {(j, e): [100 * j] for e, size in enumerate((4, 5, 7)) for j in range(size)}
    result = aggregate(table_of(sheets), method="trimmed")
    assert result.fell_back.tolist() == [True, False, False]
    assert (result.needed, result.trim, result.trim_level) == (5, (1, 1), "total")
    assert str(result.fallbacks[0]) == "4 scores, the rule needs 5: plain mean instead"
    assert list(result.fallbacks) == [0] and result.fallbacks[0].code == "too_few_scores"
    assert result.hundredths.tolist() == [150, 200, 300]
    plain, borda = aggregate(table_of(sheets)), aggregate(table_of(sheets), method="borda")
    assert (plain.trim, plain.trim_level, borda.trim, borda.trim_level) == (None, "total", None, None)
    assert aggregate(table_of(sheets), method="trimmed", min_judges=3).fell_back.tolist() == [False] * 3


def test_ranks_within_tracks() -> None:
    sheets: Sheets = {(0, e): [s] for e, s in enumerate([5, 9, 9, 1, 7])}
    result = aggregate(table_of(sheets))
    track = ["x", "x", "x", "y", "y"]
    assert result.ranks(within=track).tolist() == [3, 1, 1, 2, 1]
    assert result.ranks("max", within=dict(enumerate(track))).tolist() == [3, 2, 2, 2, 1]
    assert result.ranks("dense", within=track).tolist() == [2, 1, 1, 2, 1]
    assert result.ranks("average", within=track).tolist() == [3, 1.5, 1.5, 2, 1]
    assert result.ranks(within=np.array([5, 5, 5, 3, 3])).tolist() == [3, 1, 1, 2, 1]
    assert result.ranks(within=["", "", "", None, None]).tolist() == [3, 1, 1, 2, 1]
    with pytest.raises(
        ColumnError, match=says("entry 4: it is in no group to be ranked in; add it to the mapping")
    ):
        result.ranks(within={0: "x", 1: "x", 2: "x", 3: "y"})
    with pytest.raises(
        ColumnError, match=says("5 entries cannot be ranked within 1 groups; give one for each")
    ):
        result.ranks(within=["x"])
    with pytest.raises(
        MethodError, match=says("ties is one of min, max, dense, ordinal, average, not 'random'")
    ):
        result.ranks("random")  # type: ignore[arg-type]


def test_ranks_of_widely_spread_scores() -> None:
    sheets: Sheets = {(0, e): [s] for e, s in enumerate([10**11, -(10**11), 0, 10**11])}
    assert aggregate(table_of(sheets)).ranks().tolist() == [1, 4, 3, 1]


def test_nothing_to_rank() -> None:
    for ties in ("min", "max", "dense", "ordinal", "average"):
        places = ranks(np.zeros(0, dtype=np.int64), ties=ties)  # type: ignore[arg-type]
        assert places.shape == (0,) and places.dtype == (np.float64 if ties == "average" else np.int64)


def test_places_of_negative_keys_and_of_the_lowest_first() -> None:
    keys = np.array([-5, 3, -5, 0])
    assert ranks(keys).tolist() == [3, 1, 3, 2] and ranks(keys).dtype == np.int64
    assert ranks(keys, lower_is_better=True, ties="max").tolist() == [2, 4, 2, 3]
    assert ranks(keys, ties="ordinal", within=["b", "a", "b", "b"]).tolist() == [2, 1, 3, 1]
    assert ranks(keys, ties="ordinal").dtype == np.int64


def test_to_frame() -> None:
    sheets: Sheets = {(j, e): [100 * 2**j] for e, size in enumerate((3, 5)) for j in range(size)}
    frame = aggregate(table_of(sheets), method="trimmed").to_frame()
    assert list(frame.columns) == ["entry", "score", "hundredths", "rank", "n_judges", "fell_back", "reason"]
    reason = "3 scores, the rule needs 5: plain mean instead"
    assert frame.iloc[0].tolist() == [0, 2.33, 233, 2, 3, True, reason]
    assert frame.iloc[1].tolist() == [1, 4.67, 467, 1, 5, False, ""]


def test_one_judge_one_entry_all_equal() -> None:
    assert aggregate(one_entry([7.25])).hundredths.tolist() == [725]
    equal = table_of({(j, e): [500] for j in range(3) for e in range(4)})
    for method in METHODS:
        assert aggregate(equal, method=method).ranks().tolist() == [1, 1, 1, 1]


def test_a_million_judges_with_one_score_each() -> None:
    size = 1_000_000
    score = np.arange(size) % 101
    table = ScoreTable.from_columns(judge=np.arange(size), entry=np.zeros(size, dtype=int), score=score)
    result = aggregate(table, method="trimmed")
    assert result.n_judges.tolist() == [size] and result.exact(0) == Fraction(
        int(score.sum()) - 100, size - 2
    )
    assert aggregate(table, method="borda").hundredths.tolist() == [0]
    assert aggregate(table, method="mean_rank").hundredths.tolist() == [100]


def test_a_score_is_looked_up_by_label() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        aggregate(one_entry([1])).exact(2)


TWO: Sheets = {(1, 7): [100, 200], (2, 7): [300, 400]}


ROW = "row 1 (the first is 0), judge 1, entry 7"


@pytest.mark.parametrize(
    ("weights", "why"),
    [
        ({0: 5000, 1: 4999}, "the weights sum to 9999 basis points, not 10000; correct them"),
        ({0: 5000, 1: 5001}, "the weights sum to 10001 basis points, not 10000; correct them"),
        ({0: 11_000, 1: -1000}, "criterion 1: the weight -1000 is below 0; use 0 to leave it out"),
        ({0: 0.5, 1: 0.5}, "criterion 0: the weight 0.5 is no whole number of basis points"),
        ({0: 9999, 1: True}, "criterion 1: the weight True is no whole number of basis points"),
        (
            {0: 10_000},
            f"{ROW}, criterion 1: the criterion has no weight; add it to the weights or leave its rows out",
        ),
        (None, "give each of [0, 1] a weight in basis points, 10000 in all"),
    ],
)
def test_wrong_weights(weights: Any, why: str) -> None:
    with pytest.raises(WeightError, match=says(why)):
        aggregate(table_of(TWO), weights)


def test_a_weight_without_scores() -> None:
    why = "criterion 2: no sheet has this criterion; add its scores or drop it"
    with pytest.raises(MissingScoreError, match=says(why)):
        aggregate(table_of(TWO), {0: 5000, 1: 4000, 2: 1000})


def test_a_weight_of_nothing_counts_nothing() -> None:
    assert aggregate(table_of(TWO), {0: 10_000, 1: 0}).exact(7) == 2


TRIM = "trim is (lowest, highest) to drop, whole numbers not both 0"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (
            {"method": "average"},
            "the method is one of mean, trimmed, winsorized, median, borda, mean_rank, not 'average'",
        ),
        ({"trim_level": "sheet"}, "trim_level is 'total' or 'criterion', not 'sheet'"),
        (
            {"method": "borda", "trim_level": "criterion"},
            "'borda' ranks totals; trim_level 'criterion' does not apply",
        ),
        ({"min_judges": 3}, "min_judges says when a trimmed mean falls back; 'mean' never does"),
        ({"method": "trimmed", "trim": (0, 0)}, f"{TRIM}, not (0, 0)"),
        ({"method": "trimmed", "trim": (-1, 1)}, f"{TRIM}, not (-1, 1)"),
        ({"method": "trimmed", "trim": (1, 1, 1)}, f"{TRIM}, not (1, 1, 1)"),
        ({"method": "trimmed", "trim": (1.0, 1)}, f"{TRIM}, not (1.0, 1)"),
        ({"method": "trimmed", "trim": (True, 1)}, f"{TRIM}, not (True, 1)"),
        (
            {"method": "winsorized", "min_judges": 2},
            "min_judges 2 leaves nothing after dropping 2; raise it",
        ),
    ],
)
def test_options_that_mean_nothing(options: Any, why: str) -> None:
    with pytest.raises(MethodError, match=says(why)):
        aggregate(table_of(TWO), {0: 5000, 1: 5000}, **options)


@pytest.mark.parametrize("level", ["total", "criterion"])
def test_a_judge_who_scored_the_same_entry_twice(level: Any) -> None:
    table = ScoreTable.from_columns(judge=["a", "b", "a"], entry=[7, 7, 7], score=[1, 2, 3])
    with pytest.raises(DuplicateScoreError, match=r"row 2 .*'a', entry 7.*keep one"):
        aggregate(table, trim_level=level)


def test_a_sheet_without_a_criterion() -> None:
    table = ScoreTable.from_columns(
        judge=[1, 1, 2], entry=[7, 7, 7], criterion=["a", "b", "b"], score=[1, 2, 3]
    )
    with pytest.raises(MissingScoreError, match=r"judge 2, entry 7, criterion 'a'.*add its row"):
        aggregate(table, {"a": 5000, "b": 5000})


def test_an_entry_that_nobody_scored_on_a_criterion() -> None:
    table = ScoreTable.from_columns(
        judge=[1, 1, 2], entry=[7, 7, 8], criterion=["a", "b", "b"], score=[1, 2, 3]
    )
    why = "entry 8, criterion 'a': nobody scored this criterion; add a score or leave the entry out"
    with pytest.raises(MissingScoreError, match=says(why)):
        aggregate(table, {"a": 5000, "b": 5000}, trim_level="criterion")


def test_two_rows_may_not_stand_in_for_a_missing_one() -> None:
    table = ScoreTable.from_columns(
        judge=[1, 1, 2, 2], entry=[7] * 4, criterion=["a", "b", "b", "b"], score=[1, 2, 3, 3]
    )
    with pytest.raises(DuplicateScoreError):
        aggregate(table, {"a": 5000, "b": 5000})


@pytest.mark.parametrize("method", [m for m in METHODS if m != "mean"])
def test_row_weights_where_every_judge_has_one_voice(method: Any) -> None:
    why = f"the method {method!r} takes no row weights; use 'mean' or drop the column"
    with pytest.raises(MethodError, match=says(f"row 2 (the first is 0), judge 2, entry 7: {why}")):
        aggregate(table_of(TWO, weight=[1, 1, 2, 2]), {0: 5000, 1: 5000}, method)
    assert aggregate(table_of(TWO, weight=[1] * 4), {0: 5000, 1: 5000}, method).n_judges.tolist() == [2]


def test_weights_that_differ_within_a_sheet() -> None:
    with pytest.raises(WeightError, match="row 3"):
        aggregate(table_of(TWO, weight=[1, 1, 2, 1]), {0: 5000, 1: 5000})
    with pytest.raises(MethodError, match="the method 'mean by criterion' takes no row weights"):
        aggregate(table_of(TWO, weight=[1, 1, 2, 2]), {0: 5000, 1: 5000}, trim_level="criterion")


def test_criterion_means() -> None:
    means = criterion_means(table_of({(1, 7): [100, 200], (2, 7): [301, 400], (2, 3): [5, 6]}))
    assert means.of(0) == {3: 5, 7: 201} and means.of(1) == {3: 6, 7: 300}
    assert means.to_frame().loc[7].tolist() == [2.01, 3.0]
    assert list(means.to_frame().columns) == [0, 1]
    with pytest.raises(MethodError, match=says("criterion 9: there is no such criterion among [0, 1]")):
        means.of(9)
    with pytest.raises(MethodError, match="'criterion_means' takes no row weights"):
        criterion_means(table_of(TWO, weight=[2] * 4))
    twice = ScoreTable.from_columns(judge=[1, 1], entry=[7, 7], score=[1, 2])
    with pytest.raises(DuplicateScoreError):
        criterion_means(twice)


def test_normalised_scores() -> None:
    sheets: Sheets = {
        (1, 0): [1000],
        (1, 1): [2000],
        (1, 2): [3000],
        (2, 0): [500],
        (2, 1): [500],
        (2, 2): [500],
    }
    table = table_of(sheets)
    assert normalize(table).values.tolist() == [-0.5, 0.0, 0.5]
    assert normalize(table, method="minmax").values.tolist() == [0.25, 0.5, 0.75]
    assert normalize(table, method="rank").values.tolist() == [0.25, 0.5, 0.75]
    assert normalize(table).flat_judges == (2,)
    frame = normalize(table).to_frame()
    assert frame["n_judges"].tolist() == [2, 2, 2]
    with pytest.raises(MethodError, match="the method is one of"):
        normalize(table, method="percentile")  # type: ignore[arg-type]


def test_a_normalised_single_score_is_the_middle() -> None:
    table = one_entry([3])
    assert [normalize(table, method=m).values[0] for m in ("zscore", "minmax", "rank")] == [0, 0.5, 0.5]  # type: ignore[arg-type]


def test_a_score_above_a_judges_own_mean_counts_for_more() -> None:
    result = normalize(build(random_rows(4)), ABC)
    assert abs(float(result.values.mean())) < 1 and isinstance(aggregate(one_entry([1])), Aggregate)
