"""Compute a result bundle again from its own inputs and compare, hash and every line.

Ends with status 1 where anything differs.
"""

from __future__ import annotations

import argparse

from scoring.outside import bundle
from scoring.outside.commands import file_argument
from scoring.outside.commands.options import METHOD, SCORES

EXAMPLE = f"""\
{SCORES}
{METHOD}
  python -m scoring prizes scores.csv --method final.toml --bundle result.json
  python -m scoring verify result.json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=file_argument, help="a bundle written by prizes --bundle")
    parser.add_argument("--sha256", metavar="HEX", help="the published hash, to be compared too")


def run(options: argparse.Namespace) -> int:
    found = bundle.verify(bundle.read(options.bundle))
    faults = list(found.faults)
    if options.sha256 and options.sha256 != found.sha256:
        faults.append(f"the published hash is {options.sha256}")
    print(f"sha256 {found.sha256}")
    for fault in faults:
        print(f"differs: {fault}")
    print("the result does not stand" if faults else "the result follows from the inputs")
    return 1 if faults else 0
