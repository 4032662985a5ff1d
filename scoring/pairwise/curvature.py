"""How sharply the likelihood of strengths bends: the equations of each step, and of the errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit

from scoring.calibrate.iterate import conjugate_gradients
from scoring.pairwise.votes import Pairs

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curvature:
    """Minus the second derivatives by strengths and advantage, as far as they are needed."""

    own: Floats
    links: sparse.csr_array
    border: Floats
    ridge: float

    def apply(self, vectors: Floats) -> Floats:
        strengths, advantage = vectors[:-1], vectors[-1]
        top = self.own[:-1, None] * strengths - self.links @ strengths + np.outer(self.border, advantage)
        return np.vstack([top, self.border @ strengths + self.own[-1] * advantage])

    def solve(self, right: Floats) -> Floats:
        """Solve for strengths (about their mean, where nothing else fixes it) and the advantage."""
        if self.ridge > 0:
            return conjugate_gradients(self.apply, 1.0 / self.own, right)
        return _centred(conjugate_gradients(self.apply, 1.0 / self.own, _centred(right)))

    def dense(self) -> Floats:
        """Of the strengths alone, the advantage eliminated."""
        full = np.diag(self.own[:-1]) - self.links.toarray()
        return np.asarray(full - np.outer(self.border, self.border) / self.own[-1])


def curvature_at(pairs: Pairs, state: Floats, ridge: float) -> Curvature:
    chance = expit(logits(pairs, state))
    weight = (pairs.won + pairs.lost) * chance * (1.0 - chance)
    pattern, pair = pairs.links
    links = sparse.csr_array((weight[pair], pattern.indices, pattern.indptr), shape=pattern.shape)
    own = np.bincount(pairs.left, weight, pairs.size) + np.bincount(pairs.right, weight, pairs.size) + ridge
    if not pairs.ordered:
        return Curvature(np.append(own, 1.0), links, np.zeros(pairs.size), ridge)
    border = np.subtract(
        np.bincount(pairs.left, weight, pairs.size),
        np.bincount(pairs.right, weight, pairs.size),
        dtype=np.float64,
    )
    return Curvature(np.append(own, weight.sum()), links, border, ridge)


def logits(pairs: Pairs, state: Floats) -> Floats:
    return np.asarray(state[pairs.left] - state[pairs.right] + state[-1])


def _centred(vectors: Floats) -> Floats:
    """The strengths' part about its mean: only differences have an effect."""
    return np.vstack([vectors[:-1] - vectors[:-1].mean(axis=0), vectors[-1:]])
