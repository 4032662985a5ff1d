"""Strengths from comparisons of two: Bradley and Terry's model.

P(i beats j) = 1 / (1 + exp(theta_j - theta_i)), with an optional advantage for the one shown first
(Davidson and Beaver 1977, Biometrics 33:693-702). Votes are counted before anything is computed, so
that their order changes no bit of the result. The likelihood is maximised by Newton's method, each step
by conjugate gradients on the pairs that were compared: no matrix of items x items.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit

from scoring.data.errors import ConvergenceError, LabelError, VoteError
from scoring.data.factorize import Column
from scoring.estimate.calibrate.linear import conjugate_gradients
from scoring.estimate.pair_votes import Ints, Pairs, count_votes, require_finite

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
ROUNDS = 100
PRECISION = 1e-10
EXACT_ITEMS = 5_000


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


@dataclass(frozen=True, eq=False)
class BradleyTerry:
    """`strength` of each item, on the logit scale, about a mean of nought; higher is better.

    `advantage` is what being shown first adds, on the same scale; nan where it was not asked for.
    """

    items: tuple[Any, ...]
    strength: Floats
    advantage: float
    wins: Ints
    losses: Ints
    log_likelihood: float
    curvature: Curvature

    def probability(self, left: Any, right: Any) -> float:
        """That `left` beats `right`, neither being first."""
        return float(expit(self.strength[self._item(left)] - self.strength[self._item(right)]))

    def contrast_se(self, left: Any, right: Any) -> float:
        """Standard error of the difference of two strengths; exact at any size."""
        weights = np.zeros((len(self.items) + 1, 1))
        weights[self._item(left)] += 1.0
        weights[self._item(right)] -= 1.0
        return float(np.sqrt(max((weights * self.curvature.solve(weights)).sum(), 0.0)))

    @property
    def exact_errors(self) -> bool:
        """Whether `se` is exact, as it is up to 5,000 items, or a first-order value."""
        return len(self.items) <= EXACT_ITEMS

    @cached_property
    def se(self) -> Floats:
        """Standard errors of the strengths about their mean."""
        size = len(self.items)
        if not self.exact_errors:
            return np.asarray(1.0 / np.sqrt(self.curvature.own[:size]))
        full = self.curvature.dense()
        lift = np.full((size, size), 1.0 / size)
        apart = np.eye(size) - lift
        variance = (apart @ np.linalg.inv(full + lift) @ apart).diagonal()
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)))

    @cached_property
    def advantage_se(self) -> float:
        if np.isnan(self.advantage):
            return float("nan")
        unit = np.zeros((len(self.items) + 1, 1))
        unit[-1] = 1.0
        return float(np.sqrt(self.curvature.solve(unit)[-1, 0]))

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"item": list(self.items), "strength": self.strength, "se": self.se}
        return pd.DataFrame({**columns, "wins": self.wins, "losses": self.losses})

    def _item(self, label: Any) -> int:
        try:
            return self.items.index(label)
        except ValueError:
            raise LabelError(f"the item {label!r} was never compared") from None


def bradley_terry(
    winner: Column,
    loser: Column,
    *,
    count: Column | None = None,
    winner_first: Column | None = None,
    ridge: float = 0.0,
) -> BradleyTerry:
    """Fit one strength per item to votes: each row says who won, who lost, and (`count`) how often.

    `winner_first` says for each row whether the winner was shown first (or played at home) and asks
    for the advantage of that. `ridge` above 0 is the precision of a normal prior on strengths: with it
    items that never lost have a finite strength too.

    Raises EmptyTableError, ColumnError, LabelError, VoteError, and SeparationError where no finite
    strengths are the most likely ones.
    """
    items, pairs = count_votes(winner, loser, (count, winner_first))
    if not ridge >= 0 or not np.isfinite(ridge):
        raise VoteError(f"the ridge is a number from 0, not {ridge!r}")
    if ridge == 0:
        require_finite(items, pairs)
    state = _maximise(pairs, ridge)
    strength = state[:-1] - state[:-1].mean()
    lost = np.bincount(pairs.right, pairs.won, pairs.size) + np.bincount(pairs.left, pairs.lost, pairs.size)
    won = np.bincount(pairs.left, pairs.won, pairs.size) + np.bincount(pairs.right, pairs.lost, pairs.size)
    return BradleyTerry(
        items=items,
        strength=strength,
        advantage=float(state[-1]) if pairs.ordered else float("nan"),
        wins=won.astype(np.int64),
        losses=lost.astype(np.int64),
        log_likelihood=_likelihood(pairs, state, 0.0),
        curvature=curvature_at(pairs, state, ridge),
    )


def _likelihood(pairs: Pairs, state: Floats, ridge: float) -> float:
    logit = logits(pairs, state)
    value = -(pairs.won * np.logaddexp(0.0, -logit) + pairs.lost * np.logaddexp(0.0, logit)).sum()
    return float(value - 0.5 * ridge * (state[:-1] @ state[:-1]))


def _slope(pairs: Pairs, state: Floats, ridge: float) -> Floats:
    rest = pairs.won - (pairs.won + pairs.lost) * expit(logits(pairs, state))
    by_item = np.bincount(pairs.left, rest, pairs.size) - np.bincount(pairs.right, rest, pairs.size)
    return np.append(by_item - ridge * state[:-1], rest.sum() if pairs.ordered else 0.0)


def _maximise(pairs: Pairs, ridge: float) -> Floats:
    """Newton's method with halved steps; the last number is the advantage, nought if there is none."""
    state = np.zeros(pairs.size + 1)
    value = _likelihood(pairs, state, ridge)
    for _ in range(ROUNDS):
        slope = _slope(pairs, state, ridge)
        step = curvature_at(pairs, state, ridge).solve(slope[:, None])[:, 0]
        gain = float(slope @ step)
        if gain <= PRECISION**2 * pairs.size:
            return state + step
        state, value = _advance((state, step), value, lambda at: _likelihood(pairs, at, ridge))
    raise ConvergenceError(f"strengths did not settle in {ROUNDS} rounds; state a prior by ridge, 0.1 say")


def _advance(
    move: tuple[Floats, Floats], value: float, likelihood: Callable[[Floats], float]
) -> tuple[Floats, float]:
    """The first of the whole step, half of it, and so on that does not make things worse."""
    state, step = move
    for halving in range(40):
        following = state + step * 0.5**halving
        reached = likelihood(following)
        if reached >= value - 1e-12 * abs(value):
            return following, reached
    return state + step, likelihood(state + step)
