"""Exact likelihood and restricted likelihood of the crossed random model, with its gradient.

y = X beta + a[entry] + b[judge] + e,  Var(e) = s2 / w,  Var(a) = s2 phi_a,  Var(b) = s2 phi_b.
With O = W^-1 + phi_t Z Z' + phi_s U U' (t the tall side, s the short one) everything follows from

    A  = I + phi_t Z'WZ                      diagonal
    M  = U'WU - phi_t N' A^-1 N              short x short, N = Z'WU
    C  = I + phi_s M                         the only dense matrix, factored once per evaluation
    log|O W| = log|A| + log|C|
    V'O^-1 V = V'WV - phi_t (Z'WV)'A^-1(Z'WV) - phi_s J'C^-1 J,   J = U'WV - phi_t N'A^-1 Z'WV

for V = [X, y]. The derivatives need U'O^-1 V = C^-1 J, Z'O^-1 V = A^-1 (Z'WV - phi_s N C^-1 J) and the
traces of U'O^-1 U = M C^-1 and of Z'O^-1 Z. Two places in the literature where this elimination is
set out: Henderson (1984), Applications of Linear Models in Animal Breeding; Bates et al. (2015),
Fitting Linear Mixed-Effects Models Using lme4, J. Stat. Softw. 67(1), for the profiled criterion.

`maximise` finds the variance ratios that make it largest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from scoring.estimate.calibrate.linear import column_inverse, factor_and_inverse, gram, middle
from scoring.estimate.calibrate.sums import Floats, Sides

LARGEST = 1e5
PRECISION = 1e-6


@dataclass(frozen=True, slots=True)
class Elimination:
    """The model's equations at one pair of variance ratios, with both sides eliminated."""

    sides: Sides
    ratio: tuple[float, float]
    pivots: Floats
    middle: Floats
    inverse: Floats
    logdet: float
    solved: Floats
    reduced: Floats


def eliminate(sides: Sides, ratio: tuple[float, float]) -> Elimination:
    """Factor the equations at `ratio` = (phi of the tall side, phi of the short side)."""
    tall, short = ratio
    pivots = 1.0 + tall * sides.tall
    rest = middle(sides, tall / pivots)
    factor, inverse = factor_and_inverse(np.eye(sides.short.size) + short * rest)
    scaled = sides.tall_sums / pivots[:, None]
    pulled = sides.short_sums - tall * (sides.transposed @ scaled)
    solved = inverse @ pulled
    return Elimination(
        sides=sides,
        ratio=ratio,
        pivots=pivots,
        middle=rest,
        inverse=inverse,
        logdet=float(np.log(pivots).sum() + 2.0 * np.log(np.diag(factor)).sum()),
        solved=solved,
        reduced=sides.cross - tall * (sides.tall_sums.T @ scaled) - short * (pulled.T @ solved),
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """The coefficients and the residual scale that are best at given ratios."""

    beta: Floats
    inverse: Floats
    rss: float
    freedom: int
    criterion: float

    @property
    def variance(self) -> float:
        """The residual variance, s2."""
        return self.rss / self.freedom


def profile(at: Elimination, *, restricted: bool) -> Profile:
    """-2 log (restricted) likelihood at the ratios of `at`, and what it implies."""
    columns = at.sides.fixed
    inverse = column_inverse(at.reduced[:columns, :columns], at.sides.cross.diagonal()[:columns])
    beta = inverse @ at.reduced[:columns, -1]
    rss = float(at.reduced[-1, -1] - at.reduced[-1, :columns] @ beta)
    freedom = at.sides.rows - (columns if restricted else 0)
    logdet = at.logdet - at.sides.log_weight
    if restricted:
        logdet -= float(np.linalg.slogdet(inverse)[1])
    criterion = logdet + freedom * (1.0 + np.log(2.0 * np.pi * max(rss, 1e-300) / freedom))
    return Profile(beta, inverse, rss, freedom, float(criterion))


def gradient(at: Elimination, best: Profile, *, restricted: bool) -> NDArray[np.float64]:
    """Derivatives of the criterion by (phi of the tall side, phi of the short side)."""
    short = at.solved
    tall = (at.sides.tall_sums - at.ratio[1] * (at.sides.incidence @ short)) / at.pivots[:, None]
    squared = gram(at.sides, at.pivots**-2)
    trace_short = float((at.inverse * at.middle).sum())
    trace_tall = float((at.sides.tall / at.pivots).sum() - at.ratio[1] * (at.inverse * squared).sum())
    slopes = [_slope(tall, trace_tall, (best, restricted)), _slope(short, trace_short, (best, restricted))]
    return np.array(slopes)


def _slope(projected: Floats, trace: float, at: tuple[Profile, bool]) -> float:
    best, restricted = at
    columns = best.beta.size
    left, residual = projected[:, :columns], projected[:, -1] - projected[:, :columns] @ best.beta
    slope = trace - float(residual @ residual) * best.freedom / best.rss
    if restricted:
        slope -= float(np.einsum("ip,pq,iq->", left, best.inverse, left))
    return slope


def maximise(sides: Sides, start: tuple[float, float], *, restricted: bool) -> tuple[float, float]:
    """(phi of the tall side, phi of the short side) at the optimum, starting from a moment estimate.

    The search runs over square roots of the ratios, in which the criterion is close to quadratic. A
    ratio of exactly nought has slope nought there whatever the data say, so an optimum on the edge is
    taken only if the slope by the ratio itself confirms it.
    """
    roots = np.sqrt(np.clip(start, 0.01, LARGEST))
    for _ in range(3):
        roots = _descend(sides, roots, restricted=restricted)
        stuck = (roots == 0.0) & (_slopes(sides, roots, restricted=restricted) < 0.0)
        if not stuck.any():
            break
        roots = np.where(stuck, 0.1, roots)
    return float(roots[0] ** 2), float(roots[1] ** 2)


def _descend(sides: Sides, roots: Floats, *, restricted: bool) -> Floats:
    unit = roots / (2.0 * np.sqrt([sides.tall.size, sides.short.size]))

    def objective(at: Floats) -> tuple[float, Floats]:
        root = at * unit
        here = eliminate(sides, (float(root[0] ** 2), float(root[1] ** 2)))
        best = profile(here, restricted=restricted)
        return best.criterion, 2.0 * root * unit * gradient(here, best, restricted=restricted)

    found = minimize(
        objective,
        roots / unit,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, LARGEST**0.5 / size) for size in unit],
        options={"ftol": 1e-15, "gtol": PRECISION, "maxiter": 200},
    )
    return np.asarray(found.x * unit, dtype=np.float64)


def _slopes(sides: Sides, roots: Floats, *, restricted: bool) -> Floats:
    here = eliminate(sides, (float(roots[0] ** 2), float(roots[1] ** 2)))
    return gradient(here, profile(here, restricted=restricted), restricted=restricted)
