"""A table in which every judge scored every entry, as a matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.errors import DesignError, MethodError
from scoring.reviews import Reviews

Floats = NDArray[np.float64]


def complete_matrix(reviews: Reviews, instead: str) -> Floats:
    """Entries x judges, at least two of each; refused with the first gap, and what to use `instead`."""
    if reviews.weight is not None and (reviews.weight != reviews.weight[0]).any():
        raise MethodError(f"weights that differ have no place in this coefficient; {instead}")
    shape = len(reviews.entries), len(reviews.judges)
    if min(shape) < 2:
        raise DesignError(f"{shape[0]} entries and {shape[1]} judges are too few; at least two of each")
    matrix = np.full(shape, np.nan)
    matrix[reviews.entry, reviews.judge] = reviews.score
    gap = np.argwhere(np.isnan(matrix))
    if gap.size:
        entry, judge = reviews.entries[gap[0, 0]], reviews.judges[gap[0, 1]]
        raise DesignError(
            f"no score, nor in {len(gap) - 1} other places; {instead}", judge=judge, entry=entry
        )
    return matrix
