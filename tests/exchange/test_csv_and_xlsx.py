"""What a person typed never becomes a formula, and every file reads back as it was written."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.exchange.csv_and_xlsx import as_csv, as_xlsx
from app.exchange.formula_escaping import harmless, is_formula_like
from app.exchange.tables import Table, points

MADE_AT = datetime(2024, 11, 22, 2, 0, tzinfo=UTC)
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    " =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\x00=1+1",
    "\tplain",
    "\rplain",
    "\nplain",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    '=HYPERLINK("http://example.test","x")',
    "=cmd|' /C calc'!A0",
    "  \u00a0\t -2+3",
]
HARMLESS = ["", " ", "项目", "a=b", "1-2", "“引号”", "https://example.test", "2024", "0012", "'=1"]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def one_cell(value: str) -> Table:
    return Table("Cells", ("Text",), [[value]])


@pytest.mark.parametrize("value", DANGEROUS)
def test_a_dangerous_text_is_known_as_one(value: str) -> None:
    assert is_formula_like(value) and harmless(value) == f"'{value}"


@pytest.mark.parametrize("value", HARMLESS)
def test_a_harmless_text_stays_as_it_is(value: str) -> None:
    assert not is_formula_like(value) and harmless(value) == value


@pytest.mark.parametrize("value", DANGEROUS)
def test_in_a_csv_it_stands_behind_an_apostrophe(value: str) -> None:
    assert read_csv(as_csv(one_cell(value)))[1] == [f"'{value}"]


@pytest.mark.parametrize("value", DANGEROUS)
def test_in_a_workbook_it_is_text_and_no_formula_or_link(value: str) -> None:
    content = as_xlsx([one_cell(value)], made_at=MADE_AT)
    sheet = parts_of(content)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert re.findall(r'<c r="A2" t="(\w+)"', sheet) == ["s"]


@given(st.text(max_size=40))
def test_no_text_at_all_begins_a_formula_in_a_csv(value: str) -> None:
    visible = "".join(sign for sign in harmless(value) if not sign.isspace())
    assert visible[:1] not in ("=", "+", "-", "@")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
def test_a_text_comes_back_out_of_a_workbook_unchanged(value: str) -> None:
    rows = read_xlsx(as_xlsx([one_cell(value)], made_at=MADE_AT))
    assert [row[0] for row in rows[1:]] in (
        [value],
        [] if value == "" else [value],
        [""] if value == "" else [value],
    )


def test_a_csv_is_utf8_with_the_mark_that_spreadsheets_need() -> None:
    content = as_csv(Table("表", ("奖项 Prize",), [["特等奖"]]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [["奖项 Prize"], ["特等奖"]]


def test_line_breaks_and_quotes_stay_in_their_cell() -> None:
    rows = read_csv(as_csv(Table("Cells", ("A", "B"), [['a "b", c\nd', 1]])))
    assert rows[1] == ['a "b", c\nd', "1"]


def test_scores_are_numbers_with_two_places() -> None:
    table = Table("Scores", ("Score", "Place"), [[points(8725), 1], [points(None), None], [points(9000), 2]])
    assert [row[0] for row in read_csv(as_csv(table))] == ["Score", "87.25", "", "90.00"]
    assert read_xlsx(as_xlsx([table], made_at=MADE_AT))[1] == [87.25, 1.0]
    assert points(8725) == Decimal("87.25")


def test_the_same_tables_give_the_same_bytes() -> None:
    tables = [one_cell("项目"), Table("Other", ("A",), [])]
    assert as_xlsx(tables, made_at=MADE_AT) == as_xlsx(tables, made_at=MADE_AT)
