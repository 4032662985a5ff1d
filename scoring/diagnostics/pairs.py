"""Two judges whose residuals go together: do they confer?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from scoring.calibrate.fit import AdditiveFit
from scoring.diagnostics.flags import Floats, false_discovery
from scoring.diagnostics.residuals import residuals
from scoring.errors import MethodError
from scoring.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd

FEWEST_SHARED = 4
MIRRORED = -0.9
PERFECT = 1.0 - 1e-9


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
    told = chance > MIRRORED
    distance = np.arctanh(np.clip(correlation, -PERFECT, PERFECT)) - np.arctanh(np.where(told, chance, 0.0))
    return np.where(told, 2.0 * stats.norm.sf(np.abs(distance) * np.sqrt(count - 3.0)), np.nan)


def _table(reviews: Reviews, data: Floats) -> sparse.csr_array:
    shape = len(reviews.entries), len(reviews.judges)
    return sparse.csr_array((data, (reviews.entry, reviews.judge)), shape=shape)


def _picked(matrix: sparse.csr_array, pairs: tuple[Any, Any]) -> Floats:
    return np.asarray(sparse.csr_array(matrix)[pairs[0], pairs[1]], dtype=np.float64).ravel()
