"""The columns of a pandas DataFrame, ready for `ScoreTable.from_columns`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.data.errors import ColumnError
from scoring.data.factorize import Codes

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("judge", "entry", "score")
OPTIONAL = ("criterion", "weight")


def columns_of(frame: pd.DataFrame, names: Mapping[str, str]) -> dict[str, Any]:
    return {key: _values(frame[name], key) for key, name in pick(list(frame.columns), names).items()}


def pick(available: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Which of the available columns is the judge, the entry and so on; `names` where they differ."""
    unknown = sorted(set(names) - {*NEEDED, *OPTIONAL})
    if unknown:
        raise ColumnError(f"columns name judge, entry, criterion, score or weight, not {unknown}")
    wanted = {key: names.get(key, key) for key in (*NEEDED, *OPTIONAL)}
    due = {name for key, name in wanted.items() if key in NEEDED or key in names}
    missing = sorted(due - set(available))
    if missing:
        raise ColumnError(f"the table lacks {missing}; it has {list(available)}")
    return {key: name for key, name in wanted.items() if name in available}


def _values(series: pd.Series[Any], key: str) -> Any:
    values = series.to_numpy()
    if key in ("score", "weight") or values.dtype.kind in "iu":
        return values
    return PandasLabels(series)


class PandasLabels:
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
