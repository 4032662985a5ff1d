"""The system that elimination leaves on the short side, solved by factor or by iteration.

With K the precision (in units of 1 / s2) of the short side's effects once the tall side is
eliminated, a solver gives G = K^-1, or the pseudo-inverse where effects are fixed and only differences
within a part can be estimated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import solve_triangular

from scoring.estimate.calibrate.linear import conjugate_gradients, factor_and_inverse, middle, without_means
from scoring.estimate.calibrate.sums import Floats, Sides

Parts = NDArray[np.int64]
BLOCK = 4096


class Solver(Protocol):
    """G, as far as it is needed. `exact`: whether the diagonals are, or are first-order values."""

    @property
    def exact(self) -> bool: ...

    def solve(self, right: Floats) -> Floats:
        """G times the columns of `right`."""

    def diagonal(self) -> Floats:
        """The diagonal of G."""

    def across(self, sides: Sides) -> Floats:
        """The diagonal of N G N', one value per unit of the tall side."""

    def cells(self, sides: Sides) -> Floats:
        """N G where N is not nought, in the order of its cells."""

    def sample(self, rng: np.random.Generator, size: int) -> Floats:
        """Columns drawn from N(0, G)."""


@dataclass(frozen=True)
class Absent:
    """Effects without variance: G is nought."""

    size: int
    exact: bool = True

    def solve(self, right: Floats) -> Floats:
        return np.zeros_like(right)

    def diagonal(self) -> Floats:
        return np.zeros(self.size)

    def across(self, sides: Sides) -> Floats:
        return np.zeros(sides.tall.size)

    def cells(self, sides: Sides) -> Floats:
        return np.zeros(sides.incidence.nnz)

    def sample(self, rng: np.random.Generator, size: int) -> Floats:
        return np.zeros((self.size, size))


@dataclass(frozen=True)
class Factored:
    """G itself, and L with G = (L L')^-1 on the space where G is not nought."""

    matrix: Floats
    factor: Floats
    parts: Parts | None = None
    exact: bool = True

    def solve(self, right: Floats) -> Floats:
        return self.matrix @ right

    def diagonal(self) -> Floats:
        return self.matrix.diagonal()

    def across(self, sides: Sides) -> Floats:
        products = sides.incidence.copy()
        products.data *= self.cells(sides)
        return np.asarray(products.sum(axis=1)).ravel()

    def cells(self, sides: Sides) -> Floats:
        starts = range(0, sides.tall.size, BLOCK)
        return np.concatenate([self._block(sides, slice(start, start + BLOCK)) for start in starts])

    def _block(self, sides: Sides, rows: slice) -> Floats:
        block = sides.incidence[rows]
        product: Floats = block @ self.matrix
        at = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
        return np.asarray(product[at, block.indices])

    def sample(self, rng: np.random.Generator, size: int) -> Floats:
        normal = rng.standard_normal((self.factor.shape[0], size))
        drawn: Floats = solve_triangular(self.factor, normal, lower=True, trans="T", check_finite=False)
        return drawn if self.parts is None else without_means(drawn, self.parts)


def factored(sides: Sides, gain: Floats, ratio: float) -> Factored:
    """Random effects on the short side, of variance ratio `ratio` above nought."""
    matrix = middle(sides, gain)
    matrix[np.diag_indices_from(matrix)] += 1.0 / ratio
    factor, inverse = factor_and_inverse(matrix)
    return Factored(inverse, factor)


def factored_fixed(sides: Sides, gain: Floats, parts: Parts) -> Factored:
    """Fixed effects on the short side that add up to nought in each of `parts`."""
    matrix = middle(sides, gain)
    lift = float(matrix.diagonal().mean()) or 1.0
    same = (parts[:, None] == parts) / np.bincount(parts)[parts]
    factor, inverse = factor_and_inverse(matrix + lift * same)
    return Factored(inverse - same / lift, factor, parts)


@dataclass(frozen=True)
class Iterated:
    """G applied by conjugate gradients. Random effects have a `ratio`, fixed ones have `parts`."""

    sides: Sides
    gain: Floats
    ratio: float | None = None
    parts: Parts | None = None
    exact: bool = False
    pivots: Floats = field(init=False)

    def __post_init__(self) -> None:
        own = self.sides.short - _squared(self.sides.transposed) @ self.gain
        if self.ratio is not None:
            pivots = own + 1.0 / self.ratio
        else:
            pivots = np.where(own > 1e-12 * self.sides.short, own, 1.0)
        object.__setattr__(self, "pivots", pivots)

    def solve(self, right: Floats) -> Floats:
        columns = self._estimable(right.reshape(self.sides.short.size, -1))
        found = conjugate_gradients(self._apply, 1.0 / self.pivots, columns)
        return self._estimable(found).reshape(right.shape)

    def diagonal(self) -> Floats:
        return 1.0 / self.pivots

    def across(self, sides: Sides) -> Floats:
        return np.asarray(_squared(sides.incidence) @ self.diagonal())

    def cells(self, sides: Sides) -> Floats:
        return np.asarray(sides.incidence.data * self.diagonal()[sides.incidence.indices])

    def sample(self, rng: np.random.Generator, size: int) -> Floats:
        """Solve for vectors whose covariance is K: what noise and eliminated effects leave in the sums."""
        return self.solve(np.column_stack([self._perturbation(rng) for _ in range(size)]))

    def _apply(self, vectors: Floats) -> Floats:
        back = self.sides.transposed @ (self.gain[:, None] * (self.sides.incidence @ vectors))
        own = self.sides.short + (0.0 if self.ratio is None else 1.0 / self.ratio)
        return np.asarray(own[:, None] * vectors - back)

    def _estimable(self, columns: Floats) -> Floats:
        return columns if self.parts is None else without_means(columns, self.parts)

    def _perturbation(self, rng: np.random.Generator) -> Floats:
        noise = self.sides.incidence.copy()
        noise.data = np.sqrt(noise.data) * rng.standard_normal(noise.nnz)
        tall, short = np.asarray(noise.sum(axis=1)).ravel(), np.asarray(noise.sum(axis=0)).ravel()
        if self.ratio is not None:
            effect = self._eliminated_spread() * rng.standard_normal(tall.size)
            tall = tall + self.sides.tall * effect
            short = short + self.sides.transposed @ effect
            short = short + rng.standard_normal(short.size) / np.sqrt(self.ratio)
        return np.asarray(short - self.sides.transposed @ (self.gain * tall))

    def _eliminated_spread(self) -> Floats:
        """Standard deviation of the eliminated effects, from gain = phi / (1 + phi D)."""
        return np.sqrt(self.gain / (1.0 - self.gain * self.sides.tall))


def _squared(incidence: sparse.csr_array) -> sparse.csr_array:
    squared = incidence.copy()
    squared.data **= 2
    return squared
