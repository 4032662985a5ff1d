"""Places from scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.codes import Column
from scoring.errors import ScoreValueError
from scoring.exact import HUNDREDTHS
from scoring.ranks import Ties, ranks

NOISE_DIGITS = 6


def rank(scores: NDArray[Any], *, ties: Ties = "min", within: Column | None = None) -> NDArray[Any]:
    """Places from 1, the highest score first; `within` each group if groups are given.

    Whole numbers are ranked as they are. Estimates are rounded to hundredths first, half up, so that
    noise in the last bits of a float decides nothing: equal to a hundredth is equal. `ties`: "min"
    1224, "max" 1334, "dense" 1223, "ordinal" 1234 in the order given, "average" 1 2.5 2.5 4.
    """
    return ranks(hundredths(scores), ties=ties, within=within)


def hundredths(scores: NDArray[Any]) -> NDArray[np.int64]:
    """Whole numbers unchanged, others as hundredths, rounded half up once."""
    values = np.asarray(scores)
    if values.dtype.kind in "iu":
        return values.astype(np.int64)
    if values.dtype.kind != "f":
        raise ScoreValueError(f"scores are numbers, not {values.dtype}")
    wrong = np.flatnonzero(~(np.abs(values.astype(np.float64)) < 2.0**53 / HUNDREDTHS))
    if wrong.size:
        raise ScoreValueError(f"the score {values[wrong[0]]!r} cannot be ranked", row=int(wrong[0]))
    cleaned = np.round(values.astype(np.float64) * HUNDREDTHS, NOISE_DIGITS)
    return np.floor(cleaned + 0.5).astype(np.int64)
