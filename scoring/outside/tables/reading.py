"""Tables of scores as people keep them: read, checked cell by cell, and said what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scoring.data.errors import EmptyTableError, ScoringError, TableError
from scoring.data.labels import clean
from scoring.data.scales import ScaleLike
from scoring.data.table import ScoreTable
from scoring.outside.tables.candidates import Columns
from scoring.outside.tables.checks import beyond_the_headings, hidden_faults, located
from scoring.outside.tables.columns import columns_of
from scoring.outside.tables.exports import options_for
from scoring.outside.tables.file import grid_of
from scoring.outside.tables.grid import Grid
from scoring.outside.tables.header import header_of
from scoring.outside.tables.layout import Decision
from scoring.outside.tables.long_rows import Rows
from scoring.outside.tables.options import Hidden, Layout, Options, Source
from scoring.outside.tables.plan import Plan
from scoring.outside.tables.planning import Planner
from scoring.outside.tables.report import Understood, understood
from scoring.outside.tables.rows import Reader
from scoring.outside.tables.values import Values, decimal_mark

OF_CRITERIA = (
    "or, where these are weights of criteria, state them for all sheets and leave the column out (--ignore)"
)
MOST_FAULTS = 1_000
"""Faults that are listed; all are counted."""


@dataclass(frozen=True, eq=False)
class FileTable(ScoreTable):
    """A score table from a file; `understood` says what was taken for what."""

    understood: Understood = Understood("")  # noqa: RUF009


def read(
    path: str | Path,
    *,
    sheet: str | int | None = None,
    columns: Mapping[str, str] | None = None,
    layout: Layout | None = None,
    header: int | None = None,
    criteria: Iterable[str] = (),
    scale: ScaleLike | Mapping[str, ScaleLike] | None = None,
    values: Mapping[str, float] | None = None,
    not_scored: Iterable[str] = (),
    ignore: Iterable[str] = (),
    encoding: str | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    hidden: Hidden | None = None,
    fill_down: bool = False,
    strict: bool = False,
    source: Source | None = None,
) -> FileTable:
    """The scores of a CSV or XLSX file, whichever way they are laid out (`layout`, see `options.LAYOUTS`).

    `columns` says which heading, or column by its letters, is the judge, entry, criterion, score or weight;
    `header` is the row of the headings as the spreadsheet counts; `criteria` are those expected; `scale`, in
    points, is what shares in % are taken of and scores are held to; `values` gives the points of a text,
    `not_scored` further words for a score that was not given; columns headed as in `ignore` are left out.
    `hidden` says whether rows and columns that the spreadsheet hides are to be read or skipped, `fill_down`
    that a blank label is that of the row above. `source` is the program that wrote a review export (see
    `exports.EXPORTS`). `strict` refuses what was read otherwise than it stands there.

    Raises TableError with a line in `faults` for each cell that is at fault, by its address.
    """
    stated = dict(locals())  # each argument but the path is an option of that name
    return _Reading(Path(stated.pop("path")), Options(**stated)).table()


class _Reading:
    """One file being read."""

    def __init__(self, path: Path, options: Options) -> None:
        self.path, self.options = path, options

    def table(self) -> FileTable:
        try:
            grid = grid_of(self.path, self.options)
            if self.options.source is not None:
                self.options = options_for(self.options.source, grid, self.options)
            header = header_of(grid, self.options)
        except TableError as fault:
            raise TableError(f"{self.path} {fault.message}", faults=[fault.message]) from None
        values = Values(self.options.values, self.options.not_scored, self.options.decimal or ".")
        found = columns_of(grid, header, self.options)
        columns = Columns(grid, header, found, options=self.options, values=values)
        layout = None if found.faults else Decision(columns).layout()
        plan = None if layout is None else Planner(columns).plan(layout)
        if plan is None:
            raise self._refusal(found.faults)
        return self._checked(replace(grid, guesses=(*grid.guesses, *found.notes)), plan)

    def _checked(self, grid: Grid, plan: Plan) -> FileTable:
        rows = Reader(grid, plan, options=self.options, values=self._values(grid, plan)).read()
        table, found = self._built(rows), [*rows.faults, *beyond_the_headings(grid, plan)]
        if table is not None:
            found += self._findings(grid, table, rows)
        faults = [] if self.options.hidden else list(hidden_faults(grid, plan))
        faults += located(found, grid)
        if faults:
            raise self._refusal(faults)
        if table is None:
            raise EmptyTableError(f"{self.path}: there are no scores; give at least one row")
        return self._with_report(grid, plan, rows, table=table)

    def _values(self, grid: Grid, plan: Plan) -> Values:
        rows = range(plan.header.first, grid.end)
        cells = (cell for one in plan.scores for cell in grid.column(one.column, rows))
        mark = self.options.decimal or decimal_mark(cells, self.options.separator or grid.separator)
        return Values(self.options.values, self.options.not_scored, mark)

    def _built(self, rows: Rows) -> ScoreTable | None:
        """The table of what could be read; None where that is nothing."""
        if not rows.score:
            return None
        judge, entry = rows.columns["judge"], rows.columns["entry"]
        return ScoreTable.from_columns(
            judge=judge,
            entry=entry,
            score=rows.score,
            criterion=rows.columns.get("criterion"),
            weight=rows.weight,
            scale=None,
        ).on_scale(self.options.scale)

    def _findings(self, grid: Grid, table: ScoreTable, rows: Rows) -> Iterator[tuple[tuple[int, int], str]]:
        """What the table itself says is wrong: off the scale, given twice, of two weights; and sheets with gaps."""
        for finding in table.validate(limit=MOST_FAULTS).findings:
            if finding.row is not None:
                more = f"; {OF_CRITERIA}" if finding.kind == "uneven_weight" else ""
                yield rows.cells[finding.row], _describe(finding.judge, finding.entry, finding.message + more)
        if rows.absent and len(self.options.criteria) > 1:
            sheets = {
                (table.judges[j], table.entries[e]) for j, e in zip(table.judge, table.entry, strict=True)
            }
            for labels, cell in rows.absent:
                judge, entry = clean(labels.get("judge")), clean(labels.get("entry"))
                if (judge, entry) in sheets:
                    message = (
                        f"{labels.get('criterion')!r} is not scored, other criteria are; score all or none"
                    )
                    yield cell, _describe(judge, entry, message)

    def _with_report(self, grid: Grid, plan: Plan, rows: Rows, *, table: ScoreTable) -> FileTable:
        report = understood(self.path.name, grid, plan, rows=rows, table=table)
        if self.options.strict and report.notes:
            raise TableError(
                f"{self.path} was not read as it stands (--strict):\n  " + "\n  ".join(report.notes),
                faults=report.notes,
            )
        return FileTable(**vars_of(table), understood=report)

    def _refusal(self, faults: list[str]) -> ScoringError:
        if len(faults) == 1:
            return TableError(f"{self.path}: {faults[0]}", faults=faults)
        listed = "\n  ".join(faults[:MOST_FAULTS])
        more = f"\n  and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        return TableError(f"{self.path} has {len(faults)} faults:\n  {listed}{more}", faults=faults)


def _describe(judge: Any, entry: Any, message: str) -> str:
    return f"judge {judge!r}, entry {entry!r}: {message}"


def vars_of(table: ScoreTable) -> dict[str, Any]:
    return {name: getattr(table, name) for name in ScoreTable.__dataclass_fields__}
