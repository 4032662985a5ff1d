"""Assign judges to entries: loads and conflicts exact, affinity as high as they allow, and proved so.

Entries and judges come as tables with one row each; further tables name pairs of entry and judge. Where no
assignment exists, the limits that contradict each other are named, with the smallest relief, and the answer is 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scoring.data.errors import ColumnError
from scoring.data.labels import clean
from scoring.outside.commands import file_argument
from scoring.outside.commands.files import add_output_arguments, put_out, read_frame
from scoring.outside.commands.options import JURY, TRACKS
from scoring.plan.assignment import Assignment, Bridges, InfeasibleAssignmentError, assign

if TYPE_CHECKING:
    import pandas as pd

EXAMPLE = f"""\
{TRACKS}
{JURY}
  python -m scoring assign entries.csv judges.csv --reads 2 --load 1:3 --conflicts conflicts.csv --pools
  python -m scoring assign entries.csv judges.csv --reads 2 --load 0:3 --bridges 1 --out assigned.csv"""

TEXTS = ("entry", "judge", "track")
PAIRS = {
    "conflicts": "pairs that must never meet",
    "forbidden": "further pairs to keep apart",
    "fixed": "pairs that must be there",
    "keep": "an earlier assignment, to change as little as possible",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entries", type=file_argument, help="CSV or XLSX: entry, track, reads")
    parser.add_argument("judges", type=file_argument, help="CSV or XLSX: judge, track, lower, upper")
    parser.add_argument("--reads", type=int, help="judges an entry, without a column reads")
    parser.add_argument(
        "--load", type=_load, default=(0, None), metavar="LOWER:UPPER", help="entries a judge"
    )
    parser.add_argument(
        "--affinity",
        type=file_argument,
        metavar="FILE",
        help="entry, judge, affinity; pairs not listed have 0",
    )
    for name, meaning in PAIRS.items():
        parser.add_argument(f"--{name}", type=file_argument, metavar="FILE", help=f"entry, judge: {meaning}")
    parser.add_argument("--pools", action="store_true", help="judges read in their own track alone")
    parser.add_argument("--bridges", type=int, metavar="N", help="link each two tracks by N reads")
    parser.add_argument("--fairness", choices=("threshold", "leximin"), help="raise the weakest read first")
    parser.add_argument(
        "--max-probability", type=float, metavar="Q", help="draw by lot, no pair likelier than Q"
    )
    parser.add_argument("--seed", type=int, default=0, help="decides among equals (default: 0)")
    add_output_arguments(parser)


def run(options: argparse.Namespace) -> int:
    entries = _with_columns(options.entries, "entry")
    judges = _with_columns(options.judges, "judge")
    try:
        answer = assign(**_question(options, entries, judges))
    except InfeasibleAssignmentError as refusal:
        print(f"no assignment: {refusal}", *refusal.limits, sep="\n  ", file=sys.stderr)
        return 1
    print(_summary(answer), file=sys.stderr)
    put_out(answer.to_frame(), options.out)
    return 0


def _load(text: str) -> tuple[int, int | None]:
    lower, colon, upper = text.partition(":")
    if not colon or not lower.isdecimal() or not (upper.isdecimal() or not upper):
        raise argparse.ArgumentTypeError(f"write LOWER:UPPER, as 30:50 or 30:, not {text}")
    return int(lower), int(upper) if upper else None


def _with_columns(path: Path, *names: str) -> pd.DataFrame:
    frame = read_frame(path, texts=TEXTS)
    for name in frame.columns.intersection(list(TEXTS)):
        frame[name] = frame[name].map(clean)
    for name in names:
        if name not in frame.columns or frame[name].isna().any():
            raise ColumnError(f"{path} needs the column {name}, filled in every row")
    return frame


def _question(options: argparse.Namespace, entries: pd.DataFrame, judges: pd.DataFrame) -> dict[str, Any]:
    if options.reads is None and "reads" not in entries:
        raise ColumnError(
            f"say how many judges read an entry: --reads, or a column reads in {options.entries}"
        )
    lower, upper = options.load
    pairs = {name: _pairs(getattr(options, name)) for name in PAIRS if getattr(options, name) is not None}
    return {
        "affinity": _affinity(options.affinity, entries, judges),
        "entries": entries["entry"].tolist(),
        "judges": judges["judge"].tolist(),
        "reviews_per_entry": entries["reads"].tolist() if "reads" in entries else options.reads,
        "load": (judges.get("lower", lower), judges.get("upper", upper)),
        "allowed": _pools(entries, judges) if options.pools else None,
        "bridges": _bridges(options.bridges, entries, judges),
        "fairness": options.fairness,
        "max_probability": options.max_probability,
        "seed": options.seed,
        **pairs,
    }


def _pairs(path: Path) -> list[tuple[str, str]]:
    frame = _with_columns(path, "entry", "judge")
    return list(zip(frame["entry"], frame["judge"], strict=True))


def _affinity(path: Path | None, entries: pd.DataFrame, judges: pd.DataFrame) -> Any:
    """(entries, judges), in the order of the two tables."""
    if path is None:
        return None
    frame = _with_columns(path, "entry", "judge", "affinity")
    for name, known in (("entry", entries["entry"]), ("judge", judges["judge"])):
        strangers = frame.loc[~frame[name].isin(known), name]
        if len(strangers):
            raise ColumnError(f"{path}: no {name} {strangers.iloc[0]!r} in the table of its kind")
    if frame.duplicated(["entry", "judge"]).any():
        twice = frame.loc[frame.duplicated(["entry", "judge"])].iloc[0]
        raise ColumnError(f"{path}: entry {twice['entry']!r} and judge {twice['judge']!r} are there twice")
    wide = frame.pivot(index="entry", columns="judge", values="affinity").fillna(0)
    return wide.reindex(index=entries["entry"], columns=judges["judge"], fill_value=0).to_numpy()


def _pools(entries: pd.DataFrame, judges: pd.DataFrame) -> Any:
    tracks = _tracks(entries, "entries"), _tracks(judges, "judges")
    return [[track == home for home in tracks[1]] for track in tracks[0]]


def _bridges(count: int | None, entries: pd.DataFrame, judges: pd.DataFrame) -> Bridges | None:
    if count is None:
        return None
    return Bridges(_tracks(entries, "entries"), _tracks(judges, "judges"), count)


def _tracks(frame: pd.DataFrame, what: str) -> list[str]:
    if "track" not in frame.columns or frame["track"].isna().any():
        raise ColumnError(f"pools and bridges need the track of all {what}")
    return [str(track) for track in frame["track"]]


def _summary(answer: Assignment) -> str:
    gap = answer.optimality_gap
    proof = "proved optimal" if gap == 0 else f"at most {gap:g} below the optimum"
    loads = sorted(answer.loads.values())
    juries = len(answer.juries())
    parts = "all judges comparable" if juries == 1 else f"{juries} juries that share no entry"
    load = f"loads {loads[0]} to {loads[-1]}"
    return f"{len(answer.pairs)} reads, affinity {answer.objective:g}, {proof}; {load}; {parts}"
