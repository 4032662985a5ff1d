"""Tables in, as CSV or XLSX with named columns; results out, to the terminal or as CSV or JSON."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.data.errors import ColumnError
from scoring.data.exact import to_hundredths
from scoring.data.table import ScoreTable
from scoring.decide.method import Entrant
from scoring.outside.commands import file_argument

if TYPE_CHECKING:
    import pandas as pd

LABELS = ("judge", "entry", "criterion")
LONGEST_NUMBER = 10**15
"""The first number that has 16 digits."""
ENTRANT_TEXTS = ("entry", "track", "organisation", "belongs_to", "barred")


def add_table_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "scores", type=file_argument, help="CSV or XLSX: judge, entry, criterion, score, weight"
    )
    parser.add_argument(
        "--column", action="append", default=[], metavar="NAME=HEADING", type=pair_argument,
        help="what a column is called in the file, as judge=Reviewer; may be repeated",
    )  # fmt: skip
    parser.add_argument("--sheet", default=0, help="the sheet of an XLSX file, by name (default: the first)")


def pair_argument(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"write NAME=VALUE, not {text}")
    return name, value


def scores_of(options: argparse.Namespace) -> ScoreTable:
    """The score table that a command was called with."""
    names = dict(options.column)
    headings = [names.get(label, label) for label in LABELS]
    frame = read_frame(options.scores, texts=headings, sheet=options.sheet)
    table = ScoreTable.from_frame(frame, columns=names)
    for spelling in table.respelled:
        print(
            f"{spelling.noun} {spelling.label!r}: {spelling.written!r} was read as the same", file=sys.stderr
        )
    return table


def read_frame(path: Path, *, texts: Sequence[str], sheet: str | int = 0) -> pd.DataFrame:
    """A table from a file; the columns named in `texts` stay text, so that 007 is not 7."""
    import pandas as pd

    kinds: dict[Any, Any] = dict.fromkeys(texts, str)
    missing: dict[str, Any] = {"keep_default_na": False, "na_values": [""]}
    try:
        if path.suffix.lower() == ".xlsx":
            book: pd.DataFrame = pd.read_excel(
                path, sheet_name=sheet, dtype=kinds, engine="calamine", **missing
            )
            _refuse_long_numbers(path, sheet)
            return _with_numbers(book, texts)
        if path.suffix.lower() == ".csv":
            rows: pd.DataFrame = pd.read_csv(path, dtype=kinds, encoding="utf-8-sig", **missing)
            return _with_numbers(rows, texts)
    except ValueError as fault:
        raise ColumnError(f"{path} cannot be read as a table: {fault}") from None
    raise ColumnError(f"{path} is neither .csv nor .xlsx; save the table as one of them")


def _refuse_long_numbers(path: Path, sheet: str | int) -> None:
    """A spreadsheet keeps 15 digits of a number: two longer codes may have become one."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    page = book.get_sheet_by_name(sheet) if isinstance(sheet, str) else book.get_sheet_by_index(sheet)
    for row, cells in enumerate(page.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(cells):
            if isinstance(value, (int, float)) and abs(value) >= LONGEST_NUMBER:
                raise ColumnError(
                    f"{path}, cell {_letters(column)}{row}: a number of more than 15 digits has lost its last ones; "
                    "format the column as text before typing"
                )


def _letters(column: int) -> str:
    """A, B, … Z, AA, …, the first column being 0."""
    whole, rest = divmod(column, 26)
    return (_letters(whole - 1) if whole else "") + chr(ord("A") + rest)


def _with_numbers(frame: pd.DataFrame, texts: Sequence[str]) -> pd.DataFrame:
    """A word makes text of a column of numbers: the numbers become numbers again, the word is left to be named."""
    import pandas as pd

    mixed = [name for name in frame.select_dtypes(include=["object", "string"]) if name not in texts]
    for name in mixed:
        numbers = pd.to_numeric(frame[name], errors="coerce")
        frame[name] = frame[name].astype(object).where(numbers.isna(), numbers)
    return frame


def entrants_of(path: Path | None) -> list[Entrant]:
    """Entrants from a file with the column entry and any of track, organisation, belongs_to,
    preference, barred; further columns are numbers for tie-breaks, in points."""
    if path is None:
        return []
    frame = read_frame(path, texts=ENTRANT_TEXTS)
    if "entry" not in frame.columns:
        raise ColumnError(f"{path} lacks the column entry; it has {list(frame.columns)}")
    numbers = [name for name in frame.columns if name not in (*ENTRANT_TEXTS, "preference")]
    fixed = {name: to_hundredths(frame[name].tolist(), lambda row: {"row": row}).tolist() for name in numbers}
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [_entrant(row, {name: fixed[name][place] for name in numbers}) for place, row in enumerate(rows)]


def _entrant(row: Mapping[Any, Any], columns: dict[str, int]) -> Entrant:
    firms = tuple(part.strip() for part in (row.get("organisation") or "").split(";") if part.strip())
    return Entrant(
        entry=row["entry"],
        track=row.get("track") or "",
        organisation=firms[0] if len(firms) == 1 else firms or None,
        belongs_to=row.get("belongs_to"),
        preference=int(row.get("preference") or 1),
        barred=row.get("barred") or "",
        columns=columns,
    )


def add_output_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write a .csv or .json file instead of a table"
    )


def put_out(frame: pd.DataFrame, path: Path | None) -> None:
    """The frame to the terminal, or to a file by its ending."""
    if path is None:
        print(as_text(frame))
    elif path.suffix.lower() == ".json":
        frame.to_json(path, orient="records", force_ascii=False, indent=1)
    elif path.suffix.lower() == ".csv":
        frame.to_csv(path, index=False, encoding="utf-8-sig")
    else:
        raise ColumnError(f"{path} must end in .csv or .json")


def as_text(frame: pd.DataFrame) -> str:
    """Columns side by side, numbers to the right; wide characters count as two."""
    columns = [[str(name), *map(_shown, frame[name].tolist())] for name in frame.columns]
    right = [frame[name].dtype.kind in "iuf" for name in frame.columns]
    widths = [max(map(_width, column)) for column in columns]
    lines = [
        "  ".join(_padded(cell, width, r) for cell, width, r in zip(row, widths, right, strict=True)).rstrip()
        for row in zip(*columns, strict=True)
    ]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * (width - _width(cell))
    return space + cell if right else cell + space


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
