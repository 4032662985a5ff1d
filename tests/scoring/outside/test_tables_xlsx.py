"""XLSX as people keep it: what the spreadsheet shows is read, and what it does not show is refused by its cell."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from scoring import read
from scoring.data.errors import ScoringError, TableError
from tests.scoring.outside.test_tables import shown

HEAD = ["judge", "entry", "score"]
Fill = Callable[[Workbook, Worksheet], Any]


def book(path: Path, fill: Fill, *, sheet: str = "Scores", rows: list[list[Any]] | None = None) -> Path:
    """A workbook of one sheet with those rows, and what `fill` does to it."""
    file = path / "scores.xlsx"
    with Workbook(file) as made:
        page = made.add_worksheet(sheet)
        for number, row in enumerate(rows or []):
            page.write_row(number, 0, row)
        fill(made, page)
    return file


def nothing(made: Workbook, page: Worksheet) -> None:
    """Leaves the rows as they are."""


def format_of(code: str) -> Fill:
    """Writes 7 in that format as the entry of row 2."""
    return lambda made, page: page.write(1, 1, 7, made.add_format({"num_format": code}))


ROWS: list[list[Any]] = [HEAD, ["ann", "P1", 80], ["ben", "P1", 90.5]]


def test_numbers_and_texts_are_read(tmp_path: Path) -> None:
    table = read(book(tmp_path, nothing, rows=[*ROWS, ["cleo", "P1", "70"], ["dora", 7, "８５"]]))
    assert shown(table) == "P1: ann 80, ben 90.5, cleo 70; 7: dora 85"
    assert "sheet Scores: 4 scores" in str(table.understood)


def test_it_gives_what_pandas_gives(tmp_path: Path) -> None:
    rows = [HEAD, *[[f"j{n % 3}", f"E{n // 3}", n / 2] for n in range(30)]]
    file = book(tmp_path, nothing, rows=rows)
    frame = pd.read_excel(file, engine="calamine")
    table = read(file)
    assert [table.labels_at(row)[:2] for row in range(30)] == list(
        zip(frame["judge"], frame["entry"], strict=True)
    )
    assert (table.score / 100).tolist() == frame["score"].tolist()


@pytest.mark.parametrize(("code", "shown"), [("000", "007"), ("General", "7"), ("0.00", "7"), ("@", "7")])
def test_a_number_is_the_label_that_is_shown(code: str, shown: str, tmp_path: Path) -> None:
    assert read(book(tmp_path, format_of(code), rows=ROWS)).entries == tuple(sorted([shown, "P1"]))


def test_merged_titles_and_headings(tmp_path: Path) -> None:
    def fill(made: Workbook, page: Worksheet) -> None:
        page.merge_range("A1:E1", "2026 决赛评分表")
        page.merge_range("A3:A4", "项目")
        page.merge_range("B3:C3", "王岚")
        page.merge_range("D3:E3", "李衡")
        page.write_row("B4", ["创新", "团队", "创新", "团队"])
        page.write_row("A5", ["水表", 80, 70.5, 90, 60])

    file = book(tmp_path, fill)
    assert (
        shown(read(file, criteria=("创新", "团队")))
        == "水表: 王岚/创新 80, 王岚/团队 70.5, 李衡/创新 90, 李衡/团队 60"
    )
    with pytest.raises(
        TableError, match=r"王岚, 李衡 stand over 创新, 团队; state --layout judges\+criteria"
    ):
        read(file)


def test_a_label_reaches_as_far_down_as_its_cell_is_merged(tmp_path: Path) -> None:
    def fill(made: Workbook, page: Worksheet) -> None:
        page.merge_range("A2:A3", "ann")
        page.merge_range("A4:A5", "ben")

    rows = [HEAD, ["", "P1", 80], ["", "P2", 70], ["", "P1", 90], ["", "P2", 60]]
    table = read(book(tmp_path, fill, rows=rows))
    assert shown(table) == "P1: ann 80, ben 90; P2: ann 70, ben 60"
    assert "2 labels taken from the cell above" in str(table.understood)


REFUSED: list[tuple[str, Fill, list[str]]] = [
    (
        "a date as an entry",
        lambda made, page: page.write(1, 1, 45000, made.add_format({"num_format": "yyyy-mm-dd"})),
        ["sheet Scores, cell B2: the spreadsheet has made a date of it; format the column as text"],
    ),
    (
        "a date as a score",
        lambda made, page: page.write(1, 2, 45000, made.add_format({"num_format": 14})),
        ["cell C2: the spreadsheet has made a date of it"],
    ),
    ("truth as a score", lambda made, page: page.write(1, 2, True), ["cell C2: TRUE is no score"]),
    (
        "a formula never worked out",
        lambda made, page: page.write_formula(1, 2, "=40*2", value=""),
        ["not stored"],
    ),
    (
        "an error of a formula",
        lambda made, page: page.write_formula(1, 2, "=1/0", value="#DIV/0!"),
        ["#DIV/0! is an error"],
    ),
    (
        "two faults",
        lambda made, page: (page.write(1, 2, True), page.write(2, 1, 10**16)),
        ["2 faults", "cell C2", "cell B3: a number of more than 15 digits"],
    ),
    (
        "a percentage of nothing",
        lambda made, page: page.write(1, 2, 0.855, made.add_format({"num_format": "0.0%"})),
        ["cell C2: '85.5%' is a share of a scale that is not stated"],
    ),
    (
        "a hidden row",
        lambda made, page: page.set_row(1, None, None, {"hidden": True}),
        ["rows are hidden", ": 2;", "--hidden"],
    ),
    (
        "a hidden column",
        lambda made, page: page.set_column("B:B", None, None, {"hidden": True}),
        ["columns are hidden: B"],
    ),
]


@pytest.mark.parametrize(("fill", "said"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_what_cannot_be_told_is_refused_by_its_cell(fill: Fill, said: list[str], tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read(book(tmp_path, fill, rows=ROWS))
    assert all(part in str(caught.value) for part in said), str(caught.value)


def test_a_percentage_of_a_stated_scale_and_a_formula_with_its_value(tmp_path: Path) -> None:
    def fill(made: Workbook, page: Worksheet) -> None:
        page.write(1, 2, 0.855, made.add_format({"num_format": "0.0%"}))
        page.write_formula(2, 2, "=4*2", value=8)

    assert shown(read(book(tmp_path, fill, rows=ROWS), scale=(0, 10))) == "P1: ann 8.55, ben 8"


def test_hidden_rows_are_read_or_skipped_as_stated(tmp_path: Path) -> None:
    file = book(tmp_path, lambda made, page: page.set_row(1, None, None, {"hidden": True}), rows=ROWS)
    assert shown(read(file, hidden="read")) == "P1: ann 80, ben 90.5"
    skipped = read(file, hidden="skip")
    assert shown(skipped) == "P1: ben 90.5" and "passed over: 1 hidden row" in str(skipped.understood)


def test_a_sheet_that_is_hidden_is_not_the_first(tmp_path: Path) -> None:
    file = tmp_path / "scores.xlsx"
    with Workbook(file) as made:
        made.add_worksheet("old").hide()
        page = made.add_worksheet("final")
        page.activate()
        page.set_first_sheet()
        for number, row in enumerate(ROWS):
            page.write_row(number, 0, row)
        made.add_worksheet("notes")
    table = read(file)
    assert "sheet final" in str(table.understood) and "other sheets: notes" in str(table.understood)
    assert len(read(file, sheet=1)) == len(read(file, sheet="final")) == 2
    for sheet, said in (
        ("finals", "it has no sheet 'finals'; it has old, final, notes"),
        (7, "has 3 sheets"),
        ("old", "empty"),
    ):
        with pytest.raises(TableError, match=said):
            read(file, sheet=sheet)


def without(part: str, file: Path) -> Path:
    """A copy of a workbook that lacks one of its parts."""
    copy = file.with_name("copy.xlsx")
    with ZipFile(file) as whole, ZipFile(copy, "w") as made:
        for name in whole.namelist():
            if name != part:
                made.writestr(name, whole.read(name))
    return copy


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "_rels/.rels"]
)
def test_a_damaged_file_has_a_sentence(part: str, tmp_path: Path) -> None:
    file = book(tmp_path, nothing, rows=ROWS)
    with pytest.raises(TableError, match=r"damaged|no XLSX file"):
        read(without(part, file))
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(TableError, match="damaged"):
        read(file)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the old format"),
        (b"%PDF-1.7", "a PDF"),
        (b"judge,entry", "plain text"),
        (b"", "empty"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(start: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "scores.xlsx").write_bytes(start)
    with pytest.raises(TableError, match=said):
        read(tmp_path / "scores.xlsx")


def test_a_huge_file_has_a_sentence(tmp_path: Path) -> None:
    for name in ("scores.csv", "scores.xlsx"):
        with (tmp_path / name).open("wb") as opened:
            opened.truncate(2 << 30)
        with pytest.raises(TableError, match=r"has 2\.1 GB; .*from_chunks"):
            read(tmp_path / name)


def test_every_cut_of_a_file_is_refused_or_read(tmp_path: Path) -> None:
    """Whatever bytes there are: a table or a sentence, never a crash."""
    whole = book(tmp_path, nothing, rows=ROWS).read_bytes()
    file = tmp_path / "cut.xlsx"
    for at in range(0, len(whole), 97):
        for data in (whole[:at], whole[:at] + b"\xff" + whole[at + 1 :]):
            file.write_bytes(data)
            with suppress(ScoringError):
                assert len(read(file)) <= 2
