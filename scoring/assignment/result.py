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
    whole numbers are compared in steps of `resolution`, and the proof holds at that resolution.
    """

    pairs: list[Pair]
    objective: float
    optimality_gap: float
    loads: Mapping[str, int]
    seed: int = 0
    resolution: float = 1.0
    affinities: list[float] = field(default_factory=list, repr=False)

    def judges_of(self, entry: str) -> list[str]:
        return [judge for read, judge in self.pairs if read == entry]

    def to_frame(self) -> pandas.DataFrame:
        """One row a read: entry, judge, affinity."""
        import pandas

        columns = {"entry": [e for e, _ in self.pairs], "judge": [j for _, j in self.pairs]}
        return pandas.DataFrame({**columns, "affinity": self.affinities})
