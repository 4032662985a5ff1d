"""Cells as a spreadsheet shows them, each with its address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

LETTERS = re.compile("[A-Z]{1,3}")
CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")
OTHER_SHEETS = "other sheets: "
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""What a spreadsheet has room for."""


class Unreadable(str):
    """What a cell shows, although nothing can be made of it; `why` says so, and what helps."""

    why: str

    def __new__(cls, shown: str, why: str) -> Unreadable:
        cell = super().__new__(cls, shown)
        cell.why = why
        return cell


@dataclass(frozen=True)
class Area:
    """A merged range of cells; both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Grid:
    """The rows of a file or sheet from its first one on, ragged; rows and columns count from 0.

    `notes` says what had to be taken for something on the way here, `guesses` what was guessed.
    """

    rows: Sequence[list[str]]
    sheet: str = ""
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    separator: str = ""

    @cached_property
    def end(self) -> int:
        """The row behind the last one that is not blank."""
        return next((row + 1 for row in reversed(range(len(self.rows))) if not self.is_blank(row)), 0)

    def cell(self, row: int, column: int) -> str:
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def column(self, column: int, rows: range) -> list[str]:
        return [self.cell(row, column) for row in rows]

    def where(self, row: int, column: int) -> str:
        """The address of a cell as the spreadsheet shows it: `cell C4`."""
        sheet = f"sheet {self.sheet}, " if self.sheet else ""
        return f"{sheet}cell {letters(column)}{row + 1}"

    def area_of(self, row: int, column: int) -> Area | None:
        """The merged range that a cell lies in."""
        for area in self.merged:
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                return area
        return None

    def is_blank(self, row: int) -> bool:
        return not any(cell and not cell.isspace() for cell in self.rows[row])


def letters(column: int) -> str:
    """A, B, … Z, AA, …, the first column being 0."""
    whole, rest = divmod(column, 26)
    return (letters(whole - 1) if whole else "") + chr(ord("A") + rest)


def column_of(name: str) -> int:
    """The column that has those letters."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def address(name: str) -> tuple[int, int]:
    """Row and column of a cell such as C4; raises ValueError where a spreadsheet has no such cell."""
    found = CELL.fullmatch(name)
    if found is None or int(found[2]) > MOST_ROWS or column_of(found[1]) >= MOST_COLUMNS:
        raise ValueError(f"there is no cell {name!r}")
    return int(found[2]) - 1, column_of(found[1])
