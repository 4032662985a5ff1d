"""The columns that may hold scores: by their cells or by their headings."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.data.labels import clean
from scoring.outside.tables.columns import Found, matching
from scoring.outside.tables.grid import Grid
from scoring.outside.tables.header import Header
from scoring.outside.tables.headings import (
    CRITERION_LIKE,
    ENTRY_LIKE,
    JUDGE_LIKE,
    NO_SCORES,
    is_derived,
    is_like,
    plain,
)
from scoring.outside.tables.options import Options
from scoring.outside.tables.values import Values


class Columns:
    """The columns of a table below its header, and what has been found of them."""

    def __init__(self, grid: Grid, header: Header, found: Found, *, options: Options, values: Values) -> None:
        self.grid, self.header, self.found = grid, header, found
        self.options, self.values = options, values

    def of_scores(self) -> list[int]:
        """Columns that hold scores by their cells or by their heading, and are neither labels nor sums."""
        if self.options.criteria and (asked := self.expected()):
            return asked
        taken = {*self.found.roles.values(), *self.found.ignored}
        free = (column for column in range(len(self.header)) if column not in taken)
        return [column for column in free if self._hold_scores(column)]

    def expected(self) -> list[int]:
        """The columns of the criteria that the method has."""
        known = [
            self.found.criteria.get(name, matching(self.header, name))
            for name in map(clean, self.options.criteria)
        ]
        return [column for column in known if column is not None]

    def _hold_scores(self, column: int) -> bool:
        name = self.header.names[column]
        if is_derived(name) or plain(name) in NO_SCORES:
            return False
        if not name and self.stand_first(column):
            return False
        sure = is_like(name, JUDGE_LIKE, ENTRY_LIKE, CRITERION_LIKE)
        cells = [cell for cell in self.grid.column(column, self._rows()) if clean(cell)]
        found = [self.values.of(cell) for cell in cells]
        numbers = sum(one.number is not None or one.percent is not None for one in found)
        words = sum(bool(one.word) for one in found)
        return (sure and bool(cells)) or (numbers > 0 and 2 * numbers >= len(cells) - words)

    def stand_first(self, column: int) -> bool:
        """Nothing stands to its left: it holds the labels of the rows."""
        return not any(clean(cell) for at in range(column) for cell in self.grid.column(at, self._rows()))

    def have_cells(self, column: int) -> bool:
        return any(clean(cell) for cell in self.grid.column(column, self._rows()))

    def _rows(self) -> range:
        return range(self.header.first, self.grid.end)

    def describe(self, columns: Sequence[int]) -> str:
        listed = [self.header.describe(column) for column in columns]
        return ", ".join(listed) if len(listed) < 5 else f"{listed[0]} to {listed[-1]}"

    @property
    def first(self) -> int:
        """The first column that has cells: in a wide table that of the labels."""
        return next((column for column in range(len(self.header)) if self.have_cells(column)), 0)

    @property
    def all_headings(self) -> str:
        return f"the headings are {', '.join(name for name in self.header.names if name)}"
