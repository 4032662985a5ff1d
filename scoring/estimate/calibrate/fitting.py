"""Fitting the additive model: which sums, which solver, which variances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import ColumnError, DesignError, MethodError
from scoring.data.partitioned import reader_of
from scoring.estimate.calibrate.choice import residual_freedom
from scoring.estimate.calibrate.fit import AdditiveFit, JudgeModel, Method
from scoring.estimate.calibrate.likelihood import LARGEST, eliminate, maximise, profile
from scoring.estimate.calibrate.moments import Components, moments
from scoring.estimate.calibrate.posterior import Posterior, posterior
from scoring.estimate.calibrate.solvers import Absent, Iterated, Solver, factored, factored_fixed
from scoring.estimate.calibrate.sums import Floats, Rows, Sides, Sums, sides, sums
from scoring.estimate.graph import Connectivity
from scoring.estimate.graph import components as parts_of
from scoring.estimate.reviews import Reviews, as_reviews

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable


Labels = tuple[Sequence[Any], Sequence[Any]]
EXACT_ROWS = 150_000
EXACT_SIDE = 3_000
NOTHING_LEFT = 1e-12


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
        return _fixed(totals, connectivity)
    return (
        _random(totals, connectivity, method)
        if components is None
        else _given(totals, connectivity, components)
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


# -- random effects ---------------------------------------------------------------------------------


def _random(totals: Sums, connectivity: Connectivity, method: Method) -> AdditiveFit:
    chosen = _method(totals, method)
    if _is_constant(totals):
        return _result(
            totals, connectivity, ("random", chosen), at=_at(sides(totals), (0.0, 0.0)).scaled(0.0)
        )
    if totals.entry_n.max() == 1:
        raise DesignError("no entry was scored twice: quality cannot be told from noise; use the mean")
    found = _components(totals, connectivity)
    start = found.entry / found.residual, found.judge / found.residual
    if chosen == "moments":
        table = sides(totals)
        at = _at(table, table.ordered(*start)).scaled(found.residual)
        return _result(totals, connectivity, ("random", chosen), at=at, found=found)
    return _likely(totals, connectivity, chosen, start=start)


def _given(totals: Sums, connectivity: Connectivity, known: Components) -> AdditiveFit:
    table = sides(totals)
    at = _at(table, table.ordered(known.entry / known.residual, known.judge / known.residual))
    return _result(totals, connectivity, ("random", "given"), at=at.scaled(known.residual), found=known)


def _components(totals: Sums, connectivity: Connectivity) -> Components:
    """By moments; where those leave nothing for noise, with the residual variance of least squares."""
    found = moments(totals)
    if found.residual > NOTHING_LEFT * (found.entry + found.judge):
        return found
    freedom = residual_freedom(totals, connectivity.count)
    residual = max(_least_squares(totals, connectivity).rss, 0.0) / max(freedom, 1)
    found = moments(totals, residual=residual)
    if residual <= NOTHING_LEFT * totals.cross[-1, -1] / totals.cross[0, 0]:
        raise DesignError(
            "the scores fit without any noise, so no variance can be estimated; use judge='fixed'"
        )
    return found


def _likely(
    totals: Sums, connectivity: Connectivity, method: str, *, start: tuple[float, float]
) -> AdditiveFit:
    table = sides(totals)
    restricted = method == "reml"
    ratio = maximise(table, table.ordered(*start), restricted=restricted)
    if max(ratio) >= 0.99 * LARGEST:
        raise DesignError("the scores leave next to no noise to estimate a variance from; use judge='fixed'")
    best = profile(eliminate(table, ratio), restricted=restricted)
    entry, judge = table.ordered(*ratio)
    found = Components(entry * best.variance, judge * best.variance, best.variance)
    at = _at(table, ratio).scaled(best.variance)
    return _result(totals, connectivity, ("random", method), at=at, found=found, criterion=best.criterion)


def _method(totals: Sums, method: Method) -> str:
    small = totals.rows <= EXACT_ROWS and min(totals.cells.shape) <= EXACT_SIDE
    if method in ("reml", "ml") and min(totals.cells.shape) > 4 * EXACT_SIDE:
        raise MethodError(f"{method!r} needs a smaller side of at most {4 * EXACT_SIDE} units; use 'moments'")
    return ("reml" if small else "moments") if method == "auto" else method


def _at(table: Sides, ratio: tuple[float, float]) -> Posterior:
    gain = ratio[0] / (1.0 + ratio[0] * table.tall)
    return posterior(table, gain, _solver(table, gain, ratio[1]), fixed=False)


def _solver(table: Sides, gain: Floats, ratio: float) -> Solver:
    if ratio == 0.0:
        return Absent(table.short.size)
    small = table.short.size <= EXACT_SIDE and table.rows <= EXACT_ROWS
    return factored(table, gain, ratio) if small else Iterated(table, gain, ratio=ratio)


def _is_constant(totals: Sums) -> bool:
    total, mean, square = totals.cross[0, 0], totals.cross[0, -1], totals.cross[-1, -1]
    spread = square - mean**2 / total
    return bool(spread <= 1e-28 * total * max(totals.centre**2, np.finfo(float).tiny))


# -- fixed effects ----------------------------------------------------------------------------------


def _fixed(totals: Sums, connectivity: Connectivity) -> AdditiveFit:
    freedom = residual_freedom(totals, connectivity.count)
    if freedom <= 0:
        raise DesignError(
            f"{totals.rows} reviews determine {totals.rows - freedom} unknowns with nothing left to estimate "
            f"their error; add at least {1 - freedom} reviews of entries by judges who share others"
        )
    at = _least_squares(totals, connectivity)
    variance = max(at.rss, 0.0) / freedom
    found = Components(float("nan"), float("nan"), variance)
    return _result(totals, connectivity, ("fixed", "least squares"), at=at.scaled(variance), found=found)


def _least_squares(totals: Sums, connectivity: Connectivity) -> Posterior:
    table = sides(totals, judges_short=True)
    gain, parts = 1.0 / table.tall, connectivity.judge_part
    small = table.short.size <= EXACT_SIDE
    solver: Solver = factored_fixed(table, gain, parts) if small else Iterated(table, gain, parts=parts)
    return posterior(table, gain, solver, fixed=True)


def _result(
    totals: Sums,
    connectivity: Connectivity,
    model: tuple[JudgeModel, str],
    *,
    at: Posterior,
    found: Components | None = None,
    criterion: float = float("nan"),
) -> AdditiveFit:
    return AdditiveFit(
        judge=model[0],
        method=model[1],
        components=found or Components(0.0, 0.0, 0.0),
        criterion=criterion,
        connectivity=connectivity,
        posterior=at,
        sums=totals,
    )


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
