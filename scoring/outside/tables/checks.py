"""What a person who looks at the table would not see, or not expect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.data.labels import clean
from scoring.outside.tables.grid import Grid, letters
from scoring.outside.tables.headings import plain
from scoring.outside.tables.plan import Plan

Place = tuple[int, int]


def hidden_faults(grid: Grid, plan: Plan) -> Iterator[str]:
    """What a person who looks at the sheet does not see, although it would count."""
    asked = "show them, or state --hidden read to count them"
    rows = [row + 1 for row in sorted(grid.hidden_rows) if row >= plan.header.first and not _blank(grid, row)]
    columns = [letters(column) for column in sorted(grid.hidden_columns & plan.used)]
    if rows:
        listed = ", ".join(map(str, rows[:10])) + (" …" if len(rows) > 10 else "")
        yield f"rows are hidden, perhaps by a filter: {listed}; {asked}, --hidden skip to leave them out"
    if columns:
        yield f"columns are hidden: {', '.join(columns)}; {asked}, or leave one out by --ignore HEADING"


def _blank(grid: Grid, row: int) -> bool:
    return row >= len(grid.rows) or grid.is_blank(row)


def beyond_the_headings(grid: Grid, plan: Plan) -> Iterator[tuple[Place, str]]:
    """Cells to the right of the last heading, where columns may have slipped."""
    width = len(plan.header)
    for row in range(plan.header.first, grid.end):
        cells = grid.rows[row]
        for column, cell in enumerate(cells[width:] if len(cells) > width else (), width):
            if clean(cell):
                yield (row, column), f"{cell!r} stands under no heading; has the row one cell too many?"


def unused(grid: Grid, plan: Plan) -> list[int]:
    """Columns with a heading and cells that are not read."""
    rows = range(plan.header.first, grid.end)
    return [
        column
        for column, name in enumerate(plan.header.names)
        if column not in plan.used and plain(name) and any(map(clean, grid.column(column, rows)))
    ]


def located(faults: Sequence[tuple[Place, str]], grid: Grid) -> list[str]:
    """Faults as sentences, from the top of the table to its end."""
    return [f"{grid.where(row, column)}: {what}" for (row, column), what in sorted(set(faults))]
