"""Review exports of other programs, by the headings that their own sources write; none from hearsay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scoring.data.errors import TableError
from scoring.data.labels import clean
from scoring.outside.tables.grid import Grid
from scoring.outside.tables.options import Options, Source
from scoring.outside.tables.values import NUMBER


@dataclass(frozen=True)
class Export:
    """The headings of a review export: of judge and entry the first that is there; `apart` are no criteria.

    `total` is what the program itself makes of the criteria, and the score where it has none.
    """

    program: str
    judge: tuple[str, ...]
    entry: tuple[str, ...]
    apart: tuple[str, ...]
    total: str = ""


EXPORTS: Mapping[Source, Export] = {
    # github.com/kohler/hotcrp, src/listactions/la_getreviewcsv.php: these columns, then one for each review field
    "hotcrp": Export("HotCRP", ("email", "reviewername"), ("paper",), ("title", "review")),
    # github.com/pretalx/pretalx, src/pretalx/orga/forms/export.py: what was ticked, by its English label, then one
    # column for each score category under its own name
    "pretalx": Export(
        "pretalx",
        ("Reviewer email", "Reviewer name"),
        ("Proposal ID", "Proposal title"),
        ("Text", "Created", "Updated"),
        "Score",
    ),
}


def options_for(source: Source, grid: Grid, options: Options) -> Options:
    """What the program's own headings state, beside what was stated already; raises TableError where they lack."""
    export, names = EXPORTS[source], [clean(cell) for cell in grid.rows[0]] if grid.rows else []
    columns = dict(options.columns)
    for role, headings in (("judge", export.judge), ("entry", export.entry)):
        found = [name for name in headings if name in names]
        if not found and role not in columns:
            wanted = " or ".join(headings)
            raise TableError(
                f"is no review export of {export.program}: row 1 has no heading {wanted}; it has {names}"
            )
        columns.setdefault(role, found[0] if found else "")
    apart = {*export.judge, *export.entry, *export.apart} - set(columns.values())
    ignored = [name for name in names if name in apart]
    further = [
        column for column, name in enumerate(names) if name and name not in {*apart, *columns.values()}
    ]
    criteria = [column for column in further if names[column] != export.total and _has_numbers(grid, column)]
    if export.total in names and criteria:
        ignored.append(export.total)
    elif export.total in names:
        columns.setdefault("score", export.total)
    layout = options.layout or ("long" if "score" in columns else "reviews")
    return replace(options, columns=columns, ignore=(*options.ignore, *ignored), layout=layout, header=1)


def _has_numbers(grid: Grid, column: int) -> bool:
    return any(NUMBER.fullmatch(clean(cell)) for cell in grid.column(column, range(1, len(grid.rows))))
