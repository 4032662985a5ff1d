"""Which columns hold the labels of rows: as stated, by the usual names, or by other words for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scoring.data.labels import clean
from scoring.outside.tables.grid import LETTERS, Grid, column_of, letters
from scoring.outside.tables.header import Header
from scoring.outside.tables.headings import ROLES, WEAK, Role, plain, role_of
from scoring.outside.tables.options import Options

IN_ORDER: tuple[Role, ...] = ("judge", "entry", "score", "criterion", "weight")


@dataclass
class Found:
    """The column of each role, those stated for criteria, and what is wrong; `notes` says what was chosen."""

    roles: dict[Role, int] = field(default_factory=dict)
    criteria: dict[str, int] = field(default_factory=dict)
    ignored: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def columns_of(grid: Grid, header: Header, options: Options) -> Found:
    found = Found()
    _take_ignored(header, options, found)
    if options.hidden == "skip":
        found.ignored.update(grid.hidden_columns)
    _take_stated(header, options, found)
    for role in IN_ORDER:
        if role not in found.roles:
            _take_known(grid, header, options, found=found, role=role)
    if "entry" not in found.roles and not found.faults:
        _take_weak(header, options, found)
    return found


def columns_named(header: Header, name: str) -> list[int]:
    """The columns of that heading, spelt so or else nearly so, or that have those letters."""
    exact = [column for column, one in enumerate(header.names) if one and one == clean(name)]
    near = [column for column, one in enumerate(header.names) if one and plain(one) == plain(name)]
    if exact or near:
        return exact or near
    lettered = column_of(name) if LETTERS.fullmatch(name) else len(header)
    return [lettered] if lettered < len(header) else []


def matching(header: Header, name: str) -> int | None:
    """The one column that bears the name of a criterion; None where there is none or several."""
    found = [
        column
        for column, one in enumerate(header.names)
        if one and (one == name or plain(one) == plain(name))
    ]
    return found[0] if len(found) == 1 else None


def twice(header: Header, columns: Sequence[int], asked: str) -> str:
    """The sentence for columns of which only one can be meant."""
    listed = " and ".join(header.describe(column) for column in columns)
    return f"{listed} may both be meant; {asked}"


def _take_ignored(header: Header, options: Options, found: Found) -> None:
    for name in options.ignore:
        columns = columns_named(header, name)
        found.ignored.update(columns)
        if not columns:
            found.faults.append(_no_heading(header, name))


def _take_stated(header: Header, options: Options, found: Found) -> None:
    for name, heading in options.columns.items():
        columns = columns_named(header, heading)
        if len(columns) != 1:
            asked = f"name one by its letter: --column {name}={letters(columns[0])}" if columns else ""
            found.faults.append(twice(header, columns, asked) if columns else _no_heading(header, heading))
        elif name in ROLES:
            found.roles[name] = columns[0]
        elif clean(name) in map(clean, options.criteria) or not options.criteria:
            found.criteria[clean(name)] = columns[0]
        else:
            known = ", ".join((*ROLES, *options.criteria))
            found.faults.append(f"--column names one of {known}, not {name!r}")


def _no_heading(header: Header, name: str) -> str:
    headings = ", ".join(one for one in header.names if one)
    return f"row {header.row + 1} has no heading {name!r}; it has {headings}"


def _free(header: Header, options: Options, found: Found) -> list[int]:
    """Columns that have not been taken for something, and are not the method's own criteria."""
    criteria = {plain(name) for name in options.criteria}
    taken = {*found.roles.values(), *found.criteria.values(), *found.ignored}
    return [
        column
        for column, name in enumerate(header.names)
        if name and column not in taken and (plain(name) not in criteria or name in ROLES)
    ]


def _take_known(grid: Grid, header: Header, options: Options, *, found: Found, role: Role) -> None:
    free = _free(header, options, found)
    usual = [column for column in free if header.names[column] == role]
    exact = [column for column in usual if grid.cell(header.row, column) == role]
    chosen = exact or usual or _by_other_words(grid, header, _known_as(header, free, role))
    if chosen and not exact and _is_further(grid, header, found, role=role):
        asked = f"--column {role}={letters(chosen[0])} takes it"
        found.notes.append(
            f"{header.describe(chosen[0])} is not taken for the {role}, as its heading is not exact; {asked}"
        )
    elif len(chosen) > 1:
        asked = f"state which: --column {role}={letters(chosen[0])}, or leave one out: --ignore {letters(chosen[-1])}"
        found.faults.append(f"the {role}: " + twice(header, chosen, asked))
    elif chosen:
        found.roles[role] = chosen[0]


def _is_further(grid: Grid, header: Header, found: Found, *, role: Role) -> bool:
    """Whether a table is whole without that role: judge, entry and score are headed exactly so, and none repeats.

    Such a table means the same whatever further columns it has.
    """
    needed = ("judge", "entry", "score")
    whole = all(one in found.roles and grid.cell(header.row, found.roles[one]) == one for one in needed)
    return (
        role in ("criterion", "weight") and whole and (role == "weight" or not _repeats(grid, header, found))
    )


def _repeats(grid: Grid, header: Header, found: Found) -> bool:
    """Whether a judge has several scores of an entry."""
    rows = [row for row in range(header.first, grid.end) if not grid.is_blank(row)]
    pairs = {tuple(clean(grid.cell(row, found.roles[role])) for role in ("judge", "entry")) for row in rows}
    return len(pairs) < len(rows)


def _known_as(header: Header, free: Sequence[int], role: Role) -> dict[int, str]:
    kinds = {column: role_of(header.names[column]) for column in free}
    return {column: kind[1] for column, kind in kinds.items() if kind is not None and kind[0] == role}


def _by_other_words(grid: Grid, header: Header, kinds: dict[int, str]) -> list[int]:
    """Of a number and a name for the same things the number; of others all."""
    numbers = [column for column, kind in kinds.items() if kind == "number"]
    if len(numbers) == 1 and len(kinds) > 1:
        others = [column for column in kinds if column != numbers[0]]
        if all(_one_each(grid, header, numbers[0], other=other) for other in others):
            return numbers
    return list(kinds)


def _one_each(grid: Grid, header: Header, number: int, *, other: int) -> bool:
    """Whether each number has one name and each name one number."""
    rows = range(header.first, grid.end)
    pairs = {(clean(grid.cell(row, number)), clean(grid.cell(row, other))) for row in rows}
    pairs.discard(("", ""))
    return len(pairs) == len({one for one, _ in pairs}) == len({two for _, two in pairs})


def _take_weak(header: Header, options: Options, found: Found) -> None:
    """`编号`, `name` and the like name the entry where no other heading does."""
    free = [column for column in _free(header, options, found) if plain(header.names[column]) in WEAK]
    for kind in ("thing", "number", "name"):
        of_kind = [column for column in free if WEAK[plain(header.names[column])] == kind]
        if len(of_kind) == 1:
            found.roles["entry"] = of_kind[0]
            return
