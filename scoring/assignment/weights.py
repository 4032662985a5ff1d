"""One integer per pair, so that optimal means optimal and not nearly so.

Wishes are stacked by size, the greater always outweighing all the lesser together: pairs kept from an earlier
assignment, then affinity, then even loads (squares of the loads), then a seeded random number for the ties.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.assignment.problem import AssignmentInputError, Ints, Limits, Mask
from scoring.assignment.scale import Scale

HEADROOM = 2**60
"""The solver multiplies costs by the number of nodes; products stay below this."""

WIDE_UP_TO = 10**6
"""Pairs up to which settling ties may cost 8 bytes a pair instead of 4."""

NOISE_STEPS = (1023, 255, 63, 15, 3, 0)


def closed_weight(kind: np.dtype[Any]) -> int:
    """Weight of a pair that may not be chosen: below every weight in use, net of any price."""
    return -(2**30) if kind == np.int32 else -(2**61)


@dataclass(frozen=True)
class Weights:
    """`pairs` (n, m) to be maximised, less `even` times the sum of squared loads.

    `affinity_step` of them are worth `resolution` of the caller's affinity; none is above `top`.
    """

    pairs: npt.NDArray[Any]
    even: int
    affinity_step: int
    resolution: float
    top: int

    def within(self, open_pairs: Mask) -> Weights:
        """The same weights over fewer pairs."""
        return replace(
            self,
            pairs=np.where(open_pairs, self.pairs, self.pairs.dtype.type(closed_weight(self.pairs.dtype))),
        )

    def open_arcs(self, arcs: Ints | None = None) -> Ints:
        """Flat positions of the pairs that may be chosen, all or among `arcs`."""
        flat, closed = self.pairs.ravel(), closed_weight(self.pairs.dtype)
        chosen: Ints = np.flatnonzero(flat != closed) if arcs is None else arcs[flat[arcs] != closed]
        return chosen

    @property
    def per_affinity(self) -> float:
        """Solver units for one unit of the caller's affinity."""
        return self.affinity_step / self.resolution


def weigh(scale: Scale | None, limits: Limits, *, keep: Ints, rng: np.random.Generator) -> Weights:
    """Stack the wishes; without a scale all pairs count alike. `keep` (p, 2): pairs that count before all else."""
    highest, reads = 0 if scale is None else scale.highest, limits.total
    squares = int(np.minimum(limits.upper + limits.held, len(limits.entries)).max(initial=0)) * 2 * reads
    for noise in NOISE_STEPS:
        even = noise * reads + 1 if scale is None else 0
        step = noise * reads + even * squares + 1
        bonus = (step * (highest + 1)) * reads + 1 if len(keep) else 0
        top = step * highest + noise + bonus
        worth_its_width = noise == 0 or top < 2**30 or len(keep) or limits.open.size <= WIDE_UP_TO
        if worth_its_width and _magnitude(top, even, limits) < HEADROOM:
            pairs = _stack(scale, limits, step=step, noise=noise, top=top, rng=rng)
            kept = keep[limits.open[keep[:, 0], keep[:, 1]]]
            pairs[kept[:, 0], kept[:, 1]] += bonus
            return Weights(pairs, even, step, 1.0 if scale is None else scale.step, top)
    raise AssignmentInputError(
        "the affinities are too large to be compared exactly; hand them in with a smaller range"
    )


def _magnitude(top: int, even: int, limits: Limits) -> int:
    nodes = sum(limits.shape) + 1
    steepest = 2 * even * (int((limits.upper + limits.held).max(initial=0)) + 1)
    return (top + steepest) * (nodes + 1)


def _stack(
    scale: Scale | None, limits: Limits, *, step: int, noise: int, top: int, rng: np.random.Generator
) -> npt.NDArray[Any]:
    width: type[np.signedinteger[Any]] = np.int32 if top < 2**30 else np.int64
    pairs = (
        rng.integers(0, noise + 1, size=limits.shape, dtype=width) if noise else np.zeros(limits.shape, width)
    )
    if scale is not None:
        for rows, grades in scale.blocks():
            pairs[rows] += (grades * step).astype(width, copy=False)
    pairs[~limits.open] = closed_weight(pairs.dtype)
    return pairs
