"""Score every entry by a method and rank it within its track.

Ties share the better place; the tie-break keys of the method stand beside them and decide at prizes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from scoring.data.exact import HUNDREDTHS
from scoring.data.table import ScoreTable
from scoring.decide.method import Method, Ranking, rank
from scoring.decide.totals import sheet_totals, weighting
from scoring.outside.commands import file_argument
from scoring.outside.commands.files import add_output_arguments, entrants_of, put_out
from scoring.outside.commands.options import METHOD, SCORES, add_method_arguments, method_of
from scoring.outside.commands.plot import Line, dots
from scoring.outside.commands.scores import add_table_arguments, scores_of

EXAMPLE = f"""\
{SCORES}
{METHOD}
  python -m scoring rank scores.csv --weight idea=6000 --weight team=4000
  python -m scoring rank scores.csv --method final.toml --out ranking.csv --plot ranking.svg"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_table_arguments(parser)
    add_method_arguments(parser)
    parser.add_argument("--entrants", type=file_argument, metavar="FILE", help="CSV or XLSX: entry, track")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw scores and judges' totals")
    add_output_arguments(parser)


def run(options: argparse.Namespace) -> int:
    table = scores_of(options)
    method = method_of(options, table)
    ranking = rank(table, method, entrants_of(options.entrants))
    put_out(ranking.columns(), options.out)
    if options.plot is not None:
        options.plot.write_text(plot(table, method, ranking), encoding="utf-8")
    return 0


def plot(table: ScoreTable, method: Method, ranking: Ranking) -> str:
    """Scores as dots over the judges' totals, by track and place."""
    table = table.on_scale(method.scales)
    parts, groups = weighting(table, method.weights), table.groups
    totals = sheet_totals(table, parts) / (parts.scale * HUNDREDTHS)
    lines = {}
    for code, entry in enumerate(ranking.scores.entries):
        mine = tuple(float(v) for v in totals[groups.first[code] : groups.first[code] + groups.count[code]])
        value = int(ranking.scores.hundredths[code]) / HUNDREDTHS
        lines[entry] = Line(
            f"{ranking.tracks[entry]} {ranking.places[entry]}. {entry}".strip(),
            value,
            min(mine),
            max(mine),
            mine,
        )
    order = ranking.columns()["entry"]
    return dots([lines[entry] for entry in order], title="Scores and judges' totals", axis="points")
