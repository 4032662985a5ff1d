"""Sufficient statistics of the additive model: all that a fit needs of the scores.

They add up: sums over disjoint sets of reviews give the sums of their union, so a table of any size
can be read in chunks, on one machine or several, and only the sums travel.

`Sides` is how elimination sees them. The tall side is eliminated because its block of the equations is diagonal;
what is left is a system on the short side. Which of judges and entries is the short one is a matter of cost alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.data.errors import ColumnError
from scoring.data.groups import sort_rows

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]


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
            raise ColumnError(
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
    """Sums over `rows`, for `shape` = (entries, judges) of the whole table.

    Rows are added up in the order of entries and judges, so that the order they come in changes nothing,
    not even the last bit.
    """
    origin = float(rows.score.min() + rows.score.max()) / 2.0 if centre is None else centre
    placed = _in_order(rows, shape)
    columns = placed.columns(origin)
    weighted = columns if placed.weight is None else [placed.weight * column for column in columns]
    entry_n = np.bincount(placed.entry, minlength=shape[0])
    return Sums(
        cells=_cells(placed, weighted[0], shape),
        by_entry=_totals(placed.entry, weighted, shape[0]),
        by_judge=_totals(placed.judge, weighted, shape[1]),
        cross=np.array([[float((left * right).sum()) for right in columns] for left in weighted]),
        entry_n=entry_n,
        judge_n=np.bincount(placed.judge, minlength=shape[1]),
        log_weight=0.0 if placed.weight is None else float(np.log(placed.weight).sum()),
        centre=origin,
    )


def stacked(parts: Sequence[Sums]) -> Sums:
    """The sums of tables with the same judges and each its own entries, which come one after the other."""
    same = [part.recentred(parts[0].centre) for part in parts]
    return Sums(
        cells=sparse.csr_array(sparse.vstack([part.cells for part in same], format="csr")),
        by_entry=np.concatenate([part.by_entry for part in same]),
        by_judge=np.sum([part.by_judge for part in same], axis=0),
        cross=np.sum([part.cross for part in same], axis=0),
        entry_n=np.concatenate([part.entry_n for part in same]),
        judge_n=np.sum([part.judge_n for part in same], axis=0),
        log_weight=float(sum(part.log_weight for part in same)),
        centre=parts[0].centre,
    )


def _in_order(rows: Rows, shape: tuple[int, int]) -> Rows:
    key = rows.entry.astype(np.int64) * shape[1] + rows.judge
    if bool((key[1:] >= key[:-1]).all()):
        return rows
    order, (entry, judge) = sort_rows([(rows.entry, shape[0]), (rows.judge, shape[1])])
    weight = None if rows.weight is None else rows.weight[order]
    covariates = None if rows.covariates is None else rows.covariates[order]
    return Rows(entry, judge, rows.score[order], weight, covariates)


def _totals(codes: Codes, columns: list[Floats], size: int) -> Floats:
    return np.column_stack([np.bincount(codes, weights=column, minlength=size) for column in columns])


def _cells(rows: Rows, weight: Floats, shape: tuple[int, int]) -> sparse.csr_array:
    """Rows are in order, so that the matrix is there already but for where its rows start."""
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows.entry, minlength=shape[0]))])
    cells = sparse.csr_array((weight, rows.judge, starts), shape=shape)
    cells.sum_duplicates()
    return cells


@dataclass(frozen=True, slots=True)
class Sides:
    """Sums arranged for elimination: incidence is tall x short, transposed short x tall."""

    incidence: sparse.csr_array
    transposed: sparse.csr_array
    tall: Floats
    short: Floats
    tall_sums: Floats
    short_sums: Floats
    cross: Floats
    rows: int
    log_weight: float
    judges_short: bool

    @property
    def fixed(self) -> int:
        """Columns of X."""
        return int(self.cross.shape[0] - 1)

    def ordered(self, entry: float, judge: float) -> tuple[float, float]:
        """(tall, short) of a pair said as (entry, judge)."""
        return (entry, judge) if self.judges_short else (judge, entry)


def sides(sums: Sums, *, judges_short: bool | None = None) -> Sides:
    """Arrange `sums`; the smaller side is kept unless it is said which."""
    entries, judges = sums.cells.shape
    keep_judges = judges <= entries if judges_short is None else judges_short
    turned = sparse.csr_array(sums.cells.T)
    tall, short = (sums.by_entry, sums.by_judge) if keep_judges else (sums.by_judge, sums.by_entry)
    return Sides(
        incidence=sums.cells if keep_judges else turned,
        transposed=turned if keep_judges else sums.cells,
        tall=np.ascontiguousarray(tall[:, 0]),
        short=np.ascontiguousarray(short[:, 0]),
        tall_sums=tall,
        short_sums=short,
        cross=sums.cross,
        rows=sums.rows,
        log_weight=sums.log_weight,
        judges_short=keep_judges,
    )
