"""Judge prices from the residual graph of a flow, by Bellman and Ford's sweeps over what changed alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.loads import FAR
from scoring.assignment.problem import Ints, Mask
from scoring.assignment.solver import SolverError


@dataclass(frozen=True)
class Exchange:
    """Reads that could move: an entry gives up `source` and takes `target` instead, and gains `gain`.

    Moves are grouped by source: those of judge j are start[j] to start[j + 1].
    """

    source: Ints
    target: Ints
    gain: Ints
    start: Ints

    @classmethod
    def of(cls, entry: Ints, judge: Ints, weight: Ints, *, gives: Mask, takes: Mask, judges: int) -> Exchange:
        """From arcs in the order of their entries: which can give up a read, which can take one."""
        giving, taking = np.flatnonzero(gives), np.flatnonzero(takes)
        giving = giving[np.argsort(judge[giving], kind="stable")]
        first, last = (np.searchsorted(entry[taking], entry[giving], side=side) for side in ("left", "right"))
        source = np.repeat(giving, last - first)
        target = taking[_ranges(first, last - first)]
        moves = judge[source], judge[target], weight[target] - weight[source]
        return cls._dense(*moves, judges=judges) if judges**2 < len(source) else cls._grouped(*moves, judges=judges)

    @classmethod
    def _grouped(cls, source: Ints, target: Ints, gain: Ints, *, judges: int) -> Exchange:
        return cls(source, target, gain, np.searchsorted(source, np.arange(judges + 1)))

    @classmethod
    def _dense(cls, source: Ints, target: Ints, gain: Ints, *, judges: int) -> Exchange:
        """The best move of each two judges alone."""
        best = np.full(judges * judges, -FAR)
        np.maximum.at(best, source * judges + target, gain)
        kept = np.flatnonzero(best > -FAR)
        return cls._grouped(kept // judges, kept % judges, best[kept], judges=judges)

    def mirrored(self) -> Exchange:
        """The same moves backwards: highest prices here are least prices there, with the sign turned."""
        order = np.argsort(self.target, kind="stable")
        return self._grouped(self.target[order], self.source[order], self.gain[order], judges=len(self.start) - 1)

    def raised(self, start: Ints) -> Ints:
        """The least prices from `start` up under which no move gains: v[target] >= v[source] + gain."""
        v, changed = start.copy(), np.arange(len(start))
        for _ in range(2 * len(v) + 2):
            moves = _ranges(self.start[changed], self.start[changed + 1] - self.start[changed])
            offer = v[self.source[moves]] + self.gain[moves]
            outbid = offer > v[self.target[moves]]
            if not outbid.any():
                return v
            targets = self.target[moves[outbid]]
            np.maximum.at(v, targets, offer[outbid])
            touched = np.zeros(len(v), bool)
            touched[targets] = True
            changed = np.flatnonzero(touched)
        raise SolverError("the flow is not optimal: its residual graph has a gainful cycle")


def _ranges(first: Ints, count: Ints) -> Ints:
    """first[0], first[0] + 1, ... count[0] of them, then those of first[1], and so on."""
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(first - ends + count, count)
