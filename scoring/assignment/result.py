"""What an assignment hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

Pair = tuple[str, str]


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
