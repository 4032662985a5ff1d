"""Spellings that look alike are one label, whatever the white space, the width or the Unicode form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scoring.data.errors import ColumnError, DuplicateScoreError, LabelError
from scoring.data.labels import clean
from scoring.data.table import ScoreTable
from scoring.decide import method
from scoring.decide.aggregate import aggregate
from scoring.decide.method import Entrant
from scoring.decide.prizes import Candidate
from scoring.decide.voting import approval, borda
from scoring.estimate.pairwise import bradley_terry
from scoring.estimate.ranks import rank
from scoring.estimate.reviews import Reviews
from scoring.outside.commands import main
from scoring.plan.assignment import AssignmentInputError, assign

COMPOSED, DECOMPOSED = "Andr\u00e9", "Andre\u0301"
ALIKE = [
    ("P1", "P1 "),
    ("P1", "\tP1\n"),
    ("P1", "P1\u00a0"),
    ("P1", "P1\u200b"),
    ("P1", "\ufeffP1"),
    ("P1", "Ｐ１"),
    ("A B", "A  B"),
    ("A B", "A\u00a0B"),
    ("A B", "A\u3000B"),
    ("A B", "A \u2003 B"),
    ("北京(一)", "北京（一）"),
    (COMPOSED, DECOMPOSED),
]


@pytest.mark.parametrize(("label", "written"), ALIKE)
def test_one_label_for_all_that_looks_alike(label: str, written: str) -> None:
    assert clean(written) == clean(label) == label


@pytest.mark.parametrize("label", ["P1", "p1", "AB", "A-B", "007", 7, None, COMPOSED, "智能"])
def test_what_differs_stays_different(label: Any) -> None:
    assert clean(label) == label and type(clean(label)) is type(label)


def frame(second: str) -> pd.DataFrame:
    return pd.DataFrame({"judge": ["a", "b"], "entry": ["P1", second], "score": [80, 60]})


@pytest.mark.parametrize(("label", "written"), ALIKE)
def test_every_door_of_a_table_has_one_entry(label: str, written: str) -> None:
    columns: dict[str, Any] = {"judge": ["a", "b"], "entry": [label, written], "score": [80, 60]}
    whole = pd.DataFrame(columns)
    tables = [
        ScoreTable.from_columns(**columns),
        ScoreTable.from_frame(whole),
        ScoreTable.from_frame(whole.astype({"entry": "category"})),
        ScoreTable.from_chunks([whole[:1], whole[1:]]),
        ScoreTable.from_chunks([whole[1:], whole[:1]]),
        Reviews.from_columns(**columns),
        Reviews.from_frame(whole),
    ]
    assert [table.entries for table in tables] == [(label,)] * len(tables)
    assert aggregate(tables[0]).hundredths.tolist() == [7000]


def test_a_dask_frame_has_one_entry() -> None:
    dd = pytest.importorskip("dask.dataframe")
    whole = pd.DataFrame({"judge": ["a", "b"], "entry": ["P1", "P1 "], "score": [80, 60]})
    assert aggregate(dd.from_pandas(whole, npartitions=2)).hundredths.tolist() == [7000]


def test_a_judge_who_comes_in_two_spellings_scored_twice() -> None:
    rows: dict[str, Any] = {"judge": ["a", "a ", "b", "b"], "entry": ["P1", "P1 ", "P1", "P1 "]}
    table = ScoreTable.from_columns(**rows, score=[80, 100, 60, 70])
    with pytest.raises(DuplicateScoreError, match=r"row 1 .*judge 'a', entry 'P1'"):
        aggregate(table)
    with pytest.raises(DuplicateScoreError, match="judge 'a', entry 'P1'"):
        Reviews.from_columns(**rows, score=[80, 100, 60, 70])


def test_the_report_says_what_was_read_as_what() -> None:
    rows: dict[str, Any] = {"judge": ["a", "b\u00a0"], "entry": ["P1", "P1 "], "criterion": ["x", "ｘ"]}
    table = ScoreTable.from_columns(**rows, score=[80, 60])
    report = table.validate()
    assert report.ok and report.findings == ()
    assert [remark.message for remark in report.remarks] == [
        "'b\\xa0' was read as 'b'",
        "'P1 ' was read as 'P1'",
        "'ｘ' was read as 'x'",
    ]
    assert report.to_frame()["kind"].tolist() == ["respelled"] * 3
    pieces = pd.DataFrame({**rows, "score": [80, 60]})
    joined = ScoreTable.from_chunks([pieces[:1], pieces[1:], pieces[1:]])
    assert len(joined.validate().remarks) == 3
    assert len(table.keep(table.score > 0).validate().remarks) == 3


def test_a_label_of_white_space_alone_is_missing() -> None:
    with pytest.raises(LabelError, match=r"row 1 .*the entry is missing"):
        ScoreTable.from_columns(judge=["a", "b"], entry=["P1", " \u00a0"], score=[80, 60])


def test_weights_scales_and_what_is_expected_are_read_alike() -> None:
    table = ScoreTable.from_columns(
        judge=["a", "a"],
        entry=["P1", "P1"],
        criterion=["x", "y "],
        score=[80, 60],
        scale={"x": (0, 100), "y\u00a0": (0, 50)},
    )
    assert aggregate(table, {"x ": 5000, "ｙ": 5000}).hundredths.tolist() == [10000]
    report = table.validate(judges=["a "], entries=["\u00a0P1"], criteria=["x", "y "])
    assert report.counts == {"off_scale": 1}


def test_entrants_prizes_and_their_organisations_are_read_alike() -> None:
    table = ScoreTable.from_columns(judge=["a", "a"], entry=["P1", "P2 "], score=[80, 60])
    rules = method.from_dict(
        {
            "criteria": [{"name": "score ", "weight": 10000}],
            "prizes": [{"code": "gold", "places": {"T ": 2}}],
            "caps": {"per_organisation": 1},
        }
    )
    entrants = [Entrant("P1 ", "T", organisation="North"), Entrant("P2", "T ", organisation=("North\u00a0",))]
    _, awards = method.award(table, rules, entrants)
    assert [award.id for award in awards.winners] == ["P1"]
    assert Candidate("P1 ", "P1", "T").id == "P1"
    with pytest.raises(ColumnError, match=r"'P1'.*twice"):
        method.rank(table, rules, [*entrants, Entrant("P1", "T")])


def test_groups_to_rank_in_are_read_alike() -> None:
    assert rank([3, 2, 1], within=["T", "T ", "Ｔ"]).tolist() == [1, 2, 3]


def test_votes_and_pairs_are_read_alike() -> None:
    assert borda([["a", "b "], ["a ", "b"]]).points == {"a": 2, "b": 0}
    assert bradley_terry(["a", "b "], ["b", "a "]).items == ("a", "b")
    with pytest.raises(LabelError, match="'a' is there twice"):
        approval(yes={"a": 1, "a ": 1}, base={"a": 1, "a ": 1}, ballots_cast=1, members=1)


def test_names_of_an_assignment_are_read_alike() -> None:
    question: dict[str, Any] = {"reviews_per_entry": 1, "load": (0, 2)}
    with pytest.raises(AssignmentInputError, match="entry 'A ' is listed twice"):
        assign(None, entries=["A", "A "], judges=["x"], **question)
    found = assign(None, entries=["A"], judges=["x", "y"], conflicts=[("A ", "x\u00a0")], **question)
    assert found.pairs == [("A", "y")]


def test_the_command_finds_the_duplicate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "scores.csv"
    file.write_text("judge,entry,score\na,P1,80\na ,P1 ,100\nb,P1,60\nb,P1 ,70\n", encoding="utf-8")
    assert main(["rank", str(file)]) == 2
    assert "scored before" in capsys.readouterr().err
    file.write_text(f"judge,entry,score\na,{COMPOSED},80\nb,{DECOMPOSED} ,60\n", encoding="utf-8")
    assert main(["rank", str(file)]) == 0
    shown = capsys.readouterr()
    assert "70.00" in shown.out and f"entry '{COMPOSED}': '{DECOMPOSED} ' was read as" in shown.err
    assert main(["explain", str(file), DECOMPOSED]) == 0
