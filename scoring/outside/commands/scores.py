"""The table of scores that a command works on, and what may be stated about it."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from scoring.data.errors import MethodError
from scoring.data.scales import Scale
from scoring.decide.method import Method, read
from scoring.outside import tables
from scoring.outside.commands import file_argument
from scoring.outside.commands.files import pair_argument
from scoring.outside.tables.options import LAYOUTS, SOURCES

if TYPE_CHECKING:
    from scoring.data.table import ScoreTable

TABLE = "CSV or XLSX, in any of the layouts of --layout; what was understood is said on standard error"


def add_table_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scores", type=file_argument, help=TABLE)
    group = parser.add_argument_group("how the table is read, where it does not say so itself")
    group.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=HEADING",
        type=pair_argument,
        help="the heading or letter of the column of judge, entry, criterion, score or weight, as judge=Reviewer",
    )
    group.add_argument(
        "--sheet", help="the sheet of an XLSX file, by name (default: the first that is not hidden)"
    )
    group.add_argument(
        "--layout", choices=LAYOUTS, help="; ".join(f"{one}: {meaning}" for one, meaning in LAYOUTS.items())
    )
    group.add_argument(
        "--header", type=int, metavar="ROW", help="the row of the headings, as the spreadsheet counts"
    )
    group.add_argument(
        "--scale",
        action="append",
        default=[],
        metavar="[CRITERION=]LOW:HIGH[:STEP]",
        type=_scale,
        help="in points: scores are held to it, 80%% is taken of it; without a method file",
    )
    _add_words(group)
    _add_forms(group)


def _add_words(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--value",
        action="append",
        default=[],
        metavar="TEXT=POINTS",
        type=_value,
        help="what a text counts, as good=80",
    )
    group.add_argument(
        "--not-scored",
        action="append",
        default=[],
        metavar="TEXT",
        help="a further word for a score not given",
    )
    group.add_argument(
        "--ignore", action="append", default=[], metavar="HEADING", help="a column that is none of the scores"
    )
    group.add_argument("--fill-down", action="store_true", help="a blank label is that of the row above")


def _add_forms(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--encoding", metavar="NAME", help="of a CSV file (default: by its bytes)")
    group.add_argument(
        "--separator", metavar="CHARACTER", help="of a CSV file: a character or tab (default: by its rows)"
    )
    group.add_argument(
        "--decimal", choices=(".", ","), help="the mark before decimals (default: by the scores)"
    )
    group.add_argument("--hidden", choices=("read", "skip"), help="what to do with hidden rows and columns")
    group.add_argument(
        "--from",
        dest="source",
        choices=SOURCES,
        help="a review export of that program, by its own headings",
    )
    group.add_argument(
        "--strict", action="store_true", help="refuse what was read otherwise than it stands there"
    )


def scores_of(options: argparse.Namespace) -> ScoreTable:
    """The score table that a command was called with; what was understood of it goes to standard error."""
    method = None if options.method is None else read(options.method)
    table = tables.read(
        options.scores,
        sheet=options.sheet,
        columns=dict(options.column),
        layout=options.layout,
        header=options.header,
        criteria=_criteria(options, method),
        scale=_scales(options, method),
        values=dict(options.value),
        not_scored=options.not_scored,
        ignore=options.ignore,
        encoding=options.encoding,
        separator=options.separator,
        decimal=options.decimal,
        hidden=options.hidden,
        fill_down=options.fill_down,
        strict=options.strict,
        source=options.source,
    )
    print(table.understood, file=sys.stderr)
    return table


def _criteria(options: argparse.Namespace, method: Method | None) -> list[str]:
    if method is not None:
        return [criterion.name for criterion in method.criteria]
    return [name for name, _ in getattr(options, "weight", [])]


def _scales(options: argparse.Namespace, method: Method | None) -> Any:
    """Of the method file, or as stated: one for all criteria, or each its own."""
    if method is not None and options.scale:
        raise MethodError("--scale goes without a method file; state the scales in the file")
    if method is not None:
        return method.scales or None
    stated = dict(options.scale)
    if "" in stated and len(stated) > 1:
        raise MethodError("--scale states one scale for all criteria, or one for each of them by its name")
    return stated.get("", stated or None)


def _scale(text: str) -> tuple[str, Scale]:
    name, _, range_ = text.rpartition("=")
    parts = range_.split(":")
    try:
        return name, Scale.points(*map(float, parts))
    except (TypeError, ValueError):
        raise argparse.ArgumentTypeError(
            f"write LOW:HIGH or LOW:HIGH:STEP, as 0:100:0.5, not {range_}"
        ) from None


def _value(text: str) -> tuple[str, float]:
    name, points = pair_argument(text)
    try:
        return name, float(points)
    except ValueError:
        raise argparse.ArgumentTypeError(f"write TEXT=POINTS, as good=80, not {text}") from None
