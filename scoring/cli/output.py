"""Results out: a table for the terminal, or a CSV or JSON file."""

from __future__ import annotations

import argparse
import unicodedata
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.errors import ColumnError

if TYPE_CHECKING:
    import pandas as pd


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
