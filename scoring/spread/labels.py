"""The labels of all partitions, made one sorted list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.codes import Codes, renumber, sorted_labels
from scoring.errors import EmptyTableError
from scoring.reviews import Reviews
from scoring.table import ONE_CRITERION, ScoreTable

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
