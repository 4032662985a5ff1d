from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.data.errors import (
    ColumnError,
    DuplicateScoreError,
    EmptyTableError,
    LabelError,
    OffScaleError,
    ScoreValueError,
    ScoringError,
    WeightError,
)
from scoring.data.table import ScoreTable

GOOD: dict[str, list[Any]] = {
    "judge": ["ann", "ann", "bob", "bob"],
    "entry": [7, 3, 7, 3],
    "criterion": ["idea", "idea", "idea", "idea"],
    "score": [90, 80.5, 70, 60.25],
}


def make_table(**changed: Any) -> ScoreTable:
    return ScoreTable.from_columns(**{**GOOD, **changed})


def test_labels_are_sorted_and_scores_are_hundredths() -> None:
    table = make_table()
    assert (table.judges, table.entries, table.criteria) == (("ann", "bob"), (3, 7), ("idea",))
    assert table.entry.tolist() == [1, 0, 1, 0] and table.entry.dtype == np.int32
    assert table.score.tolist() == [9000, 8050, 7000, 6025] and table.score.dtype == np.int64
    assert len(table) == 4


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        make_table().score[0] = 1


def test_hundredths_are_taken_as_they_are() -> None:
    assert make_table(score=[9000, 1, 2, -3], unit="hundredths").score.tolist() == [9000, 1, 2, -3]


@pytest.mark.parametrize("unit", ["cents", ""])
def test_unknown_unit_is_refused(unit: str) -> None:
    with pytest.raises(ScoreValueError, match="unit"):
        make_table(unit=unit)


def test_numbers_of_every_kind_give_the_same_hundredths() -> None:
    mixed = [Decimal(90), np.float64(80.5), np.int32(70), Decimal("60.25")]
    assert make_table(score=mixed).score.tolist() == make_table().score.tolist()
    assert make_table(score=np.array(GOOD["score"])).score.tolist() == make_table().score.tolist()


def test_float_noise_is_forgiven() -> None:
    assert make_table(score=[0.1 + 0.2, 1.1 * 3, 2, 3]).score.tolist() == [30, 330, 200, 300]


BAD_SCORES = [
    (float("nan"), "missing"),
    (None, "missing"),
    (Decimal("nan"), "missing"),
    (float("inf"), "infinite"),
    (Decimal("-inf"), "infinite"),
    (1.005, "finer"),
    (Decimal("1.005"), "finer"),
    (1.0e9 + 1, "larger"),
    (10**30, "larger"),
    (10**400, "larger"),
    (1.0000002, "finer"),
    (1e300, "larger"),
    (True, "bool"),
    ("90", "str"),
    ([1], "list"),
]


@pytest.mark.parametrize(("value", "why"), BAD_SCORES)
def test_a_bad_score_is_named_with_row_judge_and_entry(value: Any, why: str) -> None:
    with pytest.raises(ScoreValueError, match=why) as caught:
        make_table(score=[1, 2, value, 4])
    assert (caught.value.row, caught.value.judge, caught.value.entry) == (2, "bob", 7)
    assert "row 2" in str(caught.value) and "'bob'" in str(caught.value) and "entry 7" in str(caught.value)


def test_a_bad_score_is_found_however_far_down() -> None:
    score = np.full(50_000, 0.25)
    score[40_000] = 0.123
    with pytest.raises(ScoreValueError, match=r"row 40000 .*0.123 is finer"):
        ScoreTable.from_columns(judge=np.zeros(50_000, int), entry=np.arange(50_000), score=score)
    score[40_000] = 1e9 - 0.03
    table = ScoreTable.from_columns(judge=np.zeros(50_000, int), entry=np.arange(50_000), score=score)
    assert table.score[40_000] == 10**11 - 3 and (np.delete(table.score, 40_000) == 25).all()


def test_a_thousand_million_points_are_still_exact() -> None:
    assert make_table(score=[1e9, -1e9, 1, 2]).score.tolist() == [10**11, -(10**11), 100, 200]


def test_large_whole_numbers_of_any_width() -> None:
    for kind in (np.int64, np.uint64):
        with pytest.raises(ScoreValueError, match="larger") as caught:
            make_table(score=np.array([1, 2, 3, 2**62], dtype=kind))
        assert caught.value.row == 3
    assert make_table(score=np.array([1, 2, 3, 4], dtype=np.uint8)).score.tolist() == [100, 200, 300, 400]


@pytest.mark.parametrize("missing", [None, float("nan"), "", pd.NA, pd.NaT])
@pytest.mark.parametrize("column", ["judge", "entry", "criterion"])
def test_a_missing_label_is_named(column: str, missing: Any) -> None:
    values = [*GOOD[column][:3], missing]
    for table in (lambda: make_table(**{column: values}), lambda: frame_table(**{column: values})):
        with pytest.raises(LabelError, match=f"the {column} is missing") as caught:
            table()
        assert caught.value.row == 3


def frame_table(**changed: Any) -> ScoreTable:
    frame = pd.DataFrame({key: pd.Series(value, dtype=object) for key, value in {**GOOD, **changed}.items()})
    return ScoreTable.from_frame(frame)


def test_labels_of_mixed_types_are_refused() -> None:
    with pytest.raises(LabelError, match=r"row 2 .*the entry '7' is str, others are int"):
        make_table(entry=[7, 3, "7", 3])


@pytest.mark.parametrize("labels", [[1.5, 1.0, 2.0, 3.0], [[1], [2], [3], [4]], [1j, 2j, 3j, 4j]])
def test_labels_that_are_no_labels(labels: list[Any]) -> None:
    with pytest.raises(LabelError):
        make_table(judge=labels)


def test_empty_and_uneven_columns() -> None:
    with pytest.raises(EmptyTableError):
        ScoreTable.from_columns(judge=[], entry=[], criterion=[], score=[])
    with pytest.raises(ColumnError, match="one length"):
        make_table(score=[1, 2, 3])


@pytest.mark.parametrize(
    ("weight", "why"), [(0, "above 0"), (-1, "above 0"), (0.00001, "finer"), ("1", "str")]
)
def test_a_bad_weight_is_named(weight: Any, why: str) -> None:
    with pytest.raises(WeightError, match=why) as caught:
        make_table(weight=[1, 1, 1, weight])
    assert (caught.value.row, caught.value.judge) == (3, "bob")


def test_weights_are_basis_points() -> None:
    weight = make_table(weight=[1, 0.5, 2, 0.0001]).weight
    assert weight is not None and weight.tolist() == [10_000, 5_000, 20_000, 1]


def test_without_criterion_there_is_one() -> None:
    table = ScoreTable.from_columns(judge=[1, 2], entry=[1, 1], score=[3, 4])
    assert table.criteria == ("score",)


def test_whole_number_labels_of_wide_range_and_sign() -> None:
    for entry in ([10**15, -5, 10**15, -5], [2, -5, 2, -5]):
        table = make_table(entry=np.array(entry))
        assert table.entries == tuple(sorted(set(entry)))
        assert [table.entries[code] for code in table.entry] == entry


def test_frame_and_columns_agree() -> None:
    frame = pd.DataFrame(GOOD).rename(columns={"judge": "reviewer"})
    table = ScoreTable.from_frame(frame, columns={"judge": "reviewer"})
    assert same(table, make_table())
    assert same(ScoreTable.from_frame(table.to_frame()), table)
    categorical = pd.DataFrame(GOOD).astype({"judge": "category", "entry": "Int64"})
    assert same(ScoreTable.from_frame(categorical), table)


def same(one: ScoreTable, other: ScoreTable) -> bool:
    labels = (one.judges, one.entries, one.criteria) == (other.judges, other.entries, other.criteria)
    arrays = ("judge", "entry", "criterion", "score")
    return labels and all(np.array_equal(getattr(one, a), getattr(other, a)) for a in arrays)


def test_a_frame_without_a_column_says_which() -> None:
    with pytest.raises(ColumnError, match=r"lacks \['entry'\]"):
        ScoreTable.from_frame(pd.DataFrame({"judge": [1], "score": [1]}))
    with pytest.raises(ColumnError, match="not \\['jury'\\]"):
        ScoreTable.from_frame(pd.DataFrame(GOOD), columns={"jury": "judge"})
    with pytest.raises(ColumnError, match="lacks \\['weighting'\\]"):
        ScoreTable.from_frame(pd.DataFrame(GOOD), columns={"weight": "weighting"})


def test_chunks_give_the_same_table() -> None:
    whole = pd.DataFrame(GOOD)
    parts: list[Any] = [whole[:1], {key: values[1:3] for key, values in GOOD.items()}, whole[3:]]
    assert same(ScoreTable.from_chunks(iter(parts)), make_table())


def test_chunks_with_and_without_weights() -> None:
    first = {key: values[:2] for key, values in GOOD.items()}
    second = {**{key: values[2:] for key, values in GOOD.items()}, "weight": [0.5, 0.5]}
    weight = ScoreTable.from_chunks([first, second]).weight
    assert weight is not None and weight.tolist() == [10_000, 10_000, 5_000, 5_000]


def test_a_fault_in_a_chunk_names_the_chunk() -> None:
    bad = {**GOOD, "score": [1, 2, None, 4]}
    with pytest.raises(ScoreValueError, match=r"chunk 1 .*row 2") as caught:
        ScoreTable.from_chunks([GOOD, bad])
    assert caught.value.judge == "bob"
    with pytest.raises(EmptyTableError):
        ScoreTable.from_chunks([])
    with pytest.raises(LabelError, match="one type"):
        ScoreTable.from_chunks([GOOD, {**GOOD, "entry": ["7", "3", "7", "3"]}])


def test_cells_group_rows_into_sheets_and_entries() -> None:
    table = ScoreTable.from_columns(
        judge=["b", "a", "a", "b", "a"],
        entry=[2, 1, 2, 2, 1],
        criterion=["y", "y", "x", "x", "x"],
        score=[1, 2, 3, 4, 5],
    )
    groups = table.groups
    assert groups.order.tolist() == [4, 1, 2, 3, 0]
    assert groups.score.tolist() == [500, 200, 300, 400, 100]
    assert groups.sheet.tolist() == [0, 2, 3]
    assert (groups.entry.tolist(), groups.judge.tolist()) == ([0, 1, 1], [0, 0, 1])
    assert (groups.first.tolist(), groups.count.tolist()) == ([0, 1], [1, 2])


def test_cells_of_many_labels_take_the_longer_way_to_the_same_order() -> None:
    from scoring.data.groups import sort_rows

    generator = np.random.default_rng(5)
    codes = [generator.integers(0, 9, 500).astype(np.int32) for _ in range(3)]
    plain = np.lexsort(codes[::-1])
    for size in (9, 2**20, 2**30, 2**50):
        order, columns = sort_rows([(code, size) for code in codes])
        assert np.array_equal(order, plain)
        assert all(np.array_equal(column, code[plain]) for column, code in zip(columns, codes, strict=True))


def test_report_names_rows() -> None:
    table = make_table(
        judge=["ann", "ann", "bob", "bob", "ann"],
        entry=[7, 3, 7, 3, 7],
        criterion=["idea"] * 5,
        score=[90, 80.5, 70, 60.25, 85],
        scale=(0, 85, 0.5),
    )
    report = table.validate(criteria=["idea", "team"], judges=["ann", "bob", "eve"], entries=[3, 7, 9])
    assert not report.ok
    assert report.counts == {
        "off_scale": 1,
        "off_step": 1,
        "duplicate": 1,
        "missing_criterion": 4,
        "judge_without_scores": 1,
        "entry_without_scores": 1,
    }
    rows = {finding.kind: finding.row for finding in report.findings}
    assert (rows["off_scale"], rows["off_step"], rows["duplicate"]) == (0, 3, 4)
    frame = report.to_frame()
    assert len(frame) == 9 and set(frame["kind"]) == set(report.counts)
    with pytest.raises(OffScaleError, match="90 lies off the scale 0 to 85"):
        report.raise_first()


def test_report_of_a_good_table_is_silent() -> None:
    report = make_table().validate(scale={"idea": (0, 100, 0.25)}, judges=["ann", "bob"], entries=[3, 7])
    assert report.ok and report.findings == ()
    report.raise_first()


def test_report_finds_the_unexpected_and_lists_no_more_than_asked() -> None:
    report = make_table().validate(judges=["ann"], criteria=["team"], limit=1)
    assert report.counts["unknown_judge"] == 2 and report.counts["unknown_criterion"] == 4
    assert [finding.row for finding in report.findings if finding.kind == "unknown_judge"] == [2]
    assert report.counts["missing_criterion"] == 4


def test_report_finds_weights_that_differ_within_a_sheet() -> None:
    table = ScoreTable.from_columns(
        judge=[1, 1], entry=[1, 1], criterion=["a", "b"], score=[1, 2], weight=[1, 0.5]
    )
    with pytest.raises(WeightError, match="row 1"):
        table.validate().raise_first()


def test_a_duplicate_is_an_error_of_its_own() -> None:
    table = make_table(entry=[7, 7, 7, 3])
    with pytest.raises(DuplicateScoreError, match=r"row 1 .*'ann', entry 7, criterion 'idea'"):
        table.validate().raise_first()


@pytest.mark.parametrize("scale", [(1, 1), (5, 1), (0, 10, 0), (1,), (1, 2, 3, 4)])
def test_an_impossible_scale_is_refused(scale: Any) -> None:
    with pytest.raises(ScoringError):
        make_table(scale=scale)


def test_keep_drops_labels_without_rows() -> None:
    table = make_table(weight=[1, 1, 2, 2], scale=(0, 100))
    kept = table.keep(np.array([False, False, False, True]))
    assert (kept.judges, kept.entries, kept.score.tolist()) == (("bob",), (3,), [6025])
    assert kept.weight is not None and kept.weight.tolist() == [20_000] and list(kept.scales) == ["idea"]
    with pytest.raises(EmptyTableError):
        table.keep(np.zeros(4, dtype=bool))


@given(st.permutations(range(4)))
def test_row_order_changes_no_label_and_no_sheet(order: list[int]) -> None:
    shuffled = make_table(**{key: [values[i] for i in order] for key, values in GOOD.items()})
    assert shuffled.entries == make_table().entries
    assert np.array_equal(shuffled.groups.score, make_table().groups.score)


def test_columns_need_no_pandas_and_the_package_is_light() -> None:
    program = (
        "import sys, scoring\n"
        "assert not {'numpy', 'scipy', 'pandas'} & set(sys.modules), 'heavy'\n"
        "scoring.ScoreTable.from_columns(judge=['a'], entry=['b'], criterion=['c'], score=[1]).validate()\n"
        "assert not {'scipy', 'pandas'} & set(sys.modules), 'heavy'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_unknown_names_of_the_package() -> None:
    import scoring

    assert scoring.table.ScoreTable is scoring.ScoreTable
    with pytest.raises(AttributeError):
        scoring.no_such_module  # noqa: B018
