"""Scores made comparable within each judge. For comparison only: nothing here may decide a prize."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import MethodError
from scoring.data.table import ScoreTable
from scoring.decide.totals import require_complete, require_equal_weights, sheet_totals, weighting

if TYPE_CHECKING:
    import pandas as pd

Scheme = Literal["zscore", "minmax", "rank"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Normalized:
    """`values` (entries,) is the mean of the judges' normalised totals; it has no unit.

    `flat_judges` gave all their entries the same total, or read only one: they carry no order and
    count with the middle value.
    """

    entries: tuple[Any, ...]
    values: Floats
    n_judges: NDArray[np.int64]
    flat_judges: tuple[Any, ...]
    method: Scheme

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({"entry": list(self.entries), "value": self.values, "n_judges": self.n_judges})


def normalize(
    table: ScoreTable, weights: Mapping[Any, int] | None = None, method: Scheme = "zscore"
) -> Normalized:
    """The mean over judges of their totals, each judge's made alike first.

    "zscore" subtracts the judge's mean and divides by the standard deviation (n - 1), "minmax" maps
    the judge's lowest to 0 and highest to 1, "rank" maps the places evenly from 0 to 1.

    All three assume that every judge read an equally good batch. Where batches differ, a judge of
    strong entries drags them down and a judge of weak ones lifts those; the design "sorted" of
    `python -m scoring simulate` shows what that costs. With fewer than about eight entries a judge
    the deviation is noise, and "minmax" rests on the two most extreme marks alone. To correct
    severity, fit it: `scoring.calibrate`.
    """
    schemes = {"zscore": _zscore, "minmax": _minmax, "rank": _rank}
    if method not in schemes:
        raise MethodError(f"the method is one of {', '.join(schemes)}, not {method!r}")
    parts = weighting(table, weights)
    require_complete(table)
    require_equal_weights(table, f"normalize by {method}")
    totals = sheet_totals(table, parts).astype(np.float64) / parts.scale
    judge, judges = table.groups.judge, len(table.judges)
    values, flat = schemes[method](totals, judge, judges)
    means = np.add.reduceat(values, table.groups.first) / table.groups.count
    flat_judges = tuple(table.judges[code] for code in np.flatnonzero(flat).tolist())
    return Normalized(table.entries, means, table.groups.count, flat_judges, method)


def _zscore(totals: Floats, judge: NDArray[np.int32], judges: int) -> tuple[Floats, NDArray[np.bool_]]:
    count = np.bincount(judge, minlength=judges)
    low, high = _extremes(totals, judge, judges)
    centred = totals - (np.bincount(judge, totals, judges) / count)[judge]
    flat = low == high
    spread = np.sqrt(np.bincount(judge, centred**2, judges) / np.maximum(count - 1, 1))
    return np.where(flat[judge], 0.0, centred / np.where(flat, 1.0, spread)[judge]), flat


def _minmax(totals: Floats, judge: NDArray[np.int32], judges: int) -> tuple[Floats, NDArray[np.bool_]]:
    low, high = _extremes(totals, judge, judges)
    flat = low == high
    scaled = (totals - low[judge]) / np.where(flat, 1.0, high - low)[judge]
    return np.where(flat[judge], 0.5, scaled), flat


def _rank(totals: Floats, judge: NDArray[np.int32], judges: int) -> tuple[Floats, NDArray[np.bool_]]:
    from scoring.decide.ranks import around

    below, tied, above = around(judge, totals)
    others = below + tied + above
    low, high = _extremes(totals, judge, judges)
    return np.where(others == 0, 0.5, (below + tied / 2) / np.maximum(others, 1)), low == high


def _extremes(totals: Floats, judge: NDArray[np.int32], judges: int) -> tuple[Floats, Floats]:
    low, high = np.full(judges, np.inf), np.full(judges, -np.inf)
    np.minimum.at(low, judge, totals)
    np.maximum.at(high, judge, totals)
    return low, high
