"""What goes together too well: the criteria of one judge (halo), the residuals of two (do they confer?)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from scoring.data.errors import DesignError, MethodError
from scoring.data.exact import HUNDREDTHS
from scoring.estimate.calibrate.model import AdditiveFit
from scoring.estimate.diagnostics.residuals import Floats, false_discovery, residuals
from scoring.estimate.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable

FEWEST = 5
FEWEST_SHARED = 4
MIRRORED = -0.9
PERFECT = 1.0 - 1e-9


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
    from scoring.decide.totals import require_complete

    criteria = len(table.criteria)
    if criteria < 2:
        raise DesignError("halo shows between criteria; the table has but one")
    require_complete(table)
    scores = table.groups.score.reshape(-1, criteria) / HUNDREDTHS
    judge, size = table.groups.judge, len(table.judges)
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


@dataclass(frozen=True, eq=False)
class PairCorrelations:
    """Correlations of two judges' residuals over the entries both scored."""

    judge: tuple[Any, ...]
    other: tuple[Any, ...]
    shared: NDArray[np.int64]
    correlation: Floats
    p_value: Floats
    q_value: Floats

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        names = ("judge", "other", "shared", "correlation", "p_value", "q_value")
        return pd.DataFrame({name: list(getattr(self, name)) for name in names})


def residual_correlation(
    fit: AdditiveFit, reviews: Reviews, *, fewest: int = FEWEST_SHARED
) -> PairCorrelations:
    """Pairs of judges with at least `fewest` entries in common, the most suspicious first.

    Residuals of one entry add up to about nought, so two of m judges are expected to correlate by
    -1 / (m - 1) without any dealings; the test takes that as its origin. Where two judges are all an
    entry has, their residuals are mirror images and tell nothing: no p-value.
    """
    if fewest < FEWEST_SHARED:
        raise MethodError(f"a correlation needs at least {FEWEST_SHARED} shared entries, not {fewest}")
    left = residuals(fit, reviews)
    value = np.where(np.isnan(left.variance), 0.0, left.standardised)
    judge, other, count = _sharing(reviews, fewest)
    correlation = _correlation(reviews, value, (judge, other))
    p_value = _p_value(correlation, _by_chance(reviews, (judge, other)) / count, count)
    order = np.argsort(p_value, kind="stable")
    return PairCorrelations(
        judge=tuple(reviews.judges[code] for code in judge[order]),
        other=tuple(reviews.judges[code] for code in other[order]),
        shared=count[order].astype(np.int64),
        correlation=correlation[order],
        p_value=p_value[order],
        q_value=false_discovery(p_value)[order],
    )


def _sharing(reviews: Reviews, fewest: int) -> tuple[Any, Any, Floats]:
    """Pairs of judges, by code, with the number of entries that both scored."""
    ones = _table(reviews, np.ones(len(reviews)))
    shared = sparse.triu(ones.T @ ones, k=1).tocoo()
    enough = shared.data >= fewest
    return shared.coords[0][enough], shared.coords[1][enough], shared.data[enough]


def _correlation(reviews: Reviews, value: Floats, pairs: tuple[Any, Any]) -> Floats:
    table, square, ones = (_table(reviews, data) for data in (value, value**2, np.ones(value.size)))
    product = _picked(table.T @ table, pairs)
    scale = np.sqrt(_picked(square.T @ ones, pairs) * _picked(ones.T @ square, pairs))
    return np.asarray(np.divide(product, scale, out=np.zeros_like(product), where=scale > 0))


def _by_chance(reviews: Reviews, pairs: tuple[Any, Any]) -> Floats:
    """The sum over shared entries of the correlation that panels of their size bring with them."""
    panel = np.bincount(reviews.entry, minlength=len(reviews.entries))[reviews.entry]
    chance = _table(reviews, -1.0 / np.maximum(panel - 1.0, 1.0))
    return _picked(chance.T @ _table(reviews, np.ones(len(reviews))), pairs)


def _p_value(correlation: Floats, chance: Floats, count: Floats) -> Floats:
    """Two-sided, by Fisher's z about what chance brings."""
    known = chance > MIRRORED
    distance = np.arctanh(np.clip(correlation, -PERFECT, PERFECT)) - np.arctanh(np.where(known, chance, 0.0))
    return np.where(known, 2.0 * stats.norm.sf(np.abs(distance) * np.sqrt(count - 3.0)), np.nan)


def _table(reviews: Reviews, data: Floats) -> sparse.csr_array:
    shape = len(reviews.entries), len(reviews.judges)
    return sparse.csr_array((data, (reviews.entry, reviews.judge)), shape=shape)


def _picked(matrix: sparse.csr_array, pairs: tuple[Any, Any]) -> Floats:
    return np.asarray(sparse.csr_array(matrix)[pairs[0], pairs[1]], dtype=np.float64).ravel()
