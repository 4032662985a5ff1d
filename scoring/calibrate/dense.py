"""The dense algebra of the short side and of the columns of X."""

from __future__ import annotations

import numpy as np
from scipy.linalg import lapack

from scoring.calibrate.sides import Sides
from scoring.calibrate.sums import Floats
from scoring.errors import ColumnError, ConvergenceError


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
