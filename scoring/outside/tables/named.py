"""Tables that go beside the scores, such as entrants and pairs: a row of headings, then a row a thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.data.errors import TableError
from scoring.data.labels import clean
from scoring.outside.tables.file import grid_of
from scoring.outside.tables.grid import Grid, Unreadable, letters
from scoring.outside.tables.headings import plain, role_of
from scoring.outside.tables.options import Options
from scoring.outside.tables.values import NUMBER, WHOLE

Value = str | int | float | None
OTHER_WORDS = {
    "track": "track tracks category division 赛道 组别 类别 类型 分组 单元",
    "organisation": "organisation organization institution company affiliation school "
    "单位 机构 公司 企业 学校 所在单位",
}


@dataclass(frozen=True, eq=False)
class NamedColumns:
    """The columns by their headings, blank cells as None; `rows` says where each row stands in the grid."""

    path: Path
    grid: Grid
    columns: Mapping[str, list[Value]]
    places: Mapping[str, int]
    rows: Sequence[int]

    def where(self, name: str, row: int) -> str:
        return f"{self.path}, {self.grid.where(self.rows[row], self.places[name])}"


def named_columns(path: Path, texts: Sequence[str]) -> NamedColumns:
    """A file with its headings in the first row that is not blank; columns named in `texts` stay text.

    Raises TableError with all cells that cannot be read.
    """
    try:
        grid = grid_of(path, Options())
    except TableError as fault:
        raise TableError(f"{path} {fault.message}") from None
    filled = [row for row in range(len(grid.rows)) if not grid.is_blank(row)]
    if not filled:
        raise TableError(f"{path} cannot be read as a table: it is empty")
    places = _headings(path, grid.rows[filled[0]], texts)
    faults = _unreadable(grid, filled, places)
    if faults:
        raise TableError(
            "\n  ".join((f"{path} cannot be read:", *faults)) if faults[1:] else f"{path}, {faults[0]}"
        )
    columns = {
        name: [_value(grid.cell(row, at), text=name in texts) for row in filled[1:]]
        for name, at in places.items()
    }
    return NamedColumns(path, grid, columns, places, filled[1:])


def _headings(path: Path, row: Sequence[str], texts: Sequence[str]) -> dict[str, int]:
    """The column of each heading; other words for what is looked for count as it, where it is not there itself."""
    found: dict[str, int] = {}
    for column, name in enumerate(map(clean, row)):
        if name and name in found:
            both = f"columns {letters(found[name])} and {letters(column)}"
            raise TableError(f"{path}: {both} are both headed {name!r}; correct or remove one")
        if name:
            found[name] = column
    for usual in texts:
        others = [name for name in found if _usual(name)[0] == usual]
        numbers = [name for name in others if _usual(name)[1] == "number"]
        chosen = numbers if len(numbers) == 1 else others
        if usual not in found and len(chosen) == 1:
            found[usual] = found.pop(chosen[0])
    return found


def _usual(name: str) -> tuple[str, str]:
    """What a heading is usually called here, and whether it says the thing, its number or its name."""
    known = role_of(name)
    if known is not None:
        return known
    return next(
        ((usual, "thing") for usual, words in OTHER_WORDS.items() if plain(name) in words.split()), (name, "")
    )


def _unreadable(grid: Grid, rows: Sequence[int], places: Mapping[str, int]) -> list[str]:
    cells = ((row, column, grid.cell(row, column)) for row in rows for column in places.values())
    return [
        f"{grid.where(row, column)}: {cell.why}"
        for row, column, cell in cells
        if isinstance(cell, Unreadable)
    ]


def _value(cell: str, *, text: bool) -> Value:
    """Text, or else a number where the cell is one; None for a blank cell."""
    if cell == "" or (not text and not clean(cell)):
        return None
    if text:
        return cell
    bare = clean(cell)
    if WHOLE.fullmatch(bare) and len(bare) < 18:
        return int(bare)
    return float(bare) if NUMBER.fullmatch(bare) else cell
