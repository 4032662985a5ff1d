"""What the model leaves of each score, and what one more column in it would be worth: the kernel of every test here.

For a column x of numbers per review, the model with x added gives it the coefficient x'Py / x'Px with
standard error s / sqrt(x'Px), P being the projection that takes entries, judges and covariates out,
with shrinkage where these are random. One pass over the sums serves many columns.

Many tests at once are held to a false-discovery rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from scoring.data.errors import ColumnError, DesignError, MethodError
from scoring.estimate.calibrate.model import AdditiveFit
from scoring.estimate.calibrate.random_or_fixed import residual_freedom
from scoring.estimate.reviews import Reviews

Floats = NDArray[np.float64]
AT_ONCE = 256
NOTHING = 1e-8


def false_discovery(p_values: Floats) -> Floats:
    """q-values of Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57:289-300.

    Taking all with q below 0.05 for findings, one in twenty of these is false on average. Tests that
    could not be made (nan) do not count and stay nan.
    """
    made = np.flatnonzero(~np.isnan(p_values))
    result = np.full(p_values.shape, np.nan)
    order = made[np.argsort(p_values[made], kind="stable")]
    scaled = p_values[order] * made.size / np.arange(1, made.size + 1)
    result[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return result


@dataclass(frozen=True, eq=False)
class Added:
    """One value per column; nan where entries and judges tell the column entirely."""

    estimate: Floats
    se: Floats
    p_value: Floats


def added(fit: AdditiveFit, reviews: Reviews, columns: sparse.csc_array) -> Added:
    """Coefficients that each of `columns` (reviews x columns) would have, one at a time."""
    require_match(fit, reviews)
    starts = range(0, columns.shape[1], AT_ONCE)
    parts = [_some(fit, reviews, columns[:, start : start + AT_ONCE]) for start in starts]
    score, information = (np.concatenate(part) for part in zip(*parts, strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = score / information
        error = np.sqrt(fit.posterior.variance / information)
        ratio = np.where(error > 0, np.abs(estimate) / error, np.nan)
    p_value = 2.0 * stats.t.sf(ratio, max(residual_freedom(fit.sums, fit.connectivity.count), 1))
    return Added(estimate, error, p_value)


def require_match(fit: AdditiveFit, reviews: Reviews) -> None:
    """The fit must be one of these reviews, without covariates."""
    if fit.sums.columns > 1:
        raise MethodError("diagnostics take a fit without covariates")
    same = fit.connectivity.entries == reviews.entries and fit.connectivity.judges == reviews.judges
    if not same or fit.sums.rows != len(reviews):
        raise ColumnError("the fit was made from other reviews; fit these first")
    if not fit.posterior.variance > 0:
        raise DesignError("the scores fit without noise: there is nothing to diagnose")


def groups_of(labels: tuple[Any, ...], group: Mapping[Any, Any], noun: str) -> list[Any]:
    """Each label's group; every one must have one, None meaning none."""
    missing = [label for label in labels if label not in group]
    if missing:
        raise ColumnError(
            f"the {noun} has no group; add it to the mapping, with None if it has none", **{noun: missing[0]}
        )
    return [group[label] for label in labels]


def _some(fit: AdditiveFit, reviews: Reviews, columns: sparse.csc_array) -> tuple[Floats, Floats]:
    """x'Py and x'Px of a block of columns."""
    at, size = fit.posterior, len(reviews)
    weight = np.ones(size) if reviews.weight is None else reviews.weight
    weighted = sparse.csr_array(sparse.diags_array(weight) @ columns)
    by_entry, by_judge = (_sums(codes, count, weighted) for codes, count in _sides(reviews))
    tall, short = (by_entry, by_judge) if at.sides.judges_short else (by_judge, by_entry)
    gained = sparse.csr_array(sparse.diags_array(at.gain) @ tall)
    pulled = (short - at.sides.transposed @ gained).toarray()
    solved = at.solver.solve(pulled)
    squares = np.asarray(columns.multiply(weighted).sum(axis=0)).ravel()
    own = squares - np.asarray(tall.multiply(gained).sum(axis=0)).ravel() - (pulled * solved).sum(axis=0)
    joint = (
        _against_columns(fit, reviews, weighted)
        - gained.T @ _free(at.sides.tall_sums, fit)
        - solved.T @ at.pulled
    )
    lever = joint[:, :-1]
    information = own - np.einsum("ip,pq,iq->i", lever, at.beta_cov, lever)
    information[information <= NOTHING * squares] = np.nan
    return joint[:, -1] - lever @ at.beta, information


def _sides(reviews: Reviews) -> list[tuple[Any, int]]:
    return [(reviews.entry, len(reviews.entries)), (reviews.judge, len(reviews.judges))]


def _sums(codes: Any, count: int, weighted: sparse.csr_array) -> sparse.csr_array:
    ones = np.ones(codes.size)
    member = sparse.csr_array((ones, (codes, np.arange(codes.size))), shape=(count, codes.size))
    return sparse.csr_array(member @ weighted)


def _against_columns(fit: AdditiveFit, reviews: Reviews, weighted: sparse.csr_array) -> Floats:
    """Sums of the columns times the intercept (where it is free) and times the centred score."""
    centred = reviews.score - fit.sums.centre
    full = np.column_stack([np.ones(len(reviews)), centred])
    return np.asarray(weighted.T @ _free(full, fit))


def _free(columns: Floats, fit: AdditiveFit) -> Floats:
    return columns[:, 1:] if fit.judge == "fixed" else columns


@dataclass(frozen=True, eq=False)
class Residuals:
    """Score less the fitted entry and judge, and its variance if the model is right (nan where entry
    and judge fit the score whatever it is); in the order of the reviews."""

    value: Floats
    variance: Floats

    @property
    def standardised(self) -> Floats:
        return np.asarray(self.value / np.sqrt(self.variance))


def residuals(fit: AdditiveFit, reviews: Reviews) -> Residuals:
    """Of `reviews`, from which `fit` was made."""
    require_match(fit, reviews)
    fitted = fit.entries.score[reviews.entry] - fit.judges.severity[reviews.judge]
    weight = np.ones(len(reviews)) if reviews.weight is None else reviews.weight
    noise = fit.posterior.variance / weight
    variance = noise - _by_review(fit, reviews)
    return Residuals(reviews.score - fitted, np.where(variance > NOTHING * noise, variance, np.nan))


def _by_review(fit: AdditiveFit, reviews: Reviews) -> Floats:
    """The posterior's variances of cells, in the order of the reviews."""
    cells = fit.posterior.sides.incidence.copy()
    cells.data = fit.posterior.cell_variances()
    ordered = cells if fit.posterior.sides.judges_short else sparse.csr_array(cells.T)
    ordered.sort_indices()
    keys = reviews.entry.astype(np.int64) * len(reviews.judges) + reviews.judge
    rank = np.empty(keys.size, dtype=np.int64)
    rank[np.argsort(keys, kind="stable")] = np.arange(keys.size)
    return np.asarray(ordered.data[rank])
