"""One number per review: what a judge's sheet on an entry comes to, with its weight.

The statistical half of the package works on these. They come from a score table (criteria weighted and
summed), from a DataFrame with the columns judge, entry, score and optional weight, or from plain
columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import (
    ColumnError,
    DesignError,
    DuplicateScoreError,
    EmptyTableError,
    MethodError,
    ScoreValueError,
    WeightError,
)
from scoring.data.exact import BASIS_POINTS, HUNDREDTHS, Place
from scoring.data.factorize import Codes, Column, factorize, plain
from scoring.data.groups import sort_rows
from scoring.data.partitioned import reader_of

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable

Floats = NDArray[np.float64]
LARGEST = 1e15


@dataclass(frozen=True, eq=False)
class Reviews:
    """Reviews in columns: `judge` and `entry` are codes into the sorted labels `judges`, `entries`.

    `score` is in points; `weight` is None where every review counts alike, else above nought: how much
    a judge trusts a score, as the inverse of its variance.
    """

    judges: tuple[Any, ...]
    entries: tuple[Any, ...]
    judge: Codes
    entry: Codes
    score: Floats
    weight: Floats | None = None

    def __post_init__(self) -> None:
        for array in (self.judge, self.entry, self.score, self.weight):
            if array is not None:
                array.flags.writeable = False

    def __len__(self) -> int:
        return int(self.score.size)

    @classmethod
    def from_columns(
        cls,
        *,
        judge: Column,
        entry: Column,
        score: Column,
        weight: Column | None = None,
    ) -> Reviews:
        """Build from plain sequences of one length, one review a row.

        Raises EmptyTableError, ColumnError, LabelError, ScoreValueError, WeightError and, where a judge
        scored an entry twice, DuplicateScoreError.
        """
        lengths = {len(column) for column in (judge, entry, score, weight) if column is not None}
        if len(lengths) > 1:
            raise ColumnError(f"the columns must be of one length, not of {sorted(lengths)}")
        if lengths == {0}:
            raise EmptyTableError("there are no scores; give at least one row")
        judges, judge_codes, _ = factorize(judge, "judge")
        entries, entry_codes, _ = factorize(entry, "entry")

        def place(row: int) -> dict[str, Any]:
            return {"row": row, "judge": plain(judge[row]), "entry": plain(entry[row])}

        values = _numbers(score, "score", place)
        weights = None if weight is None else _weights(weight, place)
        reviews = cls(judges, entries, judge_codes, entry_codes, values, weights)
        reviews.require_single()
        return reviews

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, weights: Mapping[Any, int] | None = None) -> Reviews:
        """Build from a DataFrame, pandas' or Dask's; criteria are weighted and summed where it has them."""
        elsewhere = reader_of(frame)
        if elsewhere is not None:
            reviews: Reviews = elsewhere.reviews(frame, weights)
            return reviews
        if "criterion" in frame.columns:
            from scoring.data.table import ScoreTable

            return cls.from_table(ScoreTable.from_frame(frame), weights=weights)
        missing = [name for name in ("judge", "entry", "score") if name not in frame.columns]
        if missing:
            raise ColumnError(f"the table lacks {missing}; it has {list(frame.columns)}")
        names = [name for name in ("judge", "entry", "score", "weight") if name in frame.columns]
        columns: dict[str, Any] = {name: frame[name].to_numpy() for name in names}
        return cls.from_columns(**columns)

    @classmethod
    def from_table(cls, table: ScoreTable, *, weights: Mapping[Any, int] | None = None) -> Reviews:
        """Each sheet's total, criteria weighted by `weights` in basis points; rows by entry, then judge."""
        from scoring.decide.totals import require_complete, sheet_totals, sheet_weights, weighting

        parts, groups = weighting(table, weights), table.groups
        require_complete(table)
        score = sheet_totals(table, parts) / (HUNDREDTHS * parts.scale)
        weight = sheet_weights(table)
        return cls(
            judges=table.judges,
            entries=table.entries,
            judge=groups.judge,
            entry=groups.entry,
            score=score.astype(np.float64),
            weight=None if weight is None else weight / BASIS_POINTS,
        )

    @cached_property
    def in_order(self) -> Reviews:
        """The same reviews by entry, then judge: what is added up this way does not depend on row order."""
        if bool((self._keys[1:] > self._keys[:-1]).all()):
            return self
        order, _ = sort_rows([(self.entry, len(self.entries)), (self.judge, len(self.judges))])
        return self.keep(order)

    @property
    def _keys(self) -> NDArray[np.int64]:
        return self.entry.astype(np.int64) * len(self.judges) + self.judge

    def keep(self, rows: NDArray[Any]) -> Reviews:
        """Those rows, by number or by mask, under the same codes."""
        weight = None if self.weight is None else self.weight[rows]
        return Reviews(
            self.judges, self.entries, self.judge[rows], self.entry[rows], self.score[rows], weight
        )

    def require_single(self) -> None:
        """Raise DuplicateScoreError where a judge scored an entry twice."""
        ordered = self.in_order._keys
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        if twice.size:
            entry, judge = divmod(int(twice[0]), len(self.judges))
            raise DuplicateScoreError(
                "scored twice; keep one row, or combine the two before they come here",
                row=int(np.flatnonzero(self._keys == twice[0])[1]),
                judge=self.judges[judge],
                entry=self.entries[entry],
            )


def as_reviews(
    data: Reviews | ScoreTable | pd.DataFrame, weights: Mapping[Any, int] | None = None
) -> Reviews:
    """Reviews of whatever holds scores; `weights` weighs the criteria of a table that has them."""
    from scoring.data.table import ScoreTable

    if isinstance(data, Reviews):
        return data
    if isinstance(data, ScoreTable):
        return Reviews.from_table(data, weights=weights)
    return Reviews.from_frame(data, weights=weights)


def _numbers(column: Column, noun: str, place: Place) -> Floats:
    error = WeightError if noun == "weight" else ScoreValueError
    array = np.asarray(column)
    if array.dtype.kind not in "iuf":
        row = next((row for row, value in enumerate(column) if not _is_number(value)), 0)
        raise error(f"the {noun} {column[row]!r} is not a number; convert it first", **place(row))
    wrong = np.flatnonzero(~(np.abs(array) <= LARGEST))
    if wrong.size:
        row = int(wrong[0])
        fault = f"is missing, infinite or beyond {LARGEST:g}; correct it or leave the row out"
        raise error(f"the {noun} {plain(column[row])!r} {fault}", **place(row))
    return array.astype(np.float64)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def _weights(column: Column, place: Place) -> Floats:
    values = _numbers(column, "weight", place)
    low = np.flatnonzero(values <= 0)
    if low.size:
        row = int(low[0])
        fault = "must be above 0; leave the row out instead"
        raise WeightError(f"the weight {plain(column[row])!r} {fault}", **place(row))
    return values


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
