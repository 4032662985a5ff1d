"""What is left of each score, and how much of that is to be expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from scoring.calibrate.fit import AdditiveFit
from scoring.diagnostics.added import require_match
from scoring.diagnostics.flags import Floats, false_discovery
from scoring.errors import MethodError
from scoring.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd

NOTHING = 1e-8
FEWEST_SHARED = 4


@dataclass(frozen=True, eq=False)
class Residuals:
    """Score less the fitted entry and judge, and its variance if the model is right (nan where entry
    and judge fit the score whatever it is); in the order of the reviews."""

    value: Floats
    variance: Floats

    @property
    def standardised(self) -> Floats:
        return np.asarray(self.value / np.sqrt(self.variance))


def residuals(fit: AdditiveFit, reviews: Reviews) -> Residuals:
    """Of `reviews`, from which `fit` was made."""
    require_match(fit, reviews)
    fitted = fit.entries.score[reviews.entry] - fit.judges.severity[reviews.judge]
    weight = np.ones(len(reviews)) if reviews.weight is None else reviews.weight
    noise = fit.posterior.variance / weight
    variance = noise - _by_review(fit, reviews)
    return Residuals(reviews.score - fitted, np.where(variance > NOTHING * noise, variance, np.nan))


def _by_review(fit: AdditiveFit, reviews: Reviews) -> Floats:
    """The posterior's variances of cells, in the order of the reviews."""
    cells = fit.posterior.sides.incidence.copy()
    cells.data = fit.posterior.cell_variances()
    ordered = cells if fit.posterior.sides.judges_short else sparse.csr_array(cells.T)
    ordered.sort_indices()
    keys = reviews.entry.astype(np.int64) * len(reviews.judges) + reviews.judge
    rank = np.empty(keys.size, dtype=np.int64)
    rank[np.argsort(keys, kind="stable")] = np.arange(keys.size)
    return np.asarray(ordered.data[rank])


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
    -1 / (m - 1) without any dealings; the test takes that as its origin.
    """
    if fewest < FEWEST_SHARED:
        raise MethodError(f"a correlation needs at least {FEWEST_SHARED} shared entries, not {fewest}")
    left = residuals(fit, reviews)
    value = np.where(np.isnan(left.variance), 0.0, left.standardised)
    shape = len(reviews.entries), len(reviews.judges)
    panel = np.bincount(reviews.entry, minlength=shape[0])
    origin = -1.0 / np.maximum(panel[reviews.entry] - 1.0, 1.0)
    table, square, ones, chance = (
        sparse.csr_array((data, (reviews.entry, reviews.judge)), shape=shape)
        for data in (value, value**2, np.ones(value.size), origin)
    )
    shared = sparse.triu(ones.T @ ones, k=1).tocoo()
    enough = shared.data >= fewest
    judge, other = (codes[enough] for codes in shared.coords)
    count = shared.data[enough]
    product = _picked(table.T @ table, judge, other)
    scale = np.sqrt(_picked(square.T @ ones, judge, other) * _picked(ones.T @ square, judge, other))
    expected = _picked(chance.T @ ones, judge, other) / count
    correlation = np.divide(product, scale, out=np.zeros_like(product), where=scale > 0)
    distance = np.arctanh(np.clip(correlation, -0.999999, 0.999999)) - np.arctanh(
        np.clip(expected, -0.9, 0.9)
    )
    p_value = 2.0 * stats.norm.sf(np.abs(distance) * np.sqrt(count - 3.0))
    order = np.argsort(p_value, kind="stable")
    return PairCorrelations(
        judge=tuple(reviews.judges[code] for code in judge[order]),
        other=tuple(reviews.judges[code] for code in other[order]),
        shared=count[order].astype(np.int64),
        correlation=correlation[order],
        p_value=p_value[order],
        q_value=false_discovery(p_value)[order],
    )


def _picked(matrix: sparse.csr_array, rows: Any, columns: Any) -> Floats:
    return np.asarray(sparse.csr_array(matrix)[rows, columns], dtype=np.float64).ravel()
