"""One row per judge: how severe, how predictable, how much of the scale he uses, and whether he drifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from scoring.data.errors import ColumnError, MethodError
from scoring.estimate.calibrate.model import AdditiveFit
from scoring.estimate.diagnostics.residuals import Floats, Residuals, added, false_discovery, residuals
from scoring.estimate.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd

ERRATIC, TOO_REGULAR, NARROW, WIDE = "erratic", "too regular", "narrow range", "wide range"


@dataclass(frozen=True, eq=False)
class JudgeReport:
    """Arrays over `judges`. Flags are reasons to look, not findings of fault.

    `severity` in points, between `lower` and `upper` with confidence `level`; `infit` and `outfit` are
    mean squares of the residuals over what the model expects (1; infit gives reviews that carry more
    information more weight); `fit_q` the q-value of misfit either way; `agreement` the share of
    colleagues on the same entries with exactly the same score; `spread` the standard deviation of the
    judge's scores over the usual one, and `spread_q` its q-value: low is central tendency.
    """

    judges: tuple[Any, ...]
    reviews: NDArray[np.int64]
    severity: Floats
    lower: Floats
    upper: Floats
    infit: Floats
    outfit: Floats
    fit_q: Floats
    agreement: Floats
    spread: Floats
    spread_q: Floats
    flags: tuple[tuple[str, ...], ...]
    level: float

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        names = [name for name in self.__dataclass_fields__ if name not in ("judges", "level", "flags")]
        frame = pd.DataFrame({"judge": list(self.judges), **{name: getattr(self, name) for name in names}})
        return frame.assign(flags=[", ".join(flags) for flags in self.flags])


def judge_report(
    fit: AdditiveFit, reviews: Reviews, *, level: float = 0.95, false_discoveries: float = 0.05
) -> JudgeReport:
    """Report on the judges of `reviews`, from which `fit` was made."""
    for value in (level, false_discoveries):
        if not 0 < value < 1:
            raise MethodError(f"levels lie between 0 and 1, not at {value}")
    left = residuals(fit, reviews)
    infit, outfit, fit_p = _fit(left, reviews)
    spread, spread_p = _spread(reviews)
    fit_q, spread_q = false_discovery(fit_p), false_discovery(spread_p)
    margin = stats.norm.ppf((1 + level) / 2) * fit.judges.se
    return JudgeReport(
        judges=reviews.judges,
        reviews=fit.judges.reviews,
        severity=fit.judges.severity,
        lower=fit.judges.severity - margin,
        upper=fit.judges.severity + margin,
        infit=infit,
        outfit=outfit,
        fit_q=fit_q,
        agreement=_agreement(reviews),
        spread=spread,
        spread_q=spread_q,
        flags=_flags(
            (outfit, fit_q, ERRATIC, TOO_REGULAR), (spread, spread_q, WIDE, NARROW), false_discoveries
        ),
        level=level,
    )


def _fit(left: Residuals, reviews: Reviews) -> tuple[Floats, Floats, Floats]:
    """Infit, outfit, and the p-value of outfit as chi-squared over its reviews, either way."""
    known = ~np.isnan(left.variance)
    judge, size = reviews.judge[known], len(reviews.judges)
    value, variance = left.value[known], left.variance[known]
    weight = np.ones(value.size) if reviews.weight is None else reviews.weight[known]
    count = np.bincount(judge, minlength=size)
    squares = np.bincount(judge, weights=value**2 / variance, minlength=size)
    weighted = np.bincount(judge, weights=weight * value**2, minlength=size)
    expected = np.bincount(judge, weights=weight * variance, minlength=size)
    tails = stats.chi2.cdf(squares, np.maximum(count, 1)), stats.chi2.sf(squares, np.maximum(count, 1))
    p_value = np.where(count > 0, np.minimum(2.0 * np.minimum(*tails), 1.0), np.nan)
    return _over(weighted, expected), _over(squares, count.astype(np.float64)), p_value


def _spread(reviews: Reviews) -> tuple[Floats, Floats]:
    """Standard deviation of each judge's scores over the pooled one, and its p-value."""
    judge, size = reviews.judge, len(reviews.judges)
    count = np.bincount(judge, minlength=size)
    centred = reviews.score - np.bincount(judge, weights=reviews.score, minlength=size)[judge] / count[judge]
    squares, freedom = np.bincount(judge, weights=centred**2, minlength=size), count - 1
    pooled = squares.sum() / max(int(freedom.sum()), 1)
    ratio = np.divide(squares, pooled, out=np.full(size, np.nan), where=(freedom > 0) & (pooled > 0))
    tails = stats.chi2.cdf(ratio, np.maximum(freedom, 1)), stats.chi2.sf(ratio, np.maximum(freedom, 1))
    return np.sqrt(_over(ratio, freedom.astype(np.float64))), np.minimum(2.0 * np.minimum(*tails), 1.0)


def _agreement(reviews: Reviews) -> Floats:
    value = np.unique(reviews.score, return_inverse=True)[1]
    key = reviews.entry.astype(np.int64) * (int(value.max()) + 1) + value
    _, place, alike = np.unique(key, return_inverse=True, return_counts=True)
    others = np.bincount(reviews.entry)[reviews.entry] - 1.0
    size = len(reviews.judges)
    same = np.bincount(reviews.judge, weights=alike[place] - 1.0, minlength=size)
    return _over(same, np.bincount(reviews.judge, weights=others, minlength=size))


def _flags(
    fit: tuple[Floats, Floats, str, str], spread: tuple[Floats, Floats, str, str], limit: float
) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for judge in range(fit[0].size):
        flags = [
            (high if value[judge] > 1 else low)
            for value, q_value, high, low in (fit, spread)
            if q_value[judge] < limit
        ]
        found.append(tuple(flags))
    return tuple(found)


def _over(value: NDArray[Any], by: NDArray[Any]) -> Floats:
    return np.asarray(np.divide(value, by, out=np.full(value.shape, np.nan), where=by > 0))


@dataclass(frozen=True, eq=False)
class Drift:
    """Points per unit of time by which each judge's scores rise, and all judges' together (`common`)."""

    judges: tuple[Any, ...]
    slope: Floats
    se: Floats
    p_value: Floats
    q_value: Floats
    common: float
    common_se: float
    common_p: float

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"judge": list(self.judges), "slope": self.slope, "se": self.se}
        return pd.DataFrame({**columns, "p_value": self.p_value, "q_value": self.q_value})


def drift(fit: AdditiveFit, reviews: Reviews, time: Sequence[float] | NDArray[Any]) -> Drift:
    """`time` says when, or as the how-manieth, each review was made, in the order of the reviews."""
    when = np.asarray(time, dtype=np.float64)
    if when.shape != (len(reviews),) or not np.isfinite(when).all():
        raise ColumnError(f"{len(reviews)} reviews need a finite time each")
    size = len(reviews.judges)
    mean = np.bincount(reviews.judge, weights=when, minlength=size) / np.bincount(
        reviews.judge, minlength=size
    )
    centred = when - mean[reviews.judge]
    rows = np.arange(len(reviews))
    own = sparse.csc_array((centred, (rows, reviews.judge)), shape=(len(reviews), size))
    together = sparse.csc_array(centred[:, None])
    found = added(fit, reviews, sparse.csc_array(sparse.hstack([own, together])))
    return Drift(
        judges=reviews.judges,
        slope=found.estimate[:-1],
        se=found.se[:-1],
        p_value=found.p_value[:-1],
        q_value=false_discovery(found.p_value[:-1]),
        common=float(found.estimate[-1]),
        common_se=float(found.se[-1]),
        common_p=float(found.p_value[-1]),
    )
