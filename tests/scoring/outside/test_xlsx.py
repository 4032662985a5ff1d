"""What a spreadsheet cannot keep is refused by its cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from scoring.outside.commands import main

CODES = (911100006000373411, 911100006000373415)
"""Two registration codes of 18 digits that are one number to a spreadsheet."""


def save(path: Path, rows: list[list[Any]], *, sheet: str = "Scores") -> str:
    with Workbook(path) as book:
        book.add_worksheet("Other").write_row(0, 0, ["judge", "entry", "score"])
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return str(path)


def table(*codes: Any) -> list[list[Any]]:
    header = [["judge", *[f"remark {n}" for n in range(26)], "entry", "score"]]
    points = (80, 60)
    return header + [["a", *[""] * 26, code, points[place]] for place, code in enumerate(codes)]


@pytest.mark.parametrize("code", [*CODES, 10**15, -(10**15), 1234567890123456])
def test_a_number_of_more_than_15_digits_is_refused_with_its_cell(
    code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = save(tmp_path / "scores.xlsx", table("A1", code))
    assert main(["rank", file, "--sheet", "Scores"]) == 2
    stated = capsys.readouterr().err
    assert "cell AB3" in stated and "format the column as text before typing" in stated


def test_a_code_kept_as_text_or_of_15_digits_is_read_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for codes in (tuple(map(str, CODES)), (999999999999998, 999999999999999)):
        file = save(tmp_path / "scores.xlsx", table(*codes))
        assert main(["rank", file, "--sheet", "Scores"]) == 0
        shown = capsys.readouterr().out
        assert all(str(code) in shown for code in codes)


def test_every_table_of_a_command_is_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scores.csv").write_text(f"judge,entry,score\na,{CODES[0]},80\n")
    with Workbook(tmp_path / "entrants.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["entry", "track"])
        page.write_row(1, 0, [CODES[0], "x"])
    words = ["rank", str(tmp_path / "scores.csv"), "--entrants", str(tmp_path / "entrants.xlsx")]
    assert main(words) == 2
    assert "cell A2" in capsys.readouterr().err
