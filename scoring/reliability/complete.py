"""A table in which every judge scored every entry, as a matrix."""

from __future__ import annotations

from typing import Any

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
    gaps = shape[0] * shape[1] - len(reviews)
    if gaps:
        entry, judge = _first_gap(reviews)
        raise DesignError(f"no score, nor in {gaps - 1} other places; {instead}", judge=judge, entry=entry)
    return reviews.in_order.score.reshape(shape)


def _first_gap(reviews: Reviews) -> tuple[Any, Any]:
    """Entry and judge, without a matrix: it might be far too large."""
    ordered, judges = reviews.in_order, len(reviews.judges)
    place = ordered.entry.astype(np.int64) * judges + ordered.judge
    moved = np.flatnonzero(place != np.arange(place.size))
    entry, judge = divmod(int(moved[0]) if moved.size else place.size, judges)
    return reviews.entries[entry], reviews.judges[judge]
