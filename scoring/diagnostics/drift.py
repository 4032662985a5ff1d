"""Drift: a judge who becomes harsher or kinder as he goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.calibrate.fit import AdditiveFit
from scoring.diagnostics.added import added
from scoring.diagnostics.flags import Floats, false_discovery
from scoring.errors import ColumnError
from scoring.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd


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
