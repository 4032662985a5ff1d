"""What the model says about entries and judges together: estimates, variances, joint draws.

Estimates are counted from the jury as it sat: an entry's score is what these judges, all of them,
would have given it on average, and a judge's severity is how far below that average he marks. So the
severity of judges nobody met does not blur the comparison of entries.

Every quantity is a linear combination of beta (the columns of X), short and tall effects. With
t | d, beta ~ N(g (T_y - T_X beta - N d), s2 g),  d | beta ~ N(G (J_y - J_X beta), s2 G) and
beta ~ N(beta^, s2 P^-1), its variance is a sum of three terms, one per line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scoring.estimate.calibrate.linear import column_inverse
from scoring.estimate.calibrate.solvers import Solver
from scoring.estimate.calibrate.sums import Floats, Sides

DRAWS_AT_ONCE = 256


@dataclass(frozen=True, eq=False)
class Posterior:
    """Built by `posterior`; variances are in units of the residual variance times `variance`.

    gain      g, one value per unit of the tall side
    free      the columns of X that are estimated (fixed effects take the intercept in)
    mean_x    X at the average review, for those columns
    """

    sides: Sides
    gain: Floats
    solver: Solver
    free: slice
    reduced: Floats
    beta: Floats
    beta_cov: Floats
    pulled: Floats
    solved: Floats
    reference: bool
    variance: float

    @property
    def rss(self) -> float:
        """Weighted sum of squares, random effects' penalties included."""
        return float(self.reduced[-1, -1] - self.reduced[-1, :-1] @ self.beta)

    def scaled(self, variance: float) -> Posterior:
        return replace(self, variance=variance)

    @cached_property
    def mean_x(self) -> Floats:
        return np.asarray(self.sides.cross[0, self.free] / self.sides.cross[0, 0])

    @cached_property
    def short(self) -> Floats:
        return np.asarray(self.solved[:, -1] - self.solved[:, :-1] @ self.beta)

    @cached_property
    def tall(self) -> Floats:
        rest = self.sides.tall_sums[:, -1] - self.tall_x @ self.beta - self.sides.incidence @ self.short
        return np.asarray(self.gain * rest)

    @property
    def tall_x(self) -> Floats:
        return self.sides.tall_sums[:, self.free]

    # -- entries and judges -------------------------------------------------------------------------

    @cached_property
    def scores(self) -> Floats:
        """Each entry's score by the whole jury, counted from the centre of the sums."""
        entry, judge = (self.tall, self.short) if self.sides.judges_short else (self.short, self.tall)
        return np.asarray(entry + judge.mean() * self.reference + self.mean_x @ self.beta)

    @cached_property
    def leniency(self) -> Floats:
        """How far above the jury's average each judge marks."""
        judge = self.short if self.sides.judges_short else self.tall
        return np.asarray(judge - judge.mean() * self.reference)

    def score_variances(self) -> Floats:
        if self.sides.judges_short:
            return self._tall_variances(self._jury, own=self.gain, constant=self.mean_x)
        common = float(self.gain.sum()) / self.gain.size**2
        return self._short_variances(-self._tall_mean, common, self.mean_x - self._tall_mean_x)

    def leniency_variances(self) -> Floats:
        if self.sides.judges_short:
            return self._short_variances(-self._jury, 0.0, np.zeros(self.beta.size))
        own = self.gain * (1.0 - 2.0 / self.gain.size) + self.gain.sum() / self.gain.size**2
        return self._tall_variances(self._tall_mean, own=own, constant=self._tall_mean_x)

    @cached_property
    def _jury(self) -> Floats:
        """Weights that average the short side; nought where fixed effects add up to nought anyway."""
        return np.full(self.sides.short.size, self.reference / self.sides.short.size)

    @cached_property
    def _tall_mean(self) -> Floats:
        """Average of g N over the tall side: what a change of the short side does to its mean."""
        return np.asarray(self.sides.transposed @ self.gain / self.gain.size)

    @cached_property
    def _tall_mean_x(self) -> Floats:
        return np.asarray(self.gain @ self.tall_x / self.gain.size)

    def _tall_variances(self, common: Floats, *, own: Floats, constant: Floats) -> Floats:
        """Variances of t + common'd + constant'beta, one per tall unit."""
        solved = self.solver.solve(common[:, None])[:, 0]
        across = self.gain**2 * self.solver.across(self.sides)
        across += common @ solved - 2.0 * self.gain * (self.sides.incidence @ solved)
        lever = constant - self.gain[:, None] * self.tall_x - common @ self.solved[:, :-1]
        lever = lever + self.gain[:, None] * (self.sides.incidence @ self.solved[:, :-1])
        return self.variance * (own + across + self._by_beta(lever))

    def _short_variances(self, common: Floats, own: float, constant: Floats) -> Floats:
        """Variances of d + common'd + constant'beta, one per short unit."""
        solved = self.solver.solve(common[:, None])[:, 0]
        spread = self.solver.diagonal() + 2.0 * solved + common @ solved
        lever = constant - self.solved[:, :-1] - common @ self.solved[:, :-1]
        return self.variance * (own + spread + self._by_beta(lever))

    def _by_beta(self, lever: Floats) -> Floats:
        return np.asarray(np.einsum("ip,pq,iq->i", lever, self.beta_cov, lever))

    def cell_variances(self) -> Floats:
        """Variances of entry + judge + intercept, one for each cell of the incidence."""
        rows = np.repeat(np.arange(self.gain.size), np.diff(self.sides.incidence.indptr))
        columns, gain = self.sides.incidence.indices, self.gain[rows]
        spread = self.gain + self.gain**2 * self.solver.across(self.sides)
        spread = spread[rows] + self.solver.diagonal()[columns] - 2.0 * gain * self.solver.cells(self.sides)
        free = self.solved[:, :-1]
        lever = (
            self.mean_x - gain[:, None] * (self.tall_x - self.sides.incidence @ free)[rows] - free[columns]
        )
        return np.asarray(self.variance * (spread + self._by_beta(lever)))

    # -- several entries at once --------------------------------------------------------------------

    def covariance(self, weights: Floats) -> Floats:
        """Covariance of combinations of entries' scores: `weights` is entries x combinations."""
        total = weights.sum(axis=0)
        if self.sides.judges_short:
            tall, short = weights, np.outer(self._jury, total)
        else:
            tall, short = np.outer(np.full(self.gain.size, 1.0 / self.gain.size), total), weights
        beta = np.outer(self.mean_x, total) - self.tall_x.T @ (self.gain[:, None] * tall)
        short = short - self.sides.transposed @ (self.gain[:, None] * tall)
        solved = self.solver.solve(short)
        beta = beta - self.pulled[:, :-1].T @ solved
        own = tall.T @ (self.gain[:, None] * tall)
        return np.asarray(self.variance * (own + short.T @ solved + beta.T @ self.beta_cov @ beta))

    def draws(self, size: int, rng: np.random.Generator) -> Floats:
        """Joint draws of all entries' scores, size x entries."""
        counts = [min(DRAWS_AT_ONCE, size - at) for at in range(0, size, DRAWS_AT_ONCE)]
        return np.concatenate([self._some_draws(count, rng) for count in counts])

    def _some_draws(self, size: int, rng: np.random.Generator) -> Floats:
        spread = np.sqrt(self.variance)
        root = np.linalg.cholesky(self.beta_cov) if self.beta.size else self.beta_cov
        beta = self.beta[:, None] + spread * (root @ rng.standard_normal((self.beta.size, size)))
        short = self.solved[:, -1:] - self.solved[:, :-1] @ beta + spread * self.solver.sample(rng, size)
        rest = self.sides.tall_sums[:, -1:] - self.tall_x @ beta - self.sides.incidence @ short
        tall = self.gain[:, None] * rest
        tall += spread * np.sqrt(self.gain)[:, None] * rng.standard_normal(tall.shape)
        entry, judge = (tall, short) if self.sides.judges_short else (short, tall)
        return np.asarray((entry + judge.mean(axis=0) * self.reference + self.mean_x @ beta).T)


def posterior(sides: Sides, gain: Floats, solver: Solver, *, fixed: bool) -> Posterior:
    """Solve the equations of both sides; `variance` is left at 1 until it is known."""
    free = slice(1 if fixed else 0, sides.fixed)
    columns = np.r_[free, sides.fixed]
    tall = sides.tall_sums[:, columns]
    pulled = sides.short_sums[:, columns] - sides.transposed @ (gain[:, None] * tall)
    solved = solver.solve(pulled)
    reduced = sides.cross[np.ix_(columns, columns)] - tall.T @ (gain[:, None] * tall) - pulled.T @ solved
    beta_cov = column_inverse(reduced[:-1, :-1], sides.cross.diagonal()[free])
    return Posterior(
        sides=sides,
        gain=gain,
        solver=solver,
        free=free,
        reduced=reduced,
        beta=beta_cov @ reduced[:-1, -1],
        beta_cov=beta_cov,
        pulled=pulled,
        solved=solved,
        reference=not fixed,
        variance=1.0,
    )
