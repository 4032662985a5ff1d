"""The graph of tasks: read, agree on labels, bring each entry's rows together, work on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

import numpy as np

from scoring.data.errors import ScoringError
from scoring.data.frames import pick
from scoring.data.table import ScoreTable, Unit
from scoring.estimate.reviews import Reviews
from scoring.outside.dask.rows import (
    Coded,
    Known,
    Reading,
    coded,
    cut,
    decoded,
    in_order,
    joined,
    labels_of,
    union,
)

ROWS_AT_ONCE = 2_000_000
"""Rows of neighbouring entries that are worked on together; an entry's own rows are never parted."""
BRANCHES = 8
"""Lists of labels that are made one at a time."""

Table = TypeVar("Table", ScoreTable, Reviews)
Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Partitioned(Generic[Table]):
    """Partitions as Dask's delayed objects, and the labels they agree on: here, and where the work is done."""

    parts: Sequence[Any]
    reading: Reading
    known: Known
    held: Any

    def by_entry(self, work: Callable[[Table], Found]) -> list[Found]:
        """What `work` makes of the rows of neighbouring entries, ranges in the order of entries."""
        dask: Any = import_module("dask")
        ranges = -(-self.known.rows // ROWS_AT_ONCE)
        edges = np.unique(np.linspace(0, self.known.entries.size, ranges + 1).astype(np.int64))
        spans = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
        shares = [dask.delayed(cut, nout=len(spans))(rows, edges) for rows in self._coded()]
        task, exact = dask.delayed(_worked), self.reading.exact
        tasks = [
            task([share[place] for share in shares], self.held, span=span, exact=exact, work=work)
            for place, span in enumerate(spans)
        ]
        return _unless_at_fault(dask.compute(*tasks))

    def together(self) -> Table:
        """All rows here, in the order of partitions."""
        dask: Any = import_module("dask")
        rows = joined(dask.compute(*self._coded()))
        return decoded(rows, self.known, (0, self.known.entries.size), exact=self.reading.exact)  # type: ignore[return-value]

    def _coded(self) -> list[Any]:
        task = import_module("dask").delayed(_read_and_coded)
        return [
            task(part, number, reading=self.reading, known=self.held)
            for number, part in enumerate(self.parts)
        ]


def partitioned_scores(frame: Any, columns: Mapping[str, str], unit: Unit) -> Partitioned[ScoreTable]:
    """Partitions of exact scores."""
    return _partitioned(frame, Reading(columns, unit, exact=True))


def partitioned_reviews(frame: Any) -> Partitioned[Reviews]:
    """Partitions of reviews, each with one score."""
    return _partitioned(frame, Reading({}, "points", exact=False))


def _partitioned(frame: Any, reading: Reading) -> Partitioned[Any]:
    dask: Any = import_module("dask")
    needed = list(pick(list(frame.columns), reading.columns).values())
    parts = frame[needed].to_delayed()
    found = [dask.delayed(_read_labels)(part, number, reading) for number, part in enumerate(parts)]
    while len(found) > 1:
        found = [
            dask.delayed(union)(found[start : start + BRANCHES]) for start in range(0, len(found), BRANCHES)
        ]
    (held,) = dask.persist(dask.delayed(in_order)(found[0]))
    return Partitioned(parts, reading, held.compute(), held)


def _read_labels(frame: Any, number: int, reading: Reading) -> Known | None:
    return labels_of(reading(frame, number))


def _read_and_coded(frame: Any, number: int, *, reading: Reading, known: Known) -> Coded | None:
    return coded(reading(frame, number), known)


def _worked(
    pieces: Sequence[Coded | None],
    known: Known,
    *,
    span: tuple[int, int],
    exact: bool,
    work: Callable[[Any], Any],
) -> Any:
    """A fault is handed over as what was found. Rows are numbered anew in a range of entries: it names none."""
    try:
        return work(decoded(joined(pieces), known, span, exact=exact))
    except ScoringError as fault:
        return fault.without_row()


def _unless_at_fault(found: Sequence[Found | ScoringError]) -> list[Found]:
    """Of several faults the first in the order of entries is told, whichever range was worked on first."""
    for each in found:
        if isinstance(each, ScoringError):
            raise each
    return list(found)  # type: ignore[arg-type]
