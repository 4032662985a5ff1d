"""Goes through a table by its plan, row by row: what holds scores is taken, what holds none is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scoring.data.labels import clean
from scoring.outside.tables.grid import Grid, Unreadable
from scoring.outside.tables.headings import Role, is_derived
from scoring.outside.tables.long_rows import Rows
from scoring.outside.tables.options import Options
from scoring.outside.tables.plain_rows import is_plain, take_plain_rows
from scoring.outside.tables.plan import Plan, ScoreColumn
from scoring.outside.tables.values import Meaning, Values, of_scale

RULER = re.compile(r"\s*:?[-=]{2,}:?\s*")
"""What a table in plain text draws below its headings."""
LABELS: tuple[Role, ...] = ("judge", "entry", "criterion")


class Reader:
    """Goes through the rows below the header."""

    def __init__(self, grid: Grid, plan: Plan, *, options: Options, values: Values) -> None:
        self.grid, self.plan, self.options, self.values = grid, plan, options, values
        self.constant = self._constant()
        roles = [
            role
            for role in LABELS
            if role in plan.labels or role in plan.scores[0].labels or role in self.constant
        ]
        self.rows = Rows(
            {role: [] for role in roles}, weight=None if plan.weight is None else [], commas=values.commas
        )
        self.above: dict[Role, str] = {}
        self.header = [clean(name) for name in plan.header.names if clean(name)]

    def read(self) -> Rows:
        rows = range(self.plan.header.first, self.grid.end)
        plain = is_plain(self.grid, self.plan, self.options)
        for row in take_plain_rows(self.grid, self.plan, self.rows, values=self.values) if plain else rows:
            if self._counts(row):
                self._row(row)
        return self.rows

    def _constant(self) -> dict[Role, str]:
        """The one criterion of a method is that of a wide table that names none."""
        named = "criterion" in self.plan.labels or "criterion" in self.plan.scores[0].labels
        only = len(self.options.criteria) == 1 and self.plan.layout != "long" and not named
        return {"criterion": clean(self.options.criteria[0])} if only else {}

    def _counts(self, row: int) -> bool:
        """Whether a row is one of the table; what is passed over is counted."""
        why = self._passed_over(row)
        if why:
            self.rows.skipped[why] += 1
        return not why

    def _passed_over(self, row: int) -> str:
        if self.grid.is_blank(row):
            return "blank row"
        if row in self.grid.hidden_rows and self.options.hidden == "skip":
            return "hidden row"
        if [text for cell in self.grid.rows[row] if (text := clean(cell))] == self.header:
            return "row of headings once more"
        if all(RULER.fullmatch(cell) for cell in self.grid.rows[row] if clean(cell)):
            return "row of strokes"
        if self.plan.wide and any(is_derived(self.grid.cell(row, at)) for at in self.plan.labels.values()):
            return "row of sums"
        return ""

    def _row(self, row: int) -> None:
        scores = [(one, self._meaning(row, one)) for one in self.plan.scores]
        blank = all(not clean(self.grid.cell(row, one.column)) for one, _ in scores)
        if (self.plan.wide and blank) or self._is_remark(row, [meaning for _, meaning in scores]):
            self.rows.empty.append(self._describe(row))
            return
        if all(meaning.word for _, meaning in scores) and not any(
            clean(self.grid.cell(row, at)) for at in self.plan.labels.values()
        ):
            self.rows.skipped["row without labels and scores"] += 1
            return
        self._scored(row, scores)

    def _is_remark(self, row: int, scores: Sequence[Meaning]) -> bool:
        """A line to be signed or filled in, such as `组长签字：`, below the scores or among them."""
        numbers = any(meaning.number is not None or meaning.percent is not None for meaning in scores)
        used = [clean(self.grid.cell(row, column)) for column in self.plan.used]
        return not numbers and any(used) and all(cell.endswith(":") for cell in used if cell)

    def _describe(self, row: int) -> str:
        """A row without scores, by its first label."""
        label = next(
            (text for at in self.plan.labels.values() if (text := clean(self.grid.cell(row, at)))), ""
        )
        return f"row {row + 1}{f' {label[:40]!r}' if label else ''}"

    def _scored(self, row: int, scores: Sequence[tuple[ScoreColumn, Meaning]]) -> None:
        given = any(not meaning.word for _, meaning in scores)
        labels = {role: self._label(row, role, needed=given) for role in self.plan.labels}
        weight = self._weight(row) if given else None
        for one, meaning in scores:
            if meaning.fault:
                self.rows.faults.append(((row, one.column), meaning.fault))
            elif not given or all(labels.values()):
                labels_of = {**labels, **one.labels, **self.constant}
                self._take((row, one.column), meaning, labels=labels_of, weight=weight)

    def _take(
        self, cell: tuple[int, int], meaning: Meaning, *, labels: dict[Role, str], weight: int | float | None
    ) -> None:
        rows = self.rows
        if meaning.word:
            rows.words[meaning.word] += 1
            rows.absent.append((labels, cell))
        elif meaning.number is not None:
            for role, column in rows.columns.items():
                column.append(labels[role])
            rows.score.append(meaning.number)
            rows.cells.append(cell)
            if rows.weight is not None:
                rows.weight.append(1 if weight is None else weight)

    def _meaning(self, row: int, one: ScoreColumn) -> Meaning:
        cell = self.grid.cell(row, one.column)
        meaning = self.values.of(cell)
        if meaning.percent is not None:
            self.rows.percents += 1
            return of_scale(meaning.percent, self.options.scale_of(self._criterion(row, one)), cell)
        if meaning.choice and meaning.number is not None:
            self._note_choice((row, one.column), meaning)
        return meaning

    def _note_choice(self, cell: tuple[int, int], meaning: Meaning) -> None:
        self.rows.choices.setdefault(meaning.choice, meaning.number or 0)

    def _criterion(self, row: int, one: ScoreColumn) -> str:
        at = self.plan.labels.get("criterion")
        return one.labels.get(
            "criterion", self.constant.get("criterion", "") if at is None else self.grid.cell(row, at)
        )

    def _label(self, row: int, role: Role, *, needed: bool) -> str:
        """The label of a row, taken from the merged cell it lies in, or from above where that was asked for."""
        column = self.plan.labels[role]
        cell = self.grid.cell(row, column)
        if type(cell) is Unreadable:
            self.rows.faults.append(((row, column), cell.why))
            return ""
        if not clean(cell):
            cell = self._from_above(row, column, role)
        if not clean(cell) and needed:
            asked = f"write the {role}, or take it from above (--fill-down)"
            self.rows.faults.append(((row, column), f"the {role} is missing beside a score; {asked}"))
            return ""
        self.above[role] = cell
        return cell

    def _from_above(self, row: int, column: int, role: Role) -> str:
        area = self.grid.area_of(row, column)
        found = self.above.get(role, "") if self.options.fill_down else ""
        if area is not None and area.top < row:
            found = self.grid.cell(area.top, area.left)
        self.rows.filled += bool(found)
        return found

    def _weight(self, row: int) -> int | float | None:
        if self.plan.weight is None:
            return None
        cell = self.grid.cell(row, self.plan.weight)
        found = self.values.weight(cell)
        if found.fault:
            self.rows.faults.append(((row, self.plan.weight), found.fault))
        return found.number
