"""The variance ratios that make the (restricted) likelihood largest."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from scoring.calibrate.likelihood import eliminate, gradient, profile
from scoring.calibrate.sides import Sides
from scoring.calibrate.sums import Floats

SMALLEST, LARGEST = 0.0, 1e5


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
    def objective(at: Floats) -> tuple[float, Floats]:
        here = eliminate(sides, (float(at[0] ** 2), float(at[1] ** 2)))
        best = profile(here, restricted=restricted)
        return best.criterion, 2.0 * at * gradient(here, best, restricted=restricted)

    found = minimize(
        objective,
        roots,
        jac=True,
        method="L-BFGS-B",
        bounds=[(SMALLEST, LARGEST**0.5)] * 2,
        options={"ftol": 1e-15, "gtol": 1e-6, "maxiter": 200},
    )
    print(found.nfev,found.fun,found.jac)
    return np.asarray(found.x, dtype=np.float64)


def _slopes(sides: Sides, roots: Floats, *, restricted: bool) -> Floats:
    here = eliminate(sides, (float(roots[0] ** 2), float(roots[1] ** 2)))
    return gradient(here, profile(here, restricted=restricted), restricted=restricted)
