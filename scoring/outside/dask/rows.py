"""The rows of a partition: read, coded by labels that all partitions agree on, cut by entries, put together again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import EmptyTableError, ScoringError
from scoring.data.factorize import Codes, renumber, sorted_labels
from scoring.data.table import ONE_CRITERION, ScoreTable, Unit
from scoring.estimate.reviews import Reviews

if TYPE_CHECKING:
    import pandas as pd

Labels = NDArray[Any]
"""int64 where labels are whole numbers, else Python objects."""
NOUNS = ("judge", "entry", "criterion")


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """Who and what occurs in so many rows."""

    judges: Labels
    entries: Labels
    criteria: Labels
    rows: int

    @property
    def columns(self) -> tuple[Labels, Labels, Labels]:
        return self.judges, self.entries, self.criteria


def labels_of(rows: ScoreTable | Reviews | None) -> Known | None:
    if rows is None:
        return None
    criteria = rows.criteria if isinstance(rows, ScoreTable) else (ONE_CRITERION,)
    return Known(_array(rows.judges), _array(rows.entries), _array(criteria), len(rows))


def union(found: Sequence[Known | None]) -> Known | None:
    some = [known for known in found if known is not None]
    if len(some) < 2:
        return some[0] if some else None
    judges, entries, criteria = map(_union, zip(*(known.columns for known in some), strict=True))
    return Known(judges, entries, criteria, sum(known.rows for known in some))


def in_order(known: Known | None) -> Known:
    """Every list sorted, of one type."""
    if known is None:
        raise EmptyTableError("there are no scores; give at least one row")
    judges, entries, criteria = map(_sorted, known.columns, NOUNS)
    return Known(judges, entries, criteria, known.rows)


def numbers(labels: Sequence[Any], among: Labels) -> Codes:
    """For each label its place in the ordered list."""
    if _whole(among):
        return np.searchsorted(among, np.asarray(labels, dtype=np.int64)).astype(np.int32)
    return renumber(labels, among.tolist())


def _sorted(array: Labels, noun: str) -> Labels:
    return array if _whole(array) else _array(sorted_labels(array.tolist(), noun, lambda _: None))


def _union(arrays: Sequence[Labels]) -> Labels:
    if all(map(_whole, arrays)):
        return np.unique(np.concatenate(arrays))
    return _objects(list(dict.fromkeys(chain.from_iterable(array.tolist() for array in arrays))))


def _array(labels: Sequence[Any]) -> Labels:
    """Whole numbers that fit 64 bits become those; `labels` are sorted then, as a table's are."""
    if all(type(label) is int for label in labels):
        array = np.asarray(labels)
        return array if _whole(array) else _objects(labels)
    return _objects(labels)


def _objects(labels: Sequence[Any]) -> Labels:
    array = np.empty(len(labels), dtype=object)
    array[:] = labels
    return array


def _whole(array: Labels) -> bool:
    return array.dtype == np.int64


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
