"""May judges be random effects? Only if severity has nothing to do with the quality of the batch.

A random judge borrows from comparisons between entries, which mislead where better entries went to
particular judges. Two estimates of severity tell: A, from comparisons within entries alone, and B,
which uses those between entries as well. If batches are unrelated to quality both are right and B is
the efficient one, so that A - B is independent of B (Hausman 1978, Econometrica 46:1251). If judges of
better batches look lenient in B, A - B runs against B. The statistic is their inner product over its
standard error given B: one degree of freedom, spent on exactly that departure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from scoring.estimate.calibrate.linear import without_means
from scoring.estimate.calibrate.moments import moments
from scoring.estimate.calibrate.posterior import Posterior, posterior
from scoring.estimate.calibrate.solvers import Iterated, Parts, factored, factored_fixed
from scoring.estimate.calibrate.sums import Floats, Sums, sides

DENSE = 3_000
NOISELESS = 1e-12
"""The least share of the scores' squares that noise can leave, for rounding leaves as much."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`advice` is "fixed" if severity goes with the quality of batches at level `level`.

    `statistic` is about t with `freedom` degrees of freedom if it does not; nan where the design has no
    comparison between entries to test (complete tables, where both models agree) or no noise to test against.
    """

    statistic: float
    freedom: int
    p_value: float
    level: float

    @property
    def advice(self) -> Literal["random", "fixed"]:
        return "fixed" if self.p_value < self.level else "random"


def choose(sums: Sums, parts: Parts, *, level: float = 0.05) -> Choice:
    """Test random against fixed judges; `parts` numbers each judge's part of the graph."""
    freedom = residual_freedom(sums, int(parts.max()) + 1)
    if freedom <= 0:
        return Choice(float("nan"), freedom, float("nan"), level)
    within = _within(sums, parts)
    if within.rss <= NOISELESS * sums.cross[-1, -1]:
        return Choice(float("nan"), freedom, float("nan"), level)
    between = _between(sums, within.rss / freedom)
    reference = without_means(between.short[:, None], parts)
    difference = without_means(within.short[:, None], parts) - reference
    spread = _quadratic(within, reference) - _quadratic(between, reference)
    if spread <= 1e-9 * _quadratic(within, reference):
        return Choice(float("nan"), freedom, float("nan"), level)
    statistic = float((reference * difference).sum() / np.sqrt(spread * within.rss / freedom))
    return Choice(statistic, freedom, float(2.0 * stats.t.sf(abs(statistic), freedom)), level)


def residual_freedom(sums: Sums, parts: int) -> int:
    """Reviews less what fixed entries, fixed judges and covariates take up."""
    entries, judges = sums.cells.shape
    return int(sums.rows - entries - judges + parts - (sums.columns - 1))


def _within(sums: Sums, parts: Parts) -> Posterior:
    table = sides(sums, judges_short=True)
    gain = 1.0 / table.tall
    dense = table.short.size <= DENSE
    solver = factored_fixed(table, gain, parts) if dense else Iterated(table, gain, parts=parts)
    return posterior(table, gain, solver, fixed=True)


def _between(sums: Sums, residual: float) -> Posterior:
    """Judges fixed, entries random: what comparisons between entries add comes in."""
    table = sides(sums, judges_short=True)
    ratio = moments(sums, residual=residual).entry / residual
    gain = ratio / (1.0 + ratio * table.tall)
    dense = table.short.size <= DENSE
    solver = factored(table, gain, np.inf) if dense else Iterated(table, gain, ratio=np.inf)
    return posterior(table, gain, solver, fixed=True)


def _quadratic(fit: Posterior, weights: Floats) -> float:
    """Variance of weights' (short effects), in units of the residual variance."""
    solved = fit.solver.solve(weights)
    lever = fit.pulled[:, :-1].T @ solved
    return float((weights.T @ solved + lever.T @ fit.beta_cov @ lever)[0, 0])
