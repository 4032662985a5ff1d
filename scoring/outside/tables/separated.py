"""Text with separators between its cells: which separator it is, and the cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from statistics import mode

from scoring.data.errors import TableError
from scoring.outside.tables.encoding import decode
from scoring.outside.tables.grid import Grid
from scoring.outside.tables.headings import roles_in

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
SAMPLE, BEGINNING = 40, 65_536
"""Rows, and characters, that tell the separator."""
NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}


def grid_of_text(data: bytes, encoding: str | None = None, separator: str | None = None) -> Grid:
    """The cells of a CSV file, whatever separates them; raises TableError."""
    decoded = decode(data, encoding)
    text, stated = _instruction(decoded.text)
    mark = NAMED.get(separator or "", separator) or stated or _separator(text)
    if len(mark) != 1 or mark in '\r\n"':
        raise TableError(f"cannot be read: a separator is one character, not {separator!r}")
    rows = _rows(text, mark)
    guesses = (f"encoding {decoded.encoding}, guessed",) if decoded.guessed else ()
    return Grid(
        rows, notes=_notes("" if guesses else decoded.encoding, mark), guesses=guesses, separator=mark
    )


def _rows(text: str, mark: str) -> list[list[str]]:
    """All rows; equal cells are one object. A comment may be longer than the library's usual limit for a cell."""
    usual = csv.field_size_limit(len(text) + 1)
    try:
        _refuse_open_quote(text, mark)
        kept: dict[str, str] = {}
        rows = [[kept.setdefault(cell, cell) for cell in row] for row in _records(text, mark)]
    finally:
        csv.field_size_limit(usual)
    return [[cell.strip() for cell in row] for row in rows] if mark == "|" else rows


def _notes(encoding: str, mark: str) -> tuple[str, ...]:
    parts = [f"encoding {encoding}"] if encoding not in ("", "UTF-8") else []
    parts += [f"cells separated by {SEPARATORS.get(mark, repr(mark))}"] if mark != "," else []
    return tuple(parts)


def _instruction(text: str) -> tuple[str, str]:
    """A first line `sep=;` tells spreadsheets the separator; it is no row to them."""
    first, _, rest = text.partition("\n")
    instruction = first.strip().strip('"')
    states = instruction.casefold().startswith("sep=") and len(instruction) == 5
    return (rest, instruction[4:]) if states else (text, "")


def _separator(text: str) -> str:
    """The one under which the first lines have most headings that are known, or else most columns alike."""
    return max(SEPARATORS, key=lambda mark: _likeness(text, mark))


def _likeness(text: str, mark: str) -> tuple[int, int, int]:
    sample = list(islice(_records(text[:BEGINNING], mark), SAMPLE))
    known = max((len(roles_in(row)) for row in sample), default=0)
    widths = [len(row) for row in sample if any(row)]
    usual = mode(widths) if widths else 0
    return known, usual > 1 and widths.count(usual), usual


def _records(text: str, mark: str) -> Iterator[list[str]]:
    read = csv.reader(StringIO(text, newline=""), delimiter=mark)
    try:
        yield from read
    except csv.Error as fault:
        raise TableError(f"cannot be read as CSV near line {read.line_num}: {fault}") from None


def _refuse_open_quote(text: str, mark: str) -> None:
    """A quotation mark that nothing closes would make one cell of all that follows."""
    if text.count('"') % 2:
        start = max((row for row in _starts(text, mark)), default=0)
        raise TableError(
            f"cannot be read as CSV: a quotation mark in line {start + 1} or after is never closed"
        )


def _starts(text: str, mark: str) -> Iterator[int]:
    """For every row the line that it starts in."""
    read = csv.reader(StringIO(text, newline=""), delimiter=mark)
    before = 0
    for _ in read:
        yield before
        before = read.line_num
