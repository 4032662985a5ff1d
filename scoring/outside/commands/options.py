"""The method a command works by, from a file or from a few options; and small files for the examples of `--help`."""

from __future__ import annotations

import argparse

from scoring.data.errors import MethodError
from scoring.data.exact import HUNDREDTHS
from scoring.data.labels import clean
from scoring.data.table import ScoreTable
from scoring.decide.method import Method, from_dict, read
from scoring.decide.scores import METHODS
from scoring.estimate.reviews import Reviews
from scoring.outside.commands import file_argument
from scoring.outside.commands.files import pair_argument

SCORES = r"""  printf '%s\n' judge,entry,criterion,score \
    ann,A1,idea,88 ann,A1,team,90.5 ann,B2,idea,70 ann,B2,team,74 ann,C3,idea,60 ann,C3,team,66 \
    ben,A1,idea,85 ben,A1,team,80 ben,B2,idea,75 ben,B2,team,71 ben,D4,idea,64 ben,D4,team,58 \
    cleo,B2,idea,62 cleo,B2,team,70 cleo,C3,idea,59 cleo,C3,team,52 cleo,D4,idea,50 cleo,D4,team,61 \
    dora,A1,idea,93 dora,A1,team,95 dora,C3,idea,71 dora,C3,team,77 dora,D4,idea,69 dora,D4,team,75 \
    > scores.csv"""
TRACKS = r"""  printf '%s\n' entry,track A1,energy B2,energy C3,water D4,water > entries.csv"""
METHOD = r"""  printf '%s\n' '[[criteria]]' 'name = "idea"' 'weight = 6000' \
    '[[criteria]]' 'name = "team"' 'weight = 4000' '[ties]' 'chain = ["criterion:idea"]' \
    '[[prizes]]' 'code = "gold"' 'places = 1' 'floor = 60' > final.toml"""
JURY = r"""  printf '%s\n' judge,track ann,energy ben,energy cleo,water dora,water > judges.csv
  printf '%s\n' entry,judge A1,cleo > conflicts.csv"""


def add_method_arguments(parser: argparse.ArgumentParser) -> None:
    add_weight_arguments(parser)
    parser.add_argument(
        "--average", choices=METHODS, default="mean", help="without a method file (default: mean)"
    )


def add_weight_arguments(parser: argparse.ArgumentParser) -> None:
    """For commands that need the weights of the criteria and no more of a method."""
    parser.add_argument("--method", type=file_argument, metavar="FILE", help="a method file in TOML")
    parser.add_argument(
        "--weight",
        action="append",
        default=[],
        metavar="CRITERION=BP",
        type=pair_argument,
        help="without a method file: a criterion's weight in basis points, 10000 in all",
    )


def reviews_of(options: argparse.Namespace, table: ScoreTable) -> Reviews:
    """Each sheet's total, weighed by the method."""
    method = method_of(options, table)
    return Reviews.from_table(table.on_scale(method.scales), weights=method.weights)


def method_of(options: argparse.Namespace, table: ScoreTable) -> Method:
    if options.method is not None:
        return read(options.method)
    weights = dict(options.weight)
    if not weights and len(table.criteria) == 1:
        weights = {str(table.criteria[0]): "10000"}
    if not weights:
        raise MethodError(
            f"the table has the criteria {', '.join(map(str, table.criteria))}, so each needs a weight "
            "(--weight CRITERION=BP, 10000 in all), or all of them a method file"
        )
    for name, text in weights.items():
        if not text.isdecimal():
            raise MethodError(f"the weight of {name} must be a whole number of basis points, not {text}")
    criteria = [
        {"name": name, "weight": int(text)} | _stated_scale(table, name) for name, text in weights.items()
    ]
    return from_dict({"criteria": criteria, "average": {"method": getattr(options, "average", "mean")}})


def _stated_scale(table: ScoreTable, criterion: str) -> dict[str, list[float]]:
    """The scale that the table was read with, as a method file has it."""
    scale = table.scales.get(clean(criterion))
    return (
        {} if scale is None else {"scale": [end / HUNDREDTHS for end in (scale.low, scale.high, scale.step)]}
    )
