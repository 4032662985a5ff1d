"""Whole numbers: a judge's total on a sheet, weighted over the criteria, and each entry's mean on a criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import MethodError, MissingScoreError, WeightError
from scoring.data.exact import BASIS_POINTS, HUNDREDTHS
from scoring.data.groups import sort_rows
from scoring.data.labels import clean, clean_keys
from scoring.data.scales import share_a_scale
from scoring.data.table import ScoreTable
from scoring.data.validation import duplicates, missing_criteria, uneven_weights
from scoring.decide.averages import Numbers, Panels, mean, widened

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Weighting:
    """What a sheet comes to: factors times scores, plus `offset`, over `scale`, in hundredths of a point.

    Criteria of one scale keep it: `offset` is 0 and the whole `factors`, in the order of the table's criteria,
    sum to `scale`. Criteria of different scales are put on 0 to 100 first.
    """

    factors: tuple[int, ...]
    scale: int
    offset: int = 0

    @property
    def rescales(self) -> bool:
        return sum(self.factors) != self.scale or self.offset != 0

    def most(self, score: int) -> int:
        """The largest number, but for its sign, that is met in the sum for scores up to that one."""
        return max(self.scale, sum(self.factors)) * score + abs(self.offset)


def weighting(table: ScoreTable, weights: Mapping[Any, int] | None) -> Weighting:
    """Basis points by criterion, checked, in lowest terms; None where there is but one criterion.

    A weight is a share of the total, so scores on scales that differ are put on one.
    """
    points = _points(table, weights)
    for code, label in enumerate(table.criteria):
        if label not in points:
            row = int(np.argmax(table.criterion == code))
            judge, entry, _ = table.labels_at(row)
            raise WeightError(
                "the criterion has no weight; add it to the weights or leave its rows out",
                row=row,
                judge=judge,
                entry=entry,
                criterion=label,
            )
    absent = [label for label in points if label not in table.criteria]
    if absent:
        raise MissingScoreError("no sheet has this criterion; add its scores or drop it", criterion=absent[0])
    weighed = [label for label in table.criteria if points[label]]
    if not share_a_scale(table.scales, weighed):
        return _on_a_hundred(table, points)
    common = reduce(gcd, points.values(), BASIS_POINTS)
    return Weighting(tuple(points[label] // common for label in table.criteria), BASIS_POINTS // common)


def _on_a_hundred(table: ScoreTable, points: Mapping[Any, int]) -> Weighting:
    """Each criterion from 0 at its lowest to 100 at its highest, then weighed.

    In hundredths a criterion adds weight / 10000 x 10000 x (score - low) / (high - low): the basis points are
    the hundredths of its full marks.
    """
    scales = [table.scales[label] if points[label] else None for label in table.criteria]
    common = lcm(*(scale.high - scale.low for scale in scales if scale is not None))
    factors = [
        0 if scale is None else points[label] * (common // (scale.high - scale.low))
        for label, scale in zip(table.criteria, scales, strict=True)
    ]
    offset = -sum(
        factor * scale.low for factor, scale in zip(factors, scales, strict=True) if scale is not None
    )
    part = gcd(common, offset, *factors)
    return Weighting(tuple(factor // part for factor in factors), common // part, offset // part)


def _points(table: ScoreTable, weights: Mapping[Any, int] | None) -> Mapping[Any, int]:
    if weights is None:
        if len(table.criteria) > 1:
            raise WeightError(f"give each of {list(table.criteria)} a weight in basis points, 10000 in all")
        return {table.criteria[0]: BASIS_POINTS}
    weights = clean_keys(weights, "criterion")
    for label, points in weights.items():
        if isinstance(points, bool) or not isinstance(points, (int, np.integer)):
            raise WeightError(f"the weight {points!r} is no whole number of basis points", criterion=label)
        if points < 0:
            raise WeightError(f"the weight {points} is below 0; use 0 to leave it out", criterion=label)
    total = sum(int(points) for points in weights.values())
    if total != BASIS_POINTS:
        raise WeightError(f"the weights sum to {total} basis points, not 10000; correct them")
    return {label: int(points) for label, points in weights.items()}


def require_single(table: ScoreTable) -> None:
    """No judge gave an entry the same criterion twice, and each sheet has one weight."""
    duplicates(table).raise_first()
    uneven_weights(table).raise_first()


def require_complete(table: ScoreTable) -> None:
    """Every sheet has every criterion exactly once."""
    if not table.groups.complete(len(table.criteria)):
        duplicates(table).raise_first()
        missing_criteria(table, table.criteria).raise_first()
    uneven_weights(table).raise_first()


def require_equal_weights(table: ScoreTable, method: str) -> None:
    """Refuse row weights where a method gives every judge one voice."""
    if table.weight is None or bool((table.weight == BASIS_POINTS).all()):
        return
    row = int(np.argmax(table.weight != BASIS_POINTS))
    judge, entry, _ = table.labels_at(row)
    raise MethodError(
        f"the method {method!r} takes no row weights; use 'mean' or drop the column",
        row=row,
        judge=judge,
        entry=entry,
    )


def sheet_totals(table: ScoreTable, parts: Weighting) -> Numbers:
    """For every sheet, in cell order: its total times `parts.scale`, exact. Sheets must be complete."""
    scores = table.groups.score.reshape(-1, len(table.criteria))
    most = parts.most(table.groups.largest) * int(table.groups.count.max())
    columns = [widened(scores[:, code], most) * factor for code, factor in enumerate(parts.factors)]
    return reduce(np.add, columns) + parts.offset


def sheet_weights(table: ScoreTable) -> Numbers | None:
    """For every sheet, in cell order, its weight in basis points."""
    return None if table.weight is None else table.weight[table.groups.order[table.groups.sheet]]


def criterion_panels(table: ScoreTable) -> Panels:
    """The scores of each entry on each criterion, entry by entry; every one must have some."""
    shape = len(table.entries), len(table.criteria)
    key = table.entry.astype(np.int64) * shape[1] + table.criterion
    count = np.bincount(key, minlength=shape[0] * shape[1]).astype(np.int64)
    if not count.all():
        entry, code = divmod(int(np.argmin(count)), shape[1])
        raise MissingScoreError(
            "nobody scored this criterion; add a score or leave the entry out",
            entry=table.entries[entry],
            criterion=table.criteria[code],
        )
    most = table.groups.largest * int(count.max())
    order, _ = sort_rows([(table.entry, shape[0]), (table.criterion, shape[1])])
    values = widened(table.score[order], most)
    return Panels(values, np.cumsum(count) - count, count)


@dataclass(frozen=True, eq=False)
class CriterionMeans:
    """The mean of each entry on each criterion: `hundredths` (entries, criteria), rounded half up once."""

    entries: tuple[Any, ...]
    criteria: tuple[Any, ...]
    hundredths: NDArray[np.int64]

    def of(self, criterion: Any) -> dict[Any, int]:
        """The means on one criterion by entry, in hundredths."""
        label = clean(criterion)
        if label not in self.criteria:
            raise MethodError(f"there is no such criterion among {list(self.criteria)}", criterion=label)
        column = self.hundredths[:, self.criteria.index(label)]
        return dict(zip(self.entries, column.tolist(), strict=True))

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        points = self.hundredths / HUNDREDTHS
        return pd.DataFrame(points, index=list(self.entries), columns=list(self.criteria))


def criterion_means(table: ScoreTable) -> CriterionMeans:
    """The plain mean of every criterion, for chains that break ties; row weights are refused."""
    require_single(table)
    require_equal_weights(table, "criterion_means")
    means = mean(criterion_panels(table)).rounded()
    return CriterionMeans(table.entries, table.criteria, means.reshape(-1, len(table.criteria)))
