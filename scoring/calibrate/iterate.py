"""Preconditioned conjugate gradients, several right-hand sides at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scoring.calibrate.sums import Floats
from scoring.errors import ConvergenceError

PRECISION = 1e-12
ROUNDS = 5_000


def conjugate_gradients(
    apply: Callable[[Floats], Floats],
    preconditioner: Floats,
    right: Floats,
) -> Floats:
    """Solve for every column of `right`; each takes its own steps, all stop together."""
    solution, residual = np.zeros_like(right), right
    direction = scaled = preconditioner[:, None] * residual
    energy = _dots(residual, scaled)
    enough = PRECISION**2 * energy
    for _ in range(ROUNDS):
        if (energy <= enough).all():
            return solution
        image = apply(direction)
        step = _ratio(energy, _dots(direction, image))
        solution = solution + step * direction
        residual = residual - step * image
        scaled = preconditioner[:, None] * residual
        previous, energy = energy, _dots(residual, scaled)
        direction = scaled + _ratio(energy, previous) * direction
    raise ConvergenceError(
        f"no solution to {PRECISION:g} after {ROUNDS} rounds; the design is nearly disconnected"
    )


def _dots(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->j", left, right))


def _ratio(over: Floats, under: Floats) -> Floats:
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)


def without_means(columns: Floats, parts: NDArray[np.int64]) -> Floats:
    """Each column with the mean of every part taken off."""
    count = np.bincount(parts)
    means = np.column_stack([np.bincount(parts, weights=column) / count for column in columns.T])
    return np.asarray(columns - means[parts])
