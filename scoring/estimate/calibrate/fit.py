"""Fitting the additive model: from scores to their sums, and from those to effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import ColumnError, DesignError, MethodError
from scoring.data.partitioned import reader_of
from scoring.estimate.calibrate.effects import fixed_effects, given_effects, random_effects
from scoring.estimate.calibrate.model import AdditiveFit, JudgeModel, Method
from scoring.estimate.calibrate.moments import Components
from scoring.estimate.calibrate.sums import Floats, Rows, Sums, sums
from scoring.estimate.graph import components as parts_of
from scoring.estimate.reviews import Reviews, as_reviews

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable

Labels = tuple[Sequence[Any], Sequence[Any]]


def fit_additive(
    data: Reviews | ScoreTable | pd.DataFrame,
    *,
    judge: JudgeModel = "random",
    method: Method = "auto",
    weights: Mapping[Any, Any] | None = None,
    covariates: Mapping[str, Sequence[float] | NDArray[Any]] | None = None,
    components: Components | None = None,
    assume_exchangeable_tracks: bool = False,
) -> AdditiveFit:
    """Fit score = entry + judge + noise.

    `judge="random"` shrinks severities and entries by their variances, estimated by exact restricted
    likelihood ("reml"), exact likelihood ("ml") or moments ("moments"; "auto" takes it beyond 150,000
    reviews or 3,000 units on the smaller side). `judge="fixed"` is least squares, entries and judges
    both fixed; no variance is estimated but the residual one. `components` are variances known from
    elsewhere, for random judges. `weights` weighs the criteria of a score
    table; `covariates` are numbers per review, in the order of a Reviews' rows.

    Raises DisconnectedDesignError where parts of the table share no judge, unless
    `assume_exchangeable_tracks` states that juries are equally severe on average; DesignError where
    the design cannot tell severity from noise.
    """
    totals, labels = _totals(data, weights, covariates)
    return fit_sums(
        totals,
        labels,
        judge=judge,
        method=method,
        components=components,
        assume_exchangeable_tracks=assume_exchangeable_tracks,
    )


def _totals(
    data: Reviews | ScoreTable | pd.DataFrame,
    weights: Mapping[Any, Any] | None,
    covariates: Mapping[str, Sequence[float] | NDArray[Any]] | None,
) -> tuple[Sums, Labels]:
    """Sufficient statistics and (entries, judges); of a Dask DataFrame where its partitions are."""
    elsewhere = reader_of(data)
    if elsewhere is not None:
        if covariates:
            raise ColumnError("covariates go by the order of reviews, which partitions have not; use Reviews")
        found: tuple[Sums, Labels] = elsewhere.summed(data, weights)
        return found
    reviews = as_reviews(data, weights)
    columns = _columns(covariates, len(reviews))
    rows = Rows(reviews.entry, reviews.judge, reviews.score, reviews.weight, columns)
    return sums(rows, (len(reviews.entries), len(reviews.judges))), (reviews.entries, reviews.judges)


def fit_sums(
    totals: Sums,
    labels: Labels,
    *,
    judge: JudgeModel = "random",
    method: Method = "auto",
    components: Components | None = None,
    assume_exchangeable_tracks: bool = False,
) -> AdditiveFit:
    """`fit_additive` from sufficient statistics alone; `labels` are (entries, judges)."""
    _check_options(judge, method, components)
    _check_design(totals, labels)
    connectivity = parts_of(totals.cells, labels[1], labels[0])
    if not assume_exchangeable_tracks:
        connectivity.require_connected()
    if judge == "fixed":
        return fixed_effects(totals, connectivity)
    return (
        random_effects(totals, connectivity, method)
        if components is None
        else given_effects(totals, connectivity, components)
    )


def _check_options(judge: str, method: str, given: Components | None) -> None:
    if judge not in ("random", "fixed"):
        raise MethodError(f"judge is 'random' or 'fixed', not {judge!r}")
    known = ("auto", "reml", "ml", "moments") if judge == "random" else ("auto",)
    if method not in known:
        raise MethodError(f"with judge={judge!r} the method is one of {', '.join(known)}, not {method!r}")
    if given is not None and (judge == "fixed" or method != "auto"):
        raise MethodError("components are for random judges, instead of a method that estimates them")
    if given is not None and not (
        0 <= given.entry < np.inf and 0 <= given.judge < np.inf and 0 < given.residual < np.inf
    ):
        raise MethodError(f"variances are finite and not below 0, the residual one above it, unlike {given}")


def _check_design(totals: Sums, labels: Labels) -> None:
    for noun, names, count in zip(("entry", "judge"), labels, (totals.entry_n, totals.judge_n), strict=True):
        unread = np.flatnonzero(count == 0)
        if unread.size:
            raise DesignError("has no score; leave it out", **{noun: names[int(unread[0])]})
        if count.size == 1:
            raise DesignError(
                f"is the only one, so there is nothing to calibrate; rank by the mean, or add another {noun}",
                **{noun: names[0]},
            )
    if totals.judge_n.max() == 1:
        raise DesignError("no judge scored two entries: severity cannot be told from noise; use the mean")


def _columns(covariates: Mapping[str, Sequence[float] | NDArray[Any]] | None, rows: int) -> Floats | None:
    if not covariates:
        return None
    for name, column in covariates.items():
        if len(column) != rows:
            raise ColumnError(f"covariate {name!r} has {len(column)} values for {rows} reviews")
    table = np.column_stack([np.asarray(column, dtype=np.float64) for column in covariates.values()])
    if not np.isfinite(table).all():
        rows_at, names_at = np.nonzero(~np.isfinite(table))
        raise ColumnError(f"covariate {list(covariates)[names_at[0]]!r} is not finite", row=int(rows_at[0]))
    return table
