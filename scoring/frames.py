"""The columns of a pandas DataFrame, ready for `ScoreTable.from_columns`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.codes import Codes
from scoring.errors import ColumnError

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("judge", "entry", "score")
OPTIONAL = ("criterion", "weight")


def columns_of(frame: pd.DataFrame, names: Mapping[str, str]) -> dict[str, Any]:
    unknown = set(names) - {*NEEDED, *OPTIONAL}
    if unknown:
        raise ColumnError(f"columns name judge, entry, criterion, score or weight, not {sorted(unknown)}")
    missing = [names.get(key, key) for key in NEEDED if names.get(key, key) not in frame.columns]
    if missing:
        raise ColumnError(f"the table lacks {missing}; it has {list(frame.columns)}")
    present = [key for key in (*NEEDED, *OPTIONAL) if names.get(key, key) in frame.columns]
    return {key: _values(frame[names.get(key, key)], key) for key in present}


def _values(series: pd.Series[Any], key: str) -> Any:
    values = series.to_numpy()
    if key in ("score", "weight") or values.dtype.kind in "iu":
        return values
    return Factorised(series)


class Factorised:
    """A column of labels that pandas numbers faster than a loop would."""

    def __init__(self, series: pd.Series[Any]) -> None:
        self.series = series

    def __len__(self) -> int:
        return len(self.series)

    def __getitem__(self, row: int) -> Any:
        return self.series.iloc[row]

    def first_seen(self) -> tuple[list[Any], Codes]:
        codes, labels = self.series.factorize()
        return labels.tolist(), codes.astype(np.int32)
