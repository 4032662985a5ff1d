"""The rows of a partition, read, coded, cut by entries and put together again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.reviews import Reviews
from scoring.spread.labels import Known, numbers
from scoring.table import ScoreTable, Unit

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Reading:
    """How partitions are read: as tables of exact scores, or as reviews with one number each."""

    columns: Mapping[str, str]
    unit: Unit
    exact: bool

    def __call__(self, frame: pd.DataFrame, number: int) -> ScoreTable | Reviews | None:
        """None where a partition is empty; a fault says in which partition it stands."""
        if not len(frame):
            return None
        try:
            if self.exact:
                return ScoreTable.from_frame(frame, columns=self.columns, unit=self.unit)
            return Reviews.from_frame(frame)
        except ScoringError as fault:
            fault.args = (f"partition {number} (the first is 0), {fault}",)
            raise


@dataclass(frozen=True, eq=False, slots=True)
class Coded:
    """Rows under the codes of all partitions, in numbers as narrow as they go."""

    judge: NDArray[Any]
    entry: NDArray[Any]
    criterion: NDArray[Any]
    score: NDArray[Any]
    weight: NDArray[Any] | None

    def __getitem__(self, rows: NDArray[Any] | slice) -> Coded:
        weight = None if self.weight is None else self.weight[rows]
        return Coded(self.judge[rows], self.entry[rows], self.criterion[rows], self.score[rows], weight)


def coded(rows: ScoreTable | Reviews | None, known: Known) -> Coded | None:
    if rows is None:
        return None
    judge = numbers(rows.judges, known.judges)[rows.judge]
    entry = numbers(rows.entries, known.entries)[rows.entry]
    criterion = np.zeros(len(rows), dtype=np.int32)
    if isinstance(rows, ScoreTable):
        criterion = numbers(rows.criteria, known.criteria)[rows.criterion]
    weight = None if rows.weight is None else _narrow(rows.weight)
    return Coded(judge, entry, _narrow(criterion), _narrow(rows.score), weight)


def cut(rows: Coded | None, edges: NDArray[np.int64]) -> list[Coded | None]:
    """The rows of each range of entries; range r holds the entries from edges[r] up to edges[r + 1]."""
    ranges = edges.size - 1
    if rows is None:
        return [None] * ranges
    place = np.searchsorted(edges, rows.entry, side="right") - 1
    order = np.argsort(place.astype(np.int32), kind="stable")
    ends = np.cumsum(np.bincount(place, minlength=ranges))
    return [rows[order[end - size : end]] for end, size in zip(ends, np.diff(ends, prepend=0), strict=True)]


def joined(pieces: Sequence[Coded | None]) -> Coded:
    """The pieces one after the other."""
    some = [piece for piece in pieces if piece is not None]
    weights = [piece.weight for piece in some if piece.weight is not None]
    return Coded(
        judge=np.concatenate([piece.judge for piece in some]),
        entry=np.concatenate([piece.entry for piece in some]),
        criterion=np.concatenate([piece.criterion for piece in some]),
        score=np.concatenate([piece.score for piece in some]),
        weight=np.concatenate(weights) if weights else None,
    )


def decoded(rows: Coded, known: Known, span: tuple[int, int], *, exact: bool) -> ScoreTable | Reviews:
    """Those rows as a table, or as reviews, of the entries of the span alone; all judges keep their codes."""
    first, end = span
    judges, entries = tuple(known.judges.tolist()), tuple(known.entries[first:end].tolist())
    judge = rows.judge.astype(np.int32)
    entry = rows.entry.astype(np.int32) - np.int32(first)
    if not exact:
        return Reviews(judges, entries, judge, entry, rows.score, rows.weight)
    weight = None if rows.weight is None else rows.weight.astype(np.int64)
    criterion, score = rows.criterion.astype(np.int32), rows.score.astype(np.int64)
    return ScoreTable(judges, entries, tuple(known.criteria.tolist()), judge, entry, criterion, score, weight)


def _narrow(column: NDArray[Any]) -> NDArray[Any]:
    if column.dtype.kind == "f":
        return column
    ends = np.min_scalar_type(int(column.min())), np.min_scalar_type(int(column.max()))
    return column.astype(np.result_type(*ends))
