"""Linear algebra that several solvers share: conjugate gradients, and the dense matrices of the short side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from scoring.data.errors import ColumnError, ConvergenceError
from scoring.estimate.calibrate.sums import Floats, Sides

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


def gram(sides: Sides, weight: Floats) -> Floats:
    """N' diag(weight) N."""
    scaled = sides.incidence.copy()
    scaled.data *= np.repeat(weight, np.diff(scaled.indptr))
    dense: Floats = (sides.transposed @ scaled).toarray()
    return dense


def middle(sides: Sides, gain: Floats) -> Floats:
    """D - N' diag(gain) N: the short side once the tall one is eliminated."""
    matrix = -gram(sides, gain)
    matrix[np.diag_indices_from(matrix)] += sides.short
    return matrix


def factor_and_inverse(matrix: Floats) -> tuple[Floats, Floats]:
    """Lower Cholesky factor and inverse of a symmetric positive definite matrix."""
    factor, failed = lapack.dpotrf(matrix.T, lower=1, clean=1)  # .T is itself, in LAPACK's own order
    if failed:
        raise ConvergenceError("the severity equations are singular; check the weights for extreme ratios")
    inverse, _ = lapack.dpotri(factor, lower=1)
    inverse += np.tril(inverse, -1).T
    return factor, inverse


def column_inverse(reduced: Floats, whole: Floats) -> Floats:
    """Inverse of the columns' cross-products, refused where a column says nothing of its own."""
    if not whole.size:
        return np.zeros((0, 0))
    scale = 1.0 / np.sqrt(whole)
    values, vectors = np.linalg.eigh(reduced * np.outer(scale, scale))
    if values[0] < 1e-10:
        column = int(np.argmax(np.abs(vectors[:, 0])))
        raise ColumnError(
            f"covariate {column} is told by the others, the judges and the entries; leave it out"
        )
    return np.asarray((vectors / values) @ vectors.T * np.outer(scale, scale))
