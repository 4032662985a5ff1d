"""What an assignment hands back, under the caller's names, in his order and unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scoring.plan.assignment.limits import Ints, Limits, Order, Pair
from scoring.plan.assignment.network import Flow, Network, SolverError
from scoring.plan.assignment.weights import Weights

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Assignment:
    """Who reads what, with the proof of how good it is.

    `pairs` holds (entry, judge) in the order of the entries and judges that were handed in; `objective` is the
    sum of their affinities in the caller's unit. `optimality_gap` is the distance, in the same unit, to an upper
    bound that no assignment under the same limits can pass: 0 means proved optimal. Affinities that are not
    whole numbers are compared in steps of `resolution`, and the proof holds at that resolution. With a
    probability cap `objective` and the gap are those of the expectation, `probabilities` has every pair that could
    be drawn, and `pairs` is what the lot drew. `bridges` are the pairs chosen to link tracks.
    """

    pairs: list[Pair]
    objective: float
    optimality_gap: float
    loads: Mapping[str, int]
    seed: int = 0
    resolution: float = 1.0
    affinities: list[float] = field(default_factory=list, repr=False)
    bridges: list[Pair] = field(default_factory=list)
    probabilities: Mapping[Pair, float] | None = field(default=None, repr=False)

    def judges_of(self, entry: str) -> list[str]:
        return [judge for read, judge in self.pairs if read == entry]

    @property
    def weakest(self) -> float:
        """The lowest affinity of any read."""
        return min(self.affinities, default=0)

    def juries(self) -> list[list[str]]:
        """Judges whose severity can be compared: the connected parts of the graph of judges and entries, each sorted,
        the largest first.
        """
        leader = {name: name for name in self.loads}

        def find(name: str) -> str:
            while leader[name] != name:
                leader[name] = name = leader[leader[name]]
            return name

        first_judge: dict[str, str] = {}
        for entry, judge in self.pairs:
            leader[find(judge)] = find(first_judge.setdefault(entry, judge))
        parts: dict[str, list[str]] = {}
        for judge in sorted(self.loads):
            parts.setdefault(find(judge), []).append(judge)
        return sorted(parts.values(), key=lambda part: (-len(part), part))

    def to_frame(self) -> pandas.DataFrame:
        """One row a read: entry, judge, affinity, and the read's probability where it was drawn by lot."""
        import pandas

        columns = {"entry": [e for e, _ in self.pairs], "judge": [j for _, j in self.pairs]}
        frame = pandas.DataFrame({**columns, "affinity": self.affinities})
        if self.probabilities is not None:
            frame["probability"] = [self.probabilities[pair] for pair in self.pairs]
        return frame


@dataclass(frozen=True)
class Choice:
    """Chosen pairs (p, 2) beyond the fixed ones of the network, and the gap in solver units times `parts`."""

    network: Network
    pairs: Ints
    gap: int
    flow: Flow
    bridges: Ints = field(default_factory=lambda: np.empty((0, 2), np.int64))

    @property
    def all_pairs(self) -> Ints:
        return np.concatenate([self.network.limits.fixed, self.pairs])

    def probabilities(self) -> tuple[Ints, npt.NDArray[np.float64]]:
        """Every pair that could be drawn, with its probability; fixed ones are certain."""
        used, fixed = self.flow.used > 0, self.network.limits.fixed
        drawable = np.stack(np.divmod(self.flow.arcs[used], self.network.limits.shape[1]), axis=1)
        chances = self.flow.used[used] / self.network.parts
        return np.concatenate([fixed, drawable]), np.concatenate([np.ones(len(fixed)), chances])


def check(limits: Limits, chosen: Ints) -> None:
    """Every limit, counted again from the pairs themselves."""
    n, m = limits.shape
    reads, loads = np.bincount(chosen[:, 0], minlength=n), np.bincount(chosen[:, 1], minlength=m)
    kept = (reads == limits.reads).all() and (loads >= limits.lower).all() and (loads <= limits.upper).all()
    twice = len(np.unique(chosen[:, 0] * m + chosen[:, 1])) < len(chosen)
    if not kept or twice or not limits.open[chosen[:, 0], chosen[:, 1]].all():
        raise SolverError("the solver's answer breaks a limit")


@dataclass(frozen=True)
class Naming:
    """`capped`: the question had a probability cap, so the answer says how likely each pair was."""

    affinity: npt.ArrayLike | None
    order: Order
    weights: Weights
    seed: int
    capped: bool

    def assignment(self, choice: Choice) -> Assignment:
        given = self._given(choice.all_pairs)
        given = given[np.lexsort((given[:, 1], given[:, 0]))]
        judges, worth = self.order.given_judges(), self._worth(given)
        loads = np.bincount(given[:, 1], minlength=len(judges)).tolist()
        lot, expected = self._lot(choice) if self.capped else (None, worth.sum().item())
        gap = choice.gap / choice.network.parts / self.weights.per_affinity if choice.gap else 0
        return Assignment(
            pairs=self._names(given),
            objective=expected,
            optimality_gap=gap,
            loads=dict(zip(judges, loads, strict=True)),
            seed=self.seed,
            resolution=self.weights.resolution,
            affinities=worth.tolist(),
            bridges=sorted(self._names(self._given(choice.bridges))),
            probabilities=lot,
        )

    def _given(self, pairs: Ints) -> Ints:
        """Canonical positions as the caller's."""
        return np.stack([self.order.rows[pairs[:, 0]], self.order.columns[pairs[:, 1]]], axis=1)

    def _names(self, given: Ints) -> list[Pair]:
        entries, judges = self.order.given_entries(), self.order.given_judges()
        return [(entries[i], judges[j]) for i, j in given.tolist()]

    def _worth(self, given: Ints) -> npt.NDArray[np.int64] | npt.NDArray[np.float64]:
        if self.affinity is None:
            return np.zeros(len(given), np.int64)
        worth: npt.NDArray[np.float64] = np.asarray(self.affinity)[given[:, 0], given[:, 1]]
        return worth

    def _lot(self, choice: Choice) -> tuple[dict[Pair, float], float]:
        """Each drawable pair's probability, and the expected total affinity."""
        pairs, chances = choice.probabilities()
        given = self._given(pairs)
        ranked = np.lexsort((given[:, 1], given[:, 0]))
        given, chances = given[ranked], chances[ranked]
        named = dict(zip(self._names(given), chances.tolist(), strict=True))
        return named, float((self._worth(given) * chances).sum())
