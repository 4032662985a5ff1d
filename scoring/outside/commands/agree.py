"""How far the judges agree, and how many of them a reliable score takes."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from scoring.data.errors import DesignError, MethodError
from scoring.estimate.reliability import (
    GStudy,
    d_study,
    g_study,
    icc,
    icc_from_components,
    judges_needed,
    kendall_w,
    krippendorff_alpha,
)
from scoring.estimate.reviews import Reviews
from scoring.outside.commands.files import add_output_arguments, put_out
from scoring.outside.commands.options import SCORES, add_weight_arguments, reviews_of
from scoring.outside.commands.scores import add_table_arguments, scores_of

if TYPE_CHECKING:
    import pandas as pd

EXAMPLE = f"""\
{SCORES}
  python -m scoring agree scores.csv --weight idea=6000 --weight team=4000
  python -m scoring agree scores.csv --weight idea=6000 --weight team=4000 --level ordinal --reliability 0.85
  python -m scoring agree scores.csv --weight idea=6000 --weight team=4000 --show judges --out how-many-judges.csv"""
PANELS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_table_arguments(parser)
    add_weight_arguments(parser)
    parser.add_argument(
        "--level",
        choices=("nominal", "ordinal", "interval", "ratio"),
        default="interval",
        help="the scale for Krippendorff's alpha (default: interval)",
    )
    parser.add_argument(
        "--show",
        choices=("coefficients", "judges"),
        default="coefficients",
        help="coefficients of agreement, or reliability by number of judges",
    )
    parser.add_argument(
        "--reliability", type=float, default=0.8, metavar="R", help="what to reach (default: 0.8)"
    )
    parser.add_argument(
        "--assume-exchangeable-tracks",
        action="store_true",
        help="state that juries without a common judge are equally severe on average",
    )
    add_output_arguments(parser)


def run(options: argparse.Namespace) -> int:
    table = scores_of(options)
    reviews = reviews_of(options, table)
    study = g_study(reviews, assume_exchangeable_tracks=options.assume_exchangeable_tracks)
    frame = (
        d_study(study, PANELS).to_frame()
        if options.show == "judges"
        else coefficients(reviews, study, options)
    )
    put_out(frame, options.out)
    print(needed(study, options.reliability), file=sys.stderr)
    return 0


def coefficients(reviews: Reviews, study: GStudy, options: argparse.Namespace) -> pd.DataFrame:
    """All that the table allows, one row each."""
    import pandas as pd

    alpha = krippendorff_alpha(reviews, level=options.level)
    panel = max(round(len(reviews) / len(reviews.entries)), 1)
    general = icc_from_components(study.components, judges=panel)
    share = study.share
    rows = [
        (f"Krippendorff's alpha, {options.level}", alpha.value),
        ("ICC, agreement of one judge", general.agreement),
        ("ICC, consistency of one judge", general.consistency),
        (f"ICC, agreement of {panel} judges", general.agreement_of_mean),
        (f"ICC, consistency of {panel} judges", general.consistency_of_mean),
        ("share of variance: entries", share.entry),
        ("share of variance: judges' severity", share.judge),
        ("share of variance: residual", share.residual),
    ]
    return pd.DataFrame([*rows, *_of_complete(reviews)], columns=["coefficient", "value"])


def _of_complete(reviews: Reviews) -> list[tuple[str, float]]:
    """What only a table without gaps and weights has."""
    try:
        concordance, six = kendall_w(reviews), icc(reviews)
    except (DesignError, MethodError):
        return []
    named = [(f"ICC({name})", float(value)) for name, value in zip(six.names, six.value, strict=True)]
    return [("Kendall's W", concordance.w), *named]


def needed(study: GStudy, reliability: float) -> str:
    """How many judges an entry would need, in a sentence."""
    plain = judges_needed(study, reliability=reliability)
    calibrated = judges_needed(study, reliability=reliability, calibrated=True)
    return (
        f"a reliability of {reliability:g} takes {plain} judges an entry with plain means, "
        f"{calibrated} if severity is taken out"
    )
