"""Variance components by the method of moments, in one pass over the sums.

The three statistics of Gao and Owen (2017), Efficient moment calculations for variance components in
large unbalanced crossed random effects models, Electron. J. Stat. 11(1), with each review weighted:

    U_a = sum over entries of the weighted squares about the entry's mean
    U_b = the same over judges
    U_e = W sum w y^2 - (sum w y)^2

and their expectations, which are linear in the components. For a complete table this is the analysis
of variance. Estimates below nought are set to nought and the rest solved again without them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.estimate.calibrate.sums import Floats, Sums


@dataclass(frozen=True, slots=True)
class Components:
    """Variances of entries, of judges' severity, and of what is left."""

    entry: float
    judge: float
    residual: float


def moments(sums: Sums, *, residual: float | None = None) -> Components:
    """Estimates by the method of moments; covariates are ignored.

    With the residual variance known from elsewhere only the other two are solved for.
    """
    expected, observed = _expectations(sums), _squares(sums)
    kept = [0, 1, 2]
    if residual is not None:
        observed = (observed - residual * expected[:, 2])[:2]
        expected, kept = expected[:2], [0, 1]
    found = _solve(expected, observed, kept)
    left = found.get(2, 0.0) if residual is None else residual
    return Components(max(found.get(0, 0.0), 0.0), max(found.get(1, 0.0), 0.0), max(left, 0.0))


def _solve(expected: Floats, observed: Floats, kept: list[int]) -> dict[int, float]:
    """Component by component; of entries and judges, those that come out below nought are left out."""
    scale = np.abs(expected).max(axis=1)
    solution = np.linalg.lstsq(expected[:, kept] / scale[:, None], observed / scale, rcond=None)[0]
    found = {which: float(value) for which, value in zip(kept, solution, strict=True)}
    below = [which for which in kept if which < 2 and found[which] < 0]
    if not below:
        return found
    return _solve(
        expected, observed, [which for which in kept if which != min(below, key=lambda at: found[at])]
    )


def _squares(sums: Sums) -> Floats:
    total, mean = sums.cross[0, 0], sums.cross[0, -1]
    square = sums.cross[-1, -1]
    sides = [_between(sums.by_entry), _between(sums.by_judge)]
    return np.array([square - sides[0], square - sides[1], total * square - mean**2])


def _between(side: Floats) -> float:
    """Sum over groups of (sum w y)^2 / sum w."""
    used = side[:, 0] > 0
    return float((side[used, -1] ** 2 / side[used, 0]).sum())


def _expectations(sums: Sums) -> Floats:
    """Row for row E[U_a], E[U_b], E[U_e] by the variances of entry, judge and residual."""
    entry, judge = sums.by_entry[:, 0], sums.by_judge[:, 0]
    total, rows = sums.cross[0, 0], sums.rows
    cell_by_entry, cell_by_judge = _cell_shares(sums)
    return np.array(
        [
            [0.0, total - cell_by_entry, rows - np.count_nonzero(entry)],
            [total - cell_by_judge, 0.0, rows - np.count_nonzero(judge)],
            [total**2 - entry @ entry, total**2 - judge @ judge, total * (rows - 1)],
        ]
    )


def _cell_shares(sums: Sums) -> tuple[float, float]:
    """Sum over pairs of weight^2 / the entry's weight, and / the judge's."""
    squared = sums.cells.copy()
    squared.data **= 2
    by_entry, by_judge = np.asarray(squared.sum(axis=1)).ravel(), np.asarray(squared.sum(axis=0)).ravel()
    entry, judge = sums.by_entry[:, 0], sums.by_judge[:, 0]
    return (
        float(np.divide(by_entry, entry, out=np.zeros_like(entry), where=entry > 0).sum()),
        float(np.divide(by_judge, judge, out=np.zeros_like(judge), where=judge > 0).sum()),
    )
