"""What is left of each score, and how much of that is to be expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from scoring.calibrate.fit import AdditiveFit
from scoring.diagnostics.added import require_match
from scoring.diagnostics.flags import Floats
from scoring.reviews import Reviews

NOTHING = 1e-8


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
