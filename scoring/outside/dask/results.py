"""What comes out of partitions: a table, reviews, exact scores, sufficient statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.data.table import ScoreTable, Unit
from scoring.estimate.reviews import Reviews
from scoring.outside.dask.partitions import partitioned_reviews, partitioned_scores

if TYPE_CHECKING:
    from scoring.decide.scores import Aggregate
    from scoring.estimate.calibrate.sums import Sums


Weights = Mapping[Any, int] | None
ARRAYS = ("hundredths", "numerator", "denominator", "n_judges", "fell_back", "scores")


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
