"""What each method of scoring recovers in made-up seasons with known quality, before a real one is run.

Without figures of your own the reference designs are compared, seven of them, 40 seasons each: 1,050 entries in
6 tracks, 120 judges, five readings an entry (some three minutes; --seasons 10 is quicker and rougher). With figures,
every combination of the values given is one design. `recall` is the share of a track's truly best entries that win
one of its places, `first` the share of tracks in which the truly best entry comes first.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import fields
from itertools import product
from typing import TYPE_CHECKING, Any

from scoring.outside.commands.files import add_output_arguments, put_out
from scoring.plan.simulate import METHODS, REFERENCE, Design, Outcome, Study, study

if TYPE_CHECKING:
    import pandas as pd

EXAMPLE = """\
  python -m scoring simulate
  python -m scoring simulate --entries 60 --judges 12 --places 6 --reads 3,5,7 --severity 4 --minutes 30
  python -m scoring simulate --panels 4 --links 0,5,20 --tracks 1 --judges 20 --out panels.csv"""

FIGURES = {
    "tracks": "tracks, each with its own jury",
    "entries": "entries a track",
    "judges": "judges a track",
    "reads": "judges an entry",
    "places": "prizes a track",
    "quality": "standard deviation of the entries' quality, in points",
    "severity": "standard deviation of the judges' severity",
    "noise": "standard deviation of a single reading",
    "scale": "standard deviation of the logarithm of a judge's stretch of the scale",
    "outliers": "share of readings that are grossly wrong",
    "panels": "panels that a track's jury is cut into",
    "links": "entries of each panel that a judge from outside it reads",
    "sorted_by": "sort the panels' piles by an earlier mark with an error of this standard deviation",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    for name, meaning in FIGURES.items():
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, metavar="N[,N…]", type=_values, help=f"{meaning}{_default(name)}")
    parser.add_argument("--methods", default=",".join(METHODS), help="some of %(default)s")
    parser.add_argument(
        "--seasons", type=int, default=40, help="simulated for each design (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=0, help="(default: %(default)s)")
    parser.add_argument(
        "--show", choices=("recall", "first"), default="recall", help="(default: %(default)s)"
    )
    parser.add_argument("--minutes", type=float, help="a reading takes; shows the hours each judge gives")
    add_output_arguments(parser)


def run(options: argparse.Namespace) -> int:
    designs, outcomes = _designs(options), list[Outcome]()
    for name, design in designs.items():
        print(f"{name} …", file=sys.stderr, flush=True)
        methods = [word.strip() for word in options.methods.split(",")]
        part = study({name: design}, methods=methods, seasons=options.seasons, seed=options.seed)
        outcomes += part.outcomes
    whole = Study(tuple(outcomes), designs, options.seasons)
    put_out(_with_hours(whole.table(options.show), designs, options.minutes), options.out)
    return 0


def _designs(options: argparse.Namespace) -> dict[str, Design]:
    given = {name: getattr(options, name) for name in FIGURES if getattr(options, name) is not None}
    if not given:
        return REFERENCE
    combinations = [dict(zip(given, values, strict=True)) for values in product(*given.values())]
    varied = [name for name, values in given.items() if len(values) > 1]
    named = {", ".join(f"{name} {one[name]:g}" for name in varied) or "as given": one for one in combinations}
    return {name: Design(**one) for name, one in named.items()}


def _values(text: str) -> list[Any]:
    """Numbers between commas; whole ones as whole numbers."""
    try:
        return [int(word) if word.strip().isdecimal() else float(word) for word in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"write numbers with commas between them, not {text}") from None


def _default(name: str) -> str:
    value = {field.name: field.default for field in fields(Design)}[name]
    return "" if value is None else f" (default: {value:g})"


def _with_hours(table: pd.DataFrame, designs: dict[str, Design], minutes: float | None) -> pd.DataFrame:
    """Readings a judge, and hours where the minutes of one are known."""
    loads = [designs[name].load for name in table["design"]]
    table = table.assign(readings=loads)
    return table if minutes is None else table.assign(hours=[load * minutes / 60 for load in loads])
