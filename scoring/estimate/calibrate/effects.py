"""Random effects by their variances, fixed effects by least squares: which solver, which variances."""

from __future__ import annotations

import numpy as np

from scoring.data.errors import DesignError, MethodError
from scoring.estimate.calibrate.likelihood import LARGEST, eliminate, maximise, profile
from scoring.estimate.calibrate.model import AdditiveFit, JudgeModel, Method
from scoring.estimate.calibrate.moments import Components, moments
from scoring.estimate.calibrate.posterior import Posterior, posterior
from scoring.estimate.calibrate.random_or_fixed import residual_freedom
from scoring.estimate.calibrate.solvers import Absent, Iterated, Solver, factored, factored_fixed
from scoring.estimate.calibrate.sums import Floats, Sides, Sums, sides
from scoring.estimate.graph import Connectivity

EXACT_ROWS = 150_000
EXACT_SIDE = 3_000
NOTHING_LEFT = 1e-12


def random_effects(totals: Sums, connectivity: Connectivity, method: Method) -> AdditiveFit:
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


def given_effects(totals: Sums, connectivity: Connectivity, known: Components) -> AdditiveFit:
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


def fixed_effects(totals: Sums, connectivity: Connectivity) -> AdditiveFit:
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
