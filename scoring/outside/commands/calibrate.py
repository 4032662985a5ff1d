"""Put the entries on one scale, each judge's severity taken out, and say how sure the order is.

The table shows calibrated scores beside plain means; what it rests on is printed below it. It advises:
which of the two decides is for the rule-book to say.
"""

from __future__ import annotations

import argparse
import sys
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.data.errors import MethodError
from scoring.data.factorize import Tracks
from scoring.estimate.calibrate import AdditiveFit, fit_additive
from scoring.estimate.diagnostics import judge_report
from scoring.estimate.ranks import rank, tier_probabilities
from scoring.estimate.reviews import Reviews
from scoring.outside.commands import file_argument
from scoring.outside.commands.files import add_output_arguments, entrants_of, pair_argument, put_out
from scoring.outside.commands.options import METHOD, SCORES, TRACKS, add_weight_arguments, reviews_of
from scoring.outside.commands.plot import Line, dots
from scoring.outside.commands.scores import add_table_arguments, scores_of

if TYPE_CHECKING:
    import pandas as pd

EXAMPLE = f"""\
{SCORES}
{TRACKS}
  python -m scoring calibrate scores.csv --weight idea=6000 --weight team=4000 --plot calibrated.svg
{METHOD}
  python -m scoring calibrate scores.csv --method final.toml --entrants entries.csv --tier gold=1 --seed 7
  python -m scoring calibrate scores.csv --weight idea=6000 --weight team=4000 --show judges --out judges.csv"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_table_arguments(parser)
    add_weight_arguments(parser)
    parser.add_argument("--entrants", type=file_argument, metavar="FILE", help="CSV or XLSX: entry, track")
    parser.add_argument(
        "--show", choices=("entries", "judges"), default="entries", help="whom to list (default: entries)"
    )
    parser.add_argument(
        "--judges",
        choices=("random", "fixed"),
        default="random",
        help="severities shrunk by their variance, or least squares (default: random)",
    )
    parser.add_argument(
        "--assume-exchangeable-tracks",
        action="store_true",
        help="state that juries without a common judge are equally severe on average",
    )
    parser.add_argument(
        "--tier",
        action="append",
        default=[],
        metavar="TIER=PLACES",
        type=pair_argument,
        help="places a track: gives each entry's probability of that tier; may be repeated",
    )
    parser.add_argument("--draws", type=int, default=2_000, help="draws for probabilities (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the draws (default: 1)")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw calibrated scores and means")
    add_output_arguments(parser)


def run(options: argparse.Namespace) -> int:
    table = scores_of(options)
    reviews = reviews_of(options, table)
    fit = fit_additive(
        reviews, judge=options.judges, assume_exchangeable_tracks=options.assume_exchangeable_tracks
    )
    tracks = _tracks(options)
    listed = _judges(fit, reviews) if options.show == "judges" else _entries(fit, tracks, options)
    put_out(listed, options.out)
    print(summary(fit), file=sys.stderr)
    if options.plot is not None:
        options.plot.write_text(plot(fit), encoding="utf-8")
    return 0


def _tracks(options: argparse.Namespace) -> Tracks | None:
    entrants = entrants_of(options.entrants)
    return {entrant.entry: entrant.track for entrant in entrants} or None


def _entries(fit: AdditiveFit, tracks: Tracks | None, options: argparse.Namespace) -> pd.DataFrame:
    frame = fit.to_frame().drop(columns="effect")
    within = None if tracks is None else [tracks[entry] for entry in fit.labels]
    frame.insert(0, "place", rank(fit.entries.score, within=within))
    frame["mean_place"] = rank(fit.entries.mean, within=within)
    if within is not None:
        frame.insert(0, "track", within)
    if options.tier:
        quotas = {tier: _places(text) for tier, text in options.tier}
        found = tier_probabilities(fit, quotas, track=tracks, size=options.draws, seed=options.seed)
        for number, tier in enumerate(found.tiers):
            frame[f"P({tier})"] = found.probability[:, number]
    order = ["place", "entry"] if within is None else ["track", "place", "entry"]
    return frame.sort_values(order, ignore_index=True)


def _places(text: str) -> int:
    if not text.isdecimal():
        raise MethodError(f"a tier has a whole number of places, not {text}")
    return int(text)


def _judges(fit: AdditiveFit, reviews: Reviews) -> pd.DataFrame:
    return judge_report(fit, reviews).to_frame().sort_values("severity", ascending=False, ignore_index=True)


def summary(fit: AdditiveFit) -> str:
    """What the calibration rests on, in a few lines."""
    graph, choice = fit.connectivity, fit.choice
    parts = "one part" if graph.connected else f"{graph.count} parts, compared by assumption"
    lines = [
        _variances(fit),
        f"the table hangs together in {parts}; algebraic connectivity {graph.algebraic:.3f}",
    ]
    if graph.articulation_judges:
        lines.append(f"it would fall apart without: {', '.join(map(str, graph.articulation_judges))}")
    if not isnan(choice.p_value):
        tested = f"severity against quality of batches: p = {choice.p_value:.3f}"
        lines.append(f"{tested}, which advises {choice.advice} judges")
    return "\n".join(lines)


def _variances(fit: AdditiveFit) -> str:
    found = fit.components
    if fit.judge == "fixed":
        return f"residual variance {found.residual:.2f} ({fit.method})"
    apart = f"entries {found.entry:.2f}, judges {found.judge:.2f}"
    return f"variances: {apart}, residual {found.residual:.2f} ({fit.method})"


def plot(fit: AdditiveFit) -> str:
    """Calibrated scores with two standard errors, and the plain means behind them; the best on top."""
    entries = fit.entries
    order = sorted(
        range(len(entries.labels)), key=lambda code: (-entries.score[code], str(entries.labels[code]))
    )
    lines = [
        Line(
            str(entries.labels[code]),
            float(entries.score[code]),
            float(entries.score[code] - 2 * entries.se[code]),
            float(entries.score[code] + 2 * entries.se[code]),
            (float(entries.mean[code]),),
        )
        for code in order
    ]
    return dots(lines, title="Calibrated scores ± 2 standard errors, and plain means", axis="points")
