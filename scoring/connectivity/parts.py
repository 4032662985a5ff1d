"""The parts of a table, whatever holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from scoring.connectivity.graph import Connectivity
from scoring.connectivity.graph import components as of_cells
from scoring.reviews import Reviews, as_reviews

if TYPE_CHECKING:
    import pandas as pd

    from scoring.table import ScoreTable


def components(
    data: Reviews | ScoreTable | pd.DataFrame, *, weights: Mapping[Any, int] | None = None
) -> Connectivity:
    """The parts that share no judge; `weights` weighs the criteria of a table that has them."""
    reviews = as_reviews(data, weights)
    weight = np.ones(len(reviews)) if reviews.weight is None else reviews.weight
    shape = len(reviews.entries), len(reviews.judges)
    cells = sparse.csr_array(sparse.coo_array((weight, (reviews.entry, reviews.judge)), shape=shape))
    return of_cells(cells, reviews.judges, reviews.entries)
