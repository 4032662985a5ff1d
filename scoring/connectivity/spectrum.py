"""How firmly a connected table hangs together, as one number."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.linalg import eigh
from scipy.sparse.linalg import LinearOperator, eigsh

DENSE = 600


def second_eigenvalue(cells: sparse.csr_array) -> float:
    """Second smallest eigenvalue of the normalised Laplacian of a connected bipartite graph.

    It is 1 minus the second singular value of the matrix with rows and columns scaled to unit length
    in the sense of their sums; the first singular value is 1.
    """
    entry, judge = np.asarray(cells.sum(axis=1)).ravel(), np.asarray(cells.sum(axis=0)).ravel()
    scaled = sparse.csr_array(sparse.diags_array(entry**-0.5) @ cells @ sparse.diags_array(judge**-0.5))
    if scaled.shape[0] < scaled.shape[1]:
        scaled, judge = sparse.csr_array(scaled.T), entry
    if judge.size == 1:
        return 1.0
    first = np.sqrt(judge / judge.sum())
    square = _second_dense(scaled, first) if judge.size <= DENSE else _second_sparse(scaled, first)
    return float(1.0 - np.sqrt(min(max(square, 0.0), 1.0)))


def _second_dense(scaled: sparse.csr_array, first: np.ndarray) -> float:
    gram = (scaled.T @ scaled).toarray() - np.outer(first, first)
    top = gram.shape[0] - 1
    return float(eigh(gram, eigvals_only=True, subset_by_index=[top, top])[0])


def _second_sparse(scaled: sparse.csr_array, first: np.ndarray) -> float:
    def apply(vector: np.ndarray) -> np.ndarray:
        flat = np.ravel(vector)
        return np.asarray(scaled.T @ (scaled @ flat) - first * (first @ flat))

    operator = LinearOperator((first.size, first.size), matvec=apply, dtype=np.float64)
    start = np.cos(np.arange(1.0, first.size + 1.0))  # any fixed vector: the answer must not depend on chance
    return float(eigsh(operator, k=1, which="LA", v0=start, tol=1e-9, return_eigenvectors=False)[0])
