"""Show how one entry came to its score: every judge's number, what was dropped, the exact quotient."""

from __future__ import annotations

import argparse

from scoring.decide.method.explain import explain
from scoring.outside.commands.options import METHOD, SCORES, add_method_arguments, method_of
from scoring.outside.commands.scores import add_table_arguments, scores_of

EXAMPLE = f"""\
{SCORES}
{METHOD}
  python -m scoring explain scores.csv A1 --method final.toml
  python -m scoring explain scores.csv A1 --weight idea=6000 --weight team=4000 --average trimmed"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_table_arguments(parser)
    parser.add_argument("entry", help="the entry, as it stands in the scores")
    add_method_arguments(parser)


def run(options: argparse.Namespace) -> int:
    table = scores_of(options)
    print(explain(table, method_of(options, table), options.entry).text)
    return 0
