"""Tables beside the scores in, as CSV or XLSX with named columns; results out, to the terminal or as CSV or JSON."""

from __future__ import annotations

import argparse
import csv
import os
import unicodedata
from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.data.errors import ColumnError, ScoreValueError
from scoring.data.exact import to_hundredths
from scoring.data.labels import clean
from scoring.decide.method import Entrant

if TYPE_CHECKING:
    import pandas as pd

    from scoring.outside.tables.named import NamedColumns

Columns = Mapping[str, list[Any]]
ENTRANT_TEXTS = ("entry", "track", "organisation", "belongs_to", "barred")


def pair_argument(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"write NAME=VALUE, not {text}")
    return name, value


def read_frame(path: Path, *, texts: Sequence[str]) -> pd.DataFrame:
    """A table from a file; the columns named in `texts` stay text, so that 007 is not 7."""
    import pandas as pd

    from scoring.outside.tables.named import named_columns

    found = named_columns(path, texts).columns
    return pd.DataFrame(
        {name: pd.Series(cells, dtype=str if name in texts else None) for name, cells in found.items()}
    )


def entrants_of(path: Path | None) -> list[Entrant]:
    """Entrants from a file with the column entry and any of track, organisation, belongs_to,
    preference, barred; further columns are numbers for tie-breaks, in points."""
    if path is None:
        return []
    from scoring.outside.tables.named import named_columns

    table = named_columns(path, ENTRANT_TEXTS)
    if "entry" not in table.columns:
        raise ColumnError(f"{path} lacks the column entry; it has {list(table.columns)}")
    further = [name for name in table.columns if name not in (*ENTRANT_TEXTS, "preference")]
    numbers = {name: _fixed(table, name) for name in further if _has_numbers(table.columns[name])}
    _refuse_gaps(table)
    rows = range(len(table.rows))
    texts = [{name: cells[row] for name, cells in table.columns.items()} for row in rows]
    return [_entrant(texts[row], {name: fixed[row] for name, fixed in numbers.items()}) for row in rows]


def _refuse_gaps(table: NamedColumns) -> None:
    """Every row names its entry, and a preference is a whole number."""
    for row, entry in enumerate(table.columns["entry"]):
        if entry is None or not clean(entry):
            raise ColumnError(
                f"{table.where('entry', row)}: the entry is missing; fill it in or leave the row out"
            )
    for row, value in enumerate(table.columns.get("preference", ())):
        if value is not None and (isinstance(value, str) or value != int(value)):
            raise ColumnError(f"{table.where('preference', row)}: {value!r} is no preference; write 1, 2, …")


def _has_numbers(cells: Sequence[Any]) -> bool:
    """A column of words alone, such as titles, is none to break ties by."""
    return any(isinstance(cell, int | float) for cell in cells)


def _fixed(table: NamedColumns, name: str) -> list[int]:
    """A column of points in hundredths; a fault names its cell."""
    fixed = []
    for row, value in enumerate(table.columns[name]):
        try:
            fixed += to_hundredths([value], lambda _: {}).tolist()
        except ScoreValueError as fault:
            raise ColumnError(f"{table.where(name, row)}: {name}: {fault.message}") from None
    return fixed


def _entrant(row: Mapping[str, Any], columns: dict[str, int]) -> Entrant:
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


def put_out(table: pd.DataFrame | Columns, path: Path | None) -> None:
    """The columns to the terminal, or to a file by its ending."""
    if path is None:
        print(as_text(table))
    elif path.suffix.lower() == ".json":
        import pandas as pd

        pd.DataFrame(table).to_json(path, orient="records", force_ascii=False, indent=1)
    elif path.suffix.lower() == ".csv":
        _put_csv(table, path)
    else:
        raise ColumnError(f"{path} must end in .csv or .json")


def _put_csv(table: pd.DataFrame | Columns, path: Path) -> None:
    if not isinstance(table, Mapping):
        table.to_csv(path, index=False, encoding="utf-8-sig")
        return
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, lineterminator=os.linesep)
        writer.writerows([list(table), *zip(*table.values(), strict=True)])


def as_text(table: pd.DataFrame | Columns) -> str:
    """Columns side by side, numbers to the right; wide characters count as two."""
    values = table if isinstance(table, Mapping) else {str(name): table[name].tolist() for name in table}
    columns = [[name, *map(_shown, cells)] for name, cells in values.items()]
    right = [all(type(cell) in (int, float) for cell in cells) for cells in values.values()]
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
