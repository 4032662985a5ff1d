"""The method a command works by: from a file, or from a few options."""

from __future__ import annotations

import argparse

from scoring.data.errors import MethodError
from scoring.data.table import ScoreTable
from scoring.decide.method import Method, from_dict, read
from scoring.decide.scores import METHODS
from scoring.estimate.reviews import Reviews
from scoring.outside.commands import file_argument
from scoring.outside.commands.files import pair_argument


def add_method_arguments(parser: argparse.ArgumentParser) -> None:
    add_weight_arguments(parser)
    parser.add_argument(
        "--average", choices=METHODS, default="mean", help="without a method file (default: mean)"
    )


def add_weight_arguments(parser: argparse.ArgumentParser) -> None:
    """For commands that need the weights of the criteria and no more of a method."""
    parser.add_argument("--method", type=file_argument, metavar="FILE", help="a method file in TOML")
    parser.add_argument(
        "--weight", action="append", default=[], metavar="CRITERION=BP", type=pair_argument,
        help="without a method file: a criterion's weight in basis points, 10000 in all",
    )  # fmt: skip


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
    for name, text in weights.items():
        if not text.isdecimal():
            raise MethodError(f"the weight of {name} must be a whole number of basis points, not {text}")
    criteria = [{"name": name, "weight": int(text)} for name, text in weights.items()]
    return from_dict({"criteria": criteria, "average": {"method": getattr(options, "average", "mean")}})
