"""The same scores by several methods, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau

from scoring.data.errors import ColumnError, MethodError
from scoring.data.factorize import Tracks, track_codes
from scoring.decide.ranks import hundredths, rank

if TYPE_CHECKING:
    import pandas as pd


Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SideBySide:
    """`rank` (entries x methods) within tracks; `agreement` (methods x methods) Kendall's tau-b over
    all entries' ranks; `always` win by every method, `sometimes` by some of them."""

    labels: tuple[Any, ...]
    methods: tuple[str, ...]
    rank: NDArray[np.int64]
    agreement: Floats
    places: int

    @property
    def always(self) -> tuple[Any, ...]:
        return self._named((self.rank <= self.places).all(axis=1))

    @property
    def sometimes(self) -> tuple[Any, ...]:
        wins = self.rank <= self.places
        return self._named(wins.any(axis=1) & ~wins.all(axis=1))

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {name: self.rank[:, number] for number, name in enumerate(self.methods)}
        return pd.DataFrame({"entry": list(self.labels), **columns})

    def _named(self, chosen: Any) -> tuple[Any, ...]:
        return tuple(label for label, take in zip(self.labels, chosen, strict=True) if take)


def side_by_side(
    scores: Mapping[str, NDArray[Any]], labels: Sequence[Any], *, places: int, track: Tracks | None = None
) -> SideBySide:
    """Compare `scores` (method to one score for each of `labels`) at the line below the last of `places`."""
    if not scores:
        raise MethodError("give the scores of at least one method")
    for name, values in scores.items():
        if len(values) != len(labels):
            raise ColumnError(f"method {name!r} has {len(values)} scores for {len(labels)} entries")
    names, code = track_codes(labels, track)
    within = [names[number] for number in code]
    ranked = np.column_stack([rank(hundredths(values), within=within) for values in scores.values()])
    agreement = np.array([[_tau(left, right) for right in ranked.T] for left in ranked.T])
    return SideBySide(tuple(labels), tuple(scores), ranked, agreement, places)


def _tau(left: NDArray[np.int64], right: NDArray[np.int64]) -> float:
    """Kendall's tau-b; not a number where one side has no order at all."""
    if left.min() == left.max() or right.min() == right.max():
        return float("nan")
    return float(kendalltau(left, right).statistic)
