"""Rows that hold labels and a number and nothing to be noted: nearly all of a large table, taken quickly."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from scoring.data.labels import clean
from scoring.outside.tables.grid import Grid
from scoring.outside.tables.long_rows import Rows
from scoring.outside.tables.options import Options
from scoring.outside.tables.plan import Plan
from scoring.outside.tables.values import Values


class _Numbers(dict[str, int | float | None]):
    """The number of a cell; None where it is none, or one that is to be noted. Worked out once for each text."""

    def __init__(self, values: Values) -> None:
        super().__init__()
        self.meanings = values

    def __missing__(self, cell: str) -> int | float | None:
        meaning = self.meanings.of(cell)
        self[cell] = None if meaning.choice else meaning.number
        return self[cell]


class _Filled(dict[str, bool]):
    """Whether a cell holds a label."""

    def __missing__(self, cell: str) -> bool:
        self[cell] = bool(clean(cell))
        return self[cell]


def is_plain(grid: Grid, plan: Plan, options: Options) -> bool:
    """Whether rows can be taken one by one without a look at those around: a row a score, from text."""
    known = plan.layout == "long" and plan.weight is None and not options.fill_down
    return known and grid.separator != ""


def take_plain_rows(grid: Grid, plan: Plan, rows: Rows, *, values: Values) -> Iterator[int]:
    """Adds to `rows` what is plain, and gives the number of every other row when it comes to it."""
    score, labels = plan.scores[0].column, list(plan.labels.values())
    width, numbers = 1 + max(score, *labels), _Numbers(values)
    of_row = itemgetter(*labels)
    filled, taken = _Filled(), [rows.columns[role] for role in plan.labels]
    for row in range(plan.header.first, grid.end):
        cells = grid.rows[row]
        if len(cells) < width or (number := numbers[cells[score]]) is None:
            yield row
        elif all(map(filled.__getitem__, texts := of_row(cells))):
            for text, into in zip(texts, taken, strict=True):
                into.append(text)
            rows.score.append(number)
            rows.cells.append((row, score))
        else:
            yield row
