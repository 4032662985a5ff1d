"""What was understood of a table: said before the result, and refused where everything is to be stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scoring.data.labels import clean
from scoring.data.table import ScoreTable
from scoring.outside.tables.checks import unused
from scoring.outside.tables.grid import Grid, letters
from scoring.outside.tables.long_rows import Rows
from scoring.outside.tables.options import LAYOUTS
from scoring.outside.tables.plan import Plan

PLURALS: dict[str, str] = {
    "judge": "judges",
    "entry": "entries",
    "criterion": "criteria",
    "score": "scores",
    "weight": "weights",
}
SHOWN = 8


@dataclass(frozen=True)
class Understood:
    """`lines` says where everything was found, `notes` what was read otherwise than it stands there."""

    source: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    not_scored: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return "\n  ".join((self.source, *self.lines, *(f"note: {note}" for note in self.notes)))


def understood(name: str, grid: Grid, plan: Plan, *, rows: Rows, table: ScoreTable) -> Understood:
    sheet = f", sheet {grid.sheet}" if grid.sheet else ""
    counts = ((len(table), "score"), (len(table.entries), "entry"), (len(table.judges), "judge"))
    scores, entries, judges = (f"{count} {_plural(noun, count)}" for count, noun in counts)
    counted = f"{scores} of {entries} by {judges}"
    absent = tuple(filter(None, [_absent(rows, plan)]))
    lines = (_laid_out(plan), *_places(plan), *absent, *grid.notes)
    return Understood(
        f"{name}{sheet}: {counted}", lines, tuple(_notes(grid, plan, rows, table=table)), dict(rows.words)
    )


def _laid_out(plan: Plan) -> str:
    return f"{LAYOUTS[plan.layout]}; headings in row {plan.header.row + 1}"


def _places(plan: Plan) -> Iterator[str]:
    """Each role and its columns: `judge = column B 评委`."""
    for role, column in plan.labels.items():
        yield f"{role} = {plan.header.describe(column)}"
    for role in plan.scores[0].labels:
        names = list(dict.fromkeys(one.labels[role] for one in plan.scores))
        yield f"{PLURALS[role]} = headings of {_ends(plan)}: {_some(names)}"
    if not plan.scores[0].labels:
        yield f"score = {plan.header.describe(plan.scores[0].column)}"
    if plan.weight is not None:
        yield f"weight = {plan.header.describe(plan.weight)}"


def _ends(plan: Plan) -> str:
    columns = [one.column for one in plan.scores]
    first, last = letters(columns[0]), letters(columns[-1])
    if columns == list(range(columns[0], columns[-1] + 1)) and len(columns) > 2:
        return f"columns {first} to {last}"
    return _plural("column", len(columns)) + " " + ", ".join(map(letters, columns))


def _absent(rows: Rows, plan: Plan) -> str:
    count = rows.words.total()
    if not count:
        return ""
    noun = "row" if plan.layout == "long" else "cell"
    listed = ", ".join(f"{times} {word}" for word, times in rows.words.most_common())
    return f"{count} {_plural(noun, count)} not scored ({listed})"


def _notes(grid: Grid, plan: Plan, rows: Rows, *, table: ScoreTable) -> Iterator[str]:
    """What a person would wish to have looked at."""
    yield from grid.guesses
    if ignored := unused(grid, plan):
        yield f"not used: {_some([plan.header.describe(column) for column in ignored])}"
    for why, count in rows.skipped.items():
        yield f"passed over: {count} {why if count == 1 else why.replace('row', 'rows', 1)}"
    if rows.empty:
        yield f"without any score: {_some(rows.empty)}"
    if rows.choices:
        yield f"read by the number they begin with: {_some([repr(choice) for choice in sorted(rows.choices)])}"
    for meaning, cells in rows.commas.items():
        if cells:
            yield f"read as numbers with {meaning} apart: {_some(sorted(map(repr, cells)))}"
    if rows.percents:
        yield f"{rows.percents} shares in % read as points of their scale"
    if rows.filled:
        yield f"{rows.filled} labels taken from the cell above"
    yield from _labels(rows, table)


def _labels(rows: Rows, table: ScoreTable) -> Iterator[str]:
    for spelling in table.respelled:
        yield f"{spelling.noun} {spelling.label!r}: {spelling.written!r} was read as the same"
    for role, known in (("judge", set(table.judges)), ("entry", set(table.entries))):
        absent = list(dict.fromkeys(labels.get(role, "") for labels, _ in rows.absent))  # type: ignore[call-overload]
        without = [label for label in absent if label and clean(label) not in known]
        if without:
            yield f"{PLURALS[role]} without a single score: {_some(without)}"


def _some(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else PLURALS.get(noun, f"{noun}s")
