"""From probabilities to one assignment, by lot: every pair with its probability, every limit still exact.

Dependent rounding on the graph of undecided pairs: along a cycle, or a path between judges, pairs alternately gain
and lose probability until one of them is decided; the two directions are drawn so that no pair's probability
changes in expectation. Each entry keeps its reads; each judge's load ends within one of its expectation.
"""

from __future__ import annotations

import numpy as np

from scoring.plan.assignment.limits import Ints

Vertex = tuple[str, int]


def drawn(entry: Ints, judge: Ints, used: Ints, *, parts: int, rng: np.random.Generator) -> Ints:
    """Of arcs with probability `used` / `parts` each, the numbers of those the lot chooses."""
    lot = _Lot(entry.tolist(), judge.tolist(), used.tolist(), parts=parts)
    walk = lot.next_walk()
    while walk:
        lot.decide(walk, rng)
        walk = lot.next_walk()
    return np.flatnonzero(np.array(lot.used, dtype=np.int64) == parts)


class _Lot:
    """The undecided arcs, by vertex; dictionaries keep the order of entry, so that the seed alone decides."""

    def __init__(self, entry: list[int], judge: list[int], used: list[int], *, parts: int) -> None:
        self.used, self.parts = used, parts
        self.ends = [(("entry", i), ("judge", j)) for i, j in zip(entry, judge, strict=True)]
        self.undecided: dict[Vertex, dict[int, None]] = {}
        for arc, share in enumerate(used):
            if 0 < share < parts:
                for vertex in self.ends[arc]:
                    self.undecided.setdefault(vertex, {})[arc] = None

    def next_walk(self) -> list[int]:
        """Undecided arcs end to end: a cycle, or a path that cannot be made longer; empty when all is decided."""
        start = next(iter(self.undecided), None)
        if start is None:
            return []
        walk, loose_end = self._walk_from(start)
        return walk if loose_end is None else self._walk_from(loose_end)[0]

    def _walk_from(self, at: Vertex) -> tuple[list[int], Vertex | None]:
        """Onward until a vertex returns, which leaves a cycle, or until a loose end."""
        walk: list[int] = []
        visited, last = {at: 0}, -1
        while True:
            onward = next((arc for arc in self.undecided[at] if arc != last), None)
            if onward is None:
                return walk, at
            walk.append(onward)
            last = onward
            left, right = self.ends[onward]
            at = right if at == left else left
            if at in visited:
                return walk[visited[at] :], None
            visited[at] = len(walk)

    def decide(self, walk: list[int], rng: np.random.Generator) -> None:
        """Shift probability along the walk, one way or the other, as far as it goes."""
        up, down = walk[0::2], walk[1::2]
        forth = self._room(up, down)
        back = self._room(down, up)
        shift = forth if rng.integers(forth + back) < back else -back
        for arcs, change in ((up, shift), (down, -shift)):
            for arc in arcs:
                self._change(arc, change)

    def _room(self, rising: list[int], falling: list[int]) -> int:
        return min([self.parts - self.used[arc] for arc in rising] + [self.used[arc] for arc in falling])

    def _change(self, arc: int, change: int) -> None:
        self.used[arc] += change
        if 0 < self.used[arc] < self.parts:
            return
        for vertex in self.ends[arc]:
            del self.undecided[vertex][arc]
            if not self.undecided[vertex]:
                del self.undecided[vertex]
