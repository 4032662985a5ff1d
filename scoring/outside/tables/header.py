"""The row of headings among title rows, remarks and merged cells, and what stands above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.data.errors import TableError
from scoring.data.labels import clean
from scoring.outside.tables.grid import LETTERS, OTHER_SHEETS, Grid, letters
from scoring.outside.tables.headings import CHINESE, SUMS, WEAK, plain, role_of, roles_in
from scoring.outside.tables.options import Options
from scoring.outside.tables.values import NUMBER

DEEPEST = 40
"""Rows that are looked through for the headings."""


@dataclass(frozen=True, eq=False)
class Header:
    """`names` has the heading of each column, `groups` what stands over it, or nothing; rows count from 0."""

    row: int
    first: int
    names: tuple[str, ...]
    groups: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def describe(self, column: int) -> str:
        """A column as people find it: `column C 评委1`."""
        return f"column {letters(column)} {self.names[column]}".rstrip()


def header_of(grid: Grid, options: Options) -> Header:
    """The header that was stated, or the first row that can be one; raises TableError."""
    if options.header is not None:
        if not 1 <= options.header <= len(grid.rows) or grid.is_blank(options.header - 1):
            raise TableError(f"has no headings in row {options.header}")
        return _header(grid, options.header - 1)
    depth = range(min(len(grid.rows), DEEPEST))
    found = next((row for row in depth if _can_be(grid, row, options)), None)
    if found is None:
        found = next((row for row in depth if _looks_so(grid, row)), None)
    if found is None:
        raise TableError(_none_found(grid, options))
    return _header(grid, found)


def _can_be(grid: Grid, row: int, options: Options) -> bool:
    """Headings of judge and entry, or of one of them beside two others with numbers below."""
    cells = grid.rows[row]
    filled = [cell for cell in cells if clean(cell)]
    if len(set(filled)) < 2:
        return False
    stated = {plain(heading) for heading in options.columns.values() if not LETTERS.fullmatch(heading)}
    if stated and stated <= set(map(plain, cells)):
        return True
    roles = roles_in(cells)
    if len(roles) > 1 and roles & {"judge", "entry"}:
        return len(filled) > 2 or "score" in roles
    named = (
        bool(roles & {"judge", "entry"}) or any(plain(cell) in WEAK for cell in cells) or _corner(cells[0])
    )
    return named and len(filled) > 2 and _numbers_below(grid, row)


def _looks_so(grid: Grid, row: int) -> bool:
    """Several words without a number, and numbers below: headings, though in other words than are known."""
    filled = [clean(cell) for cell in grid.rows[row] if clean(cell)]
    return len(set(filled)) > 1 and not any(map(NUMBER.fullmatch, filled)) and _numbers_below(grid, row)


def _corner(cell: str) -> bool:
    """A first cell such as `项目 \\ 评委`, for both directions of a table."""
    return len(corner_roles(cell)) == 2


def corner_roles(cell: str) -> list[str]:
    """The roles named in one cell with a stroke between them."""
    parts = clean(cell).replace("/", "\\").replace("|", "\\").split("\\")
    return [found[0] for part in parts if len(parts) == 2 and (found := role_of(part)) is not None]


def _numbers_below(grid: Grid, row: int) -> bool:
    below = range(row + 1, min(row + 6, len(grid.rows)))
    return any(NUMBER.match(clean(cell)) for under in below for cell in grid.rows[under][1:])


def _none_found(grid: Grid, options: Options) -> str:
    """What the file has instead of headings."""
    first = next((row for row in range(len(grid.rows)) if not grid.is_blank(row)), None)
    if first is None:
        return "cannot be read as a table: it is empty"
    shown = [clean(cell) for cell in grid.rows[first] if clean(cell)][:8]
    if options.columns:
        stated = list(options.columns.values())
        return f"has no row with the headings {stated}; row {first + 1} has {shown}"
    wanted = ", ".join(f"{role} ({CHINESE[role]})" for role in ("judge", "entry", "score"))
    helps = "name them by --column judge=HEADING (or its letter), or the row of the headings by --header ROW"
    sheets = "".join(f"; {note} (--sheet)" for note in grid.notes if note.startswith(OTHER_SHEETS))
    return f"has no row with headings such as {wanted}; row {first + 1} has {shown}; {helps}{sheets}"


def _header(grid: Grid, row: int) -> Header:
    """With the row below, if it has headings under merged ones, and the row above, if it has groups over them."""
    if _is_upper(grid, row):
        return _two(grid, row, row + 1)
    if row and _is_group_row(grid, row - 1, row):
        return _two(grid, row - 1, row)
    names = ("",) * _has_row_names(grid, row) + tuple(map(clean, grid.rows[row]))
    return Header(row, row + 1, names, ("",) * len(names))


def _has_row_names(grid: Grid, row: int) -> bool:
    """Whether every row has one cell more than there are headings: R writes the names of its rows so."""
    width, below = len(grid.rows[row]) + 1, range(row + 1, grid.end)
    fuller = (
        len(grid.rows[at]) == width and clean(grid.rows[at][-1]) for at in below if not grid.is_blank(at)
    )
    return bool(below) and bool(grid.separator) and all(fuller)


def _two(grid: Grid, upper: int, lower: int) -> Header:
    width = max(len(grid.rows[upper]), len(grid.rows[lower]))
    groups = list(_filled(grid, upper, width))
    names = [clean(grid.cell(lower, column)) for column in range(width)]
    for column, name in enumerate(names):
        if not name:
            names[column], groups[column] = groups[column], ""
    return Header(lower, lower + 1, tuple(names), tuple(groups))


def _is_upper(grid: Grid, row: int) -> bool:
    """Whether the next row goes on with headings: nothing below the labels, words below what is grouped."""
    if row + 1 >= len(grid.rows):
        return False
    above, below = grid.rows[row], grid.rows[row + 1]
    words = [column for column, cell in enumerate(below) if clean(cell)]
    labels = [column for column, cell in enumerate(above) if role_of(cell) is not None or plain(cell) in WEAK]
    if not words or not labels or set(words) & set(labels):
        return False
    numbers = [column for column in words if NUMBER.match(clean(below[column]))]
    return not numbers and any(not clean(grid.cell(row, column)) for column in words)


def _is_group_row(grid: Grid, upper: int, row: int) -> bool:
    """Whether a row has cells over the columns of scores alone, and gaps that they reach over."""
    filled = [column for column, cell in enumerate(grid.rows[upper]) if clean(cell)]
    labels = [
        column
        for column, cell in enumerate(grid.rows[row])
        if role_of(cell) is not None or plain(cell) in WEAK
    ]
    if not filled or not labels or set(filled) & set(labels):
        return False
    return (
        min(filled) > min(labels)
        and len(filled) < len([c for c in grid.rows[row] if clean(c)]) - len(labels) + 1
    )


def _filled(grid: Grid, row: int, width: int) -> Iterator[str]:
    """The cells of a row, each repeated to the right over the gap or as far as it is merged."""
    last, until = "", width
    for column in range(width):
        cell = clean(grid.cell(row, column))
        if cell:
            area = grid.area_of(row, column)
            last, until = cell, width if area is None else area.right + 1
        yield last if (column < until and plain(last) not in SUMS) or cell else ""
