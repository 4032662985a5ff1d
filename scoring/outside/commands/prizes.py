"""Give the prizes of a method file by the ranking: every outcome with its reason.

Ends with status 1 where a tie must be decided on record first; --decision and --seed settle it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from scoring.data.errors import PrizeRuleError
from scoring.decide.method import award, read
from scoring.decide.prizes import Decision, Draw
from scoring.outside import bundle
from scoring.outside.commands import file_argument
from scoring.outside.commands.files import add_output_arguments, entrants_of, put_out
from scoring.outside.commands.options import METHOD, SCORES, TRACKS
from scoring.outside.commands.scores import add_table_arguments, scores_of

EXAMPLE = f"""\
{SCORES}
{METHOD}
{TRACKS}
  python -m scoring prizes scores.csv --method final.toml --entrants entries.csv
  python -m scoring prizes scores.csv --method final.toml --entrants entries.csv --bundle result.json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_table_arguments(parser)
    parser.add_argument(
        "--method", type=file_argument, metavar="FILE", required=True, help="a method file in TOML"
    )
    parser.add_argument("--entrants", type=file_argument, metavar="FILE", help="CSV or XLSX: entry, track, …")
    parser.add_argument(
        "--decision", action="append", default=[], metavar="A,B,…", help="tied entries, the first ahead"
    )
    parser.add_argument(
        "--decided-by", default="panel", metavar="WHO", help="who took the decisions (default: panel)"
    )
    parser.add_argument("--seed", metavar="HEX", help="the seed of the draw")
    parser.add_argument("--commitment", metavar="HEX", help="SHA-256 of the seed, as published before")
    parser.add_argument("--bundle", type=Path, metavar="FILE", help="write the result bundle, for verify")
    add_output_arguments(parser)


def run(options: argparse.Namespace) -> int:
    table, method = scores_of(options), read(options.method)
    entrants = entrants_of(options.entrants)
    decisions = [Decision(tuple(text.split(",")), options.decided_by) for text in options.decision]
    draw = draw_of(options)
    _, awards = award(table, method, entrants, decisions=decisions, draw=draw)
    put_out(awards.to_frame(points=True), options.out)
    for tie in awards.unresolved:
        print(f"open: {tie.tier} {tie.unit or ''}: {tie.reason.in_points().text}")
    if options.bundle is not None:
        bundle.write(bundle.build(table, method, entrants, decisions=decisions, draw=draw), options.bundle)
    return 0 if awards.complete else 1


def draw_of(options: argparse.Namespace) -> Draw | None:
    if options.seed is None:
        return None
    if options.commitment is None:
        raise PrizeRuleError("a draw needs --commitment, the hash of the seed as published before")
    try:
        return Draw(bytes.fromhex(options.seed), options.commitment)
    except ValueError as fault:
        raise PrizeRuleError(f"--seed: {fault}") from None
