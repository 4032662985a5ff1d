"""The command line. Each command is a module of this folder with EXAMPLE, `add_arguments` and `run`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from scoring.data.errors import ScoringError

COMMANDS: dict[str, str] = {
    "rank": "score and rank the entries, exactly, by a method file",
    "assign": "decide who judges what, within loads and conflicts",
    "prizes": "give the prizes by the ranking, each with its reason",
    "calibrate": "take judges' severity out and say how sure the order is",
    "agree": "how far judges agree, and how many it takes",
    "explain": "show how one entry came to its score",
    "simulate": "try methods on made-up seasons with known quality",
    "verify": "compute a result bundle again and compare",
}
"""The commands and what they do; the modules are read in when they are called."""


def main(arguments: Sequence[str]) -> int:
    """Run a command; 0 when all is well, 1 when the answer is no, 2 when the input is at fault."""
    parser = argparse.ArgumentParser(prog="python -m scoring", description=__doc__)
    chosen = next((word for word in arguments if not word.startswith("-")), "")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        _add(commands, name, summary, called=name == chosen)
    options = parser.parse_args(arguments)
    try:
        answer = int(import_module(f"scoring.outside.commands.{options.command}").run(options))
        sys.stdout.flush()
        return answer
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read has read enough
        return 0
    except (ScoringError, OSError) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str, *, called: bool
) -> None:
    """Only the command that is called brings its arguments, and what it imports."""
    if not called:
        commands.add_parser(name, help=summary)
        return
    module = import_module(f"scoring.outside.commands.{name}")
    parser = commands.add_parser(
        name,
        help=summary,
        description=module.__doc__,
        epilog=f"example:\n{module.EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)


def file_argument(text: str) -> Path:
    """An argument that names an existing file."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path
