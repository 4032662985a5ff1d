"""Sufficient statistics of the additive model: all that a fit needs of the scores.

They add up: sums over disjoint sets of reviews give the sums of their union, so a table of any size
can be read in chunks, on one machine or several, and only the sums travel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Sums:
    """Weighted cross-products of the columns V = [1, covariates, score - centre].

    cells      entries x judges, the weight on each pair
    by_entry   entries x columns;  by_judge: judges x columns;  cross: columns x columns
    entry_n, judge_n   reviews an entry has had, reviews a judge has given
    log_weight  sum of the logarithms of the weights, for the likelihood alone
    """

    cells: sparse.csr_array
    by_entry: Floats
    by_judge: Floats
    cross: Floats
    entry_n: NDArray[np.int64]
    judge_n: NDArray[np.int64]
    log_weight: float
    centre: float

    @property
    def rows(self) -> int:
        return int(self.entry_n.sum())

    @property
    def columns(self) -> int:
        """Columns of X: the intercept and the covariates."""
        return int(self.cross.shape[0] - 1)

    def recentred(self, centre: float) -> Sums:
        """The same reviews, with scores counted from another origin."""
        change = np.eye(self.cross.shape[0])
        change[0, -1] = self.centre - centre
        return replace(
            self,
            by_entry=self.by_entry @ change,
            by_judge=self.by_judge @ change,
            cross=change.T @ self.cross @ change,
            centre=centre,
        )

    def __add__(self, other: Sums) -> Sums:
        """The sums over both: no review may be in the two."""
        if self.cells.shape != other.cells.shape or self.cross.shape != other.cross.shape:
            raise ValueError(
                f"sums over {self.cells.shape} entries x judges and {other.cells.shape} do not add up: "
                "code entries and judges over the whole table before it is cut into chunks"
            )
        same = other.recentred(self.centre)
        return Sums(
            cells=sparse.csr_array(self.cells + same.cells),
            by_entry=self.by_entry + same.by_entry,
            by_judge=self.by_judge + same.by_judge,
            cross=self.cross + same.cross,
            entry_n=self.entry_n + same.entry_n,
            judge_n=self.judge_n + same.judge_n,
            log_weight=self.log_weight + same.log_weight,
            centre=self.centre,
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """Reviews as plain columns: codes from 0, one score a row, weights of 1 where none are given."""

    entry: Codes
    judge: Codes
    score: Floats
    weight: Floats | None = None
    covariates: Floats | None = None

    def columns(self, centre: float) -> list[Floats]:
        """X and the centred score, column by column."""
        extra = [] if self.covariates is None else list(np.ascontiguousarray(self.covariates.T))
        return [np.ones(self.score.size), *extra, self.score - centre]


def sums(rows: Rows, shape: tuple[int, int], *, centre: float | None = None) -> Sums:
    """Sums over `rows`, for `shape` = (entries, judges) of the whole table."""
    origin = float(rows.score.mean()) if centre is None and rows.score.size else (centre or 0.0)
    columns = rows.columns(origin)
    weighted = columns if rows.weight is None else [rows.weight * column for column in columns]
    return Sums(
        cells=_cells(rows, weighted[0], shape),
        by_entry=_totals(rows.entry, weighted, shape[0]),
        by_judge=_totals(rows.judge, weighted, shape[1]),
        cross=np.array([[left @ right for right in columns] for left in weighted]),
        entry_n=np.bincount(rows.entry, minlength=shape[0]),
        judge_n=np.bincount(rows.judge, minlength=shape[1]),
        log_weight=0.0 if rows.weight is None else float(np.log(rows.weight).sum()),
        centre=origin,
    )


def _totals(codes: Codes, columns: list[Floats], size: int) -> Floats:
    return np.column_stack([np.bincount(codes, weights=column, minlength=size) for column in columns])


def _cells(rows: Rows, weight: Floats, shape: tuple[int, int]) -> sparse.csr_array:
    cells = sparse.coo_array((weight, (rows.entry, rows.judge)), shape=shape).tocsr()
    cells.sum_duplicates()
    return sparse.csr_array(cells)
