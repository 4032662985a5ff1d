"""Halo: a judge who sees one merit in every criterion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.diagnostics.flags import Floats, false_discovery
from scoring.errors import DesignError
from scoring.exact import HUNDREDTHS

if TYPE_CHECKING:
    import pandas as pd

    from scoring.table import ScoreTable

FEWEST = 5


@dataclass(frozen=True, eq=False)
class Halo:
    """`correlation` of a judge's criteria over the sheets he filled in (mean over pairs of criteria),
    `usual` that of all judges together, `q_value` of a higher one; nan under five sheets."""

    judges: tuple[Any, ...]
    sheets: NDArray[np.int64]
    correlation: Floats
    usual: float
    p_value: Floats
    q_value: Floats

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"judge": list(self.judges), "sheets": self.sheets, "correlation": self.correlation}
        return pd.DataFrame({**columns, "p_value": self.p_value, "q_value": self.q_value})


def halo(table: ScoreTable) -> Halo:
    """Compare each judge's correlation between criteria with everybody's (Fisher's z, one-sided)."""
    from scoring.totals import require_complete

    criteria = len(table.criteria)
    if criteria < 2:
        raise DesignError("halo shows between criteria; the table has but one")
    require_complete(table)
    scores = table.cells.score.reshape(-1, criteria) / HUNDREDTHS
    judge, size = table.cells.judge, len(table.judges)
    count = np.bincount(judge, minlength=size)
    covariance, variance = _moments(scores, judge, count)
    usual = float(covariance.sum() / variance.sum()) if variance.sum() > 0 else float("nan")
    enough = (count >= FEWEST) & (variance > 0)
    correlation = np.divide(covariance, variance, out=np.full(size, np.nan), where=enough)
    limit = 1.0 - 1e-9
    distance = np.arctanh(np.clip(correlation, -limit, limit)) - np.arctanh(np.clip(usual, -limit, limit))
    p_value = stats.norm.sf(distance * np.sqrt(np.maximum(count - 3.0, 1.0)))
    return Halo(table.judges, count, correlation, usual, p_value, false_discovery(p_value))


def _moments(scores: Floats, judge: NDArray[np.int32], count: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """By judge: the mean covariance of two criteria, and the mean variance of one (both times sheets)."""
    size, criteria = count.size, scores.shape[1]
    means = np.column_stack([np.bincount(judge, weights=column, minlength=size) for column in scores.T])
    centred = scores - (means / np.maximum(count, 1)[:, None])[judge]
    own = np.bincount(judge, weights=(centred**2).sum(axis=1), minlength=size)
    joint = np.bincount(judge, weights=centred.sum(axis=1) ** 2, minlength=size) - own
    return joint / (criteria * (criteria - 1)), own / criteria
