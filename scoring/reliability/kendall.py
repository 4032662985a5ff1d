"""Kendall's coefficient of concordance: do the judges put the entries in the same order?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from scoring.errors import DesignError
from scoring.reliability.complete import Floats, complete_matrix
from scoring.reviews import Reviews, as_reviews

if TYPE_CHECKING:
    import pandas as pd

    from scoring.table import ScoreTable


@dataclass(frozen=True, slots=True)
class Concordance:
    """`w` from 0 to 1; `s` the squared deviations of the rank sums; `statistic` is about chi-squared
    with `freedom` degrees of freedom if the judges' orders have nothing in common."""

    w: float
    s: float
    statistic: float
    freedom: int
    p_value: float

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame([{name: getattr(self, name) for name in self.__dataclass_fields__}])


def kendall_w(
    data: Reviews | ScoreTable | pd.DataFrame, *, weights: Mapping[Any, int] | None = None
) -> Concordance:
    """W of a complete table, entries that tie sharing their ranks (Kendall and Gibbons 1990, ch. 6)."""
    table = complete_matrix(as_reviews(data, weights), "W needs complete rankings; use krippendorff_alpha")
    entries, judges = table.shape
    ranks = stats.rankdata(table, axis=0)
    deviation = ranks.sum(axis=1) - judges * (entries + 1) / 2.0
    squares = float(deviation @ deviation)
    room = judges**2 * (entries**3 - entries) - judges * sum(_ties(column) for column in table.T)
    if room == 0:
        raise DesignError("every judge gave all entries the same score: there is no order to compare")
    value = 12.0 * squares / room
    statistic = judges * (entries - 1) * value
    return Concordance(value, squares, statistic, entries - 1, float(stats.chi2.sf(statistic, entries - 1)))


def _ties(scores: Floats) -> float:
    """Sum of t^3 - t over groups of t equal scores."""
    count = np.unique(scores, return_counts=True)[1].astype(np.float64)
    return float((count**3 - count).sum())
