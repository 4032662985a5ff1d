"""Write tables as CSV or as a workbook. Nothing that a person typed can become a formula in either."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from app.exchange.formula_escaping import harmless
from app.exchange.tables import Cell, Table

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


BYTE_ORDER_MARK = "\ufeff"
WIDEST, NARROWEST = 48, 8
LATIN = 0x2E80  # signs from here on take the room of two
PLAIN = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def as_csv(table: Table) -> bytes:
    """UTF-8 with the mark that spreadsheets need to read Chinese."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(head) for head in table.heads])
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else str(cell)


def as_xlsx(tables: Sequence[Table], *, made_at: datetime) -> bytes:
    """One sheet a table; the same tables and instant give the same bytes."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, PLAIN) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        score = book.add_format({"num_format": "0.00"})
        for table in tables:
            _write_sheet(book.add_worksheet(table.name), table, head=head, score=score)
    return out.getvalue()


def _write_sheet(sheet: Worksheet, table: Table, *, head: Format, score: Format) -> None:
    for place, words in enumerate(table.heads):
        sheet.write_string(0, place, words, head)
        sheet.set_column(place, place, _width([words, *(row[place] for row in table.rows)]))
    for line, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(sheet, (line, place), cell, score=score)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.heads) - 1)


def _write_cell(sheet: Worksheet, at: tuple[int, int], cell: Cell, *, score: Format) -> None:
    if isinstance(cell, str):
        sheet.write_string(*at, cell)
    elif isinstance(cell, Decimal):
        sheet.write_number(*at, float(cell), score)
    elif cell is not None:
        sheet.write_number(*at, cell)


def _width(cells: Sequence[Cell]) -> int:
    widest = max(sum(1 + (ord(sign) >= LATIN) for sign in str(cell)) for cell in cells if cell is not None)
    return min(max(widest + 2, NARROWEST), WIDEST)
