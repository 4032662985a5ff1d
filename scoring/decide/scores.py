"""One exact score for each entry, with its place, and why it fell back where it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.data.exact import HUNDREDTHS
from scoring.data.factorize import by_entry
from scoring.decide.averages import Numbers
from scoring.decide.ranks import Ties, ranks

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["mean", "trimmed", "winsorized", "median", "borda", "mean_rank"]
Level = Literal["total", "criterion"]
METHODS: tuple[Method, ...] = ("mean", "trimmed", "winsorized", "median", "borda", "mean_rank")
TRIMMING = ("trimmed", "winsorized")
RANKING = ("borda", "mean_rank")


@dataclass(frozen=True)
class Fallback:
    """Why an entry got the plain mean: it has `scores` scores, the rule needs `needed`."""

    scores: int
    needed: int
    code: str = "too_few_scores"

    def __str__(self) -> str:
        return f"{self.scores} scores, the rule needs {self.needed}: plain mean instead"


@dataclass(frozen=True, eq=False)
class Aggregate:
    """One score for each entry; all arrays are (entries,) in the order of `entries`.

    `hundredths` (int64) is the stage score and the only number that ranks; `numerator` over
    `denominator` is the exact value it was rounded from, also in hundredths; `n_judges` counts
    sheets; `fell_back` marks entries with fewer scores than the rule needs.
    """

    entries: tuple[Any, ...]
    hundredths: NDArray[np.int64]
    numerator: Numbers
    denominator: Numbers
    n_judges: NDArray[np.int64]
    fell_back: NDArray[np.bool_]
    method: Method
    trim: tuple[int, int] | None = None
    trim_level: Level | None = None
    needed: int = 1
    scores: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64), repr=False)

    @property
    def lower_is_better(self) -> bool:
        return self.method == "mean_rank"

    @property
    def fallbacks(self) -> dict[Any, Fallback]:
        """The reason for each entry that fell back."""
        places = np.flatnonzero(self.fell_back).tolist()
        return {self.entries[i]: Fallback(int(self.scores[i]), self.needed) for i in places}

    def exact(self, entry: Any) -> Fraction:
        """The unrounded score of an entry in points."""
        i = self.entries.index(entry)
        return Fraction(int(self.numerator[i]), int(self.denominator[i]) * HUNDREDTHS)

    def ranks(
        self, ties: Ties = "min", *, within: Sequence[Any] | Mapping[Any, Any] | None = None
    ) -> NDArray[Any]:
        """Places from 1, best first; within each group (track) where a sequence or mapping gives one."""
        of_entries = by_entry(self.entries, within)
        return ranks(self.hundredths, ties=ties, within=of_entries, lower_is_better=self.lower_is_better)

    def columns(self) -> dict[str, list[Any]]:
        """What is known of each entry, in their order; scores in points."""
        reasons = self.fallbacks
        return {
            "entry": list(self.entries),
            "score": (self.hundredths / HUNDREDTHS).tolist(),
            "hundredths": self.hundredths.tolist(),
            "rank": self.ranks().tolist(),
            "n_judges": self.n_judges.tolist(),
            "fell_back": self.fell_back.tolist(),
            "reason": [str(reasons.get(entry, "")) for entry in self.entries],
        }

    def to_frame(self) -> pd.DataFrame:
        """`columns` as a DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.columns())
