"""The variance ratios that make the (restricted) likelihood largest."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from scoring.calibrate.likelihood import eliminate, gradient, profile
from scoring.calibrate.sides import Sides
from scoring.calibrate.sums import Floats

LARGEST = 1e5
PRECISION = 1e-6


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
