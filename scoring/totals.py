"""A judge's total on a sheet: the weighted sum of the criteria, unrounded, in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import gcd
from typing import Any

import numpy as np

from scoring.errors import MethodError, MissingScoreError, WeightError
from scoring.exact import BASIS_POINTS
from scoring.groups import Numbers, widened
from scoring.labels import clean_keys
from scoring.table import ScoreTable
from scoring.validation import duplicates, missing_criteria, uneven_weights


@dataclass(frozen=True, eq=False)
class Weighting:
    """Whole factors in the order of the table's criteria; divided by `scale` they sum to one."""

    factors: tuple[int, ...]
    scale: int


def weighting(table: ScoreTable, weights: Mapping[Any, int] | None) -> Weighting:
    """Basis points by criterion, checked, in lowest terms; None where there is but one criterion."""
    points = _points(table, weights)
    for code, label in enumerate(table.criteria):
        if label not in points:
            row = int(np.argmax(table.criterion == code))
            judge, entry, _ = table.labels_at(row)
            raise WeightError(
                "the criterion has no weight; add it to the weights or leave its rows out",
                row=row, judge=judge, entry=entry, criterion=label,
            )  # fmt: skip
    absent = [label for label in points if label not in table.criteria]
    if absent:
        raise MissingScoreError("no sheet has this criterion; add its scores or drop it", criterion=absent[0])
    common = reduce(gcd, points.values(), BASIS_POINTS)
    return Weighting(tuple(points[label] // common for label in table.criteria), BASIS_POINTS // common)


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
    if not table.cells.complete(len(table.criteria)):
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
        row=row, judge=judge, entry=entry,
    )  # fmt: skip


def sheet_totals(table: ScoreTable, parts: Weighting) -> Numbers:
    """For every sheet, in cell order: sum of factor times hundredths, exact. Sheets must be complete."""
    scores = table.cells.score.reshape(-1, len(table.criteria))
    most = table.cells.largest * parts.scale * int(table.cells.count.max())
    columns = [widened(scores[:, code], most) * factor for code, factor in enumerate(parts.factors)]
    return reduce(np.add, columns)


def sheet_weights(table: ScoreTable) -> Numbers | None:
    """For every sheet, in cell order, its weight in basis points."""
    return None if table.weight is None else table.weight[table.cells.order[table.cells.sheet]]
