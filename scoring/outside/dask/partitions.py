"""Work where the partitions are: labels agreed on, each entry's rows brought together, results put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

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

if TYPE_CHECKING:
    from scoring.decide.scores import Aggregate
    from scoring.estimate.calibrate.sums import Sums

ROWS_AT_ONCE = 2_000_000
"""Rows of neighbouring entries that are worked on together; an entry's own rows are never parted."""
BRANCHES = 8
"""Lists of labels that are made one at a time."""

Table = TypeVar("Table", ScoreTable, Reviews)
Found = TypeVar("Found")
Weights = Mapping[Any, int] | None
ARRAYS = ("hundredths", "numerator", "denominator", "n_judges", "fell_back", "scores")


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


def table(frame: Any, columns: Mapping[str, str], unit: Unit) -> ScoreTable:
    """All rows, in the order of partitions."""
    return partitioned_scores(frame, columns, unit).together()


def reviews(frame: Any, weights: Weights) -> Reviews:
    """All reviews, by entry, then judge."""
    pieces = _by_entry(frame, weights, _itself)
    starts = np.cumsum([0, *(len(piece.entries) for piece in pieces)])
    entry = [piece.entry + np.int32(start) for piece, start in zip(pieces, starts, strict=False)]
    given = [piece.weight for piece in pieces if piece.weight is not None]
    return Reviews(
        judges=pieces[0].judges,
        entries=tuple(label for piece in pieces for label in piece.entries),
        judge=np.concatenate([piece.judge for piece in pieces]),
        entry=np.concatenate(entry),
        score=np.concatenate([piece.score for piece in pieces]),
        weight=np.concatenate(given) if given else None,
    )


def aggregated(frame: Any, rule: Callable[[ScoreTable], Aggregate]) -> Aggregate:
    """The rule's scores of all entries; each entry's rows were together when it was applied."""
    pieces = partitioned_scores(frame, {}, "points").by_entry(rule)
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in ARRAYS
    }
    entries = tuple(label for piece in pieces for label in piece.entries)
    return replace(pieces[0], entries=entries, **arrays)


def summed(frame: Any, weights: Weights) -> tuple[Sums, tuple[Sequence[Any], Sequence[Any]]]:
    """The additive model's sufficient statistics, and their labels (entries, judges)."""
    from scoring.estimate.calibrate.sums import stacked

    pieces = _by_entry(frame, weights, _sums)
    entries = tuple(label for _, labels, _ in pieces for label in labels)
    return stacked([totals for totals, _, _ in pieces]), (entries, pieces[0][2])


def _by_entry(frame: Any, weights: Weights, work: Callable[[Reviews], Any]) -> list[Any]:
    if "criterion" in frame.columns:
        return partitioned_scores(frame, {}, "points").by_entry(
            partial(_of_table, weights=weights, work=work)
        )
    return partitioned_reviews(frame).by_entry(partial(_of_reviews, work=work))


def _of_table(table: ScoreTable, *, weights: Weights, work: Callable[[Reviews], Any]) -> Any:
    return work(Reviews.from_table(table, weights=weights))


def _of_reviews(reviews: Reviews, *, work: Callable[[Reviews], Any]) -> Any:
    reviews.require_single()
    return work(reviews.in_order)


def _itself(reviews: Reviews) -> Reviews:
    return reviews


def _sums(reviews: Reviews) -> tuple[Sums, Sequence[Any], Sequence[Any]]:
    from scoring.estimate.calibrate.sums import Rows, sums

    rows = Rows(reviews.entry, reviews.judge, reviews.score, reviews.weight)
    totals = sums(rows, (len(reviews.entries), len(reviews.judges)))
    return totals, reviews.entries, reviews.judges
