"""Intraclass correlations.

Shrout and Fleiss (1979), Psychological Bulletin 86:420-428; intervals of ICC(2,·) after McGraw and Wong
(1996), Psychological Methods 1:30-46.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from scoring.data.errors import DesignError, MethodError
from scoring.estimate.calibrate.moments import Components
from scoring.estimate.reviews import Floats, Reviews, as_reviews, complete_matrix

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable

NAMES = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
ROUNDING = 1e-28
"""Squares below this share of the largest score's square come from rounding."""
WITHOUT_ERROR = (
    "no error is left in these scores: an interval without width says nothing of how sure its value is"
)


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Between entries, within entries, between judges, and the error left by both."""

    entries: float
    within: float
    judges: float
    error: float


@dataclass(frozen=True, eq=False)
class Icc:
    """The six coefficients, in the order of `names`: of one judge's score and of the mean of k judges'.

    1: each entry has judges of its own; 2: the judges are a sample of judges; 3: they are all there are.
    `lower` and `upper` hold the coefficient with confidence `level`; `note` says where they cannot.
    """

    names: tuple[str, ...]
    value: Floats
    lower: Floats
    upper: Floats
    level: float
    mean_squares: MeanSquares
    note: str = ""

    def __getitem__(self, name: str) -> float:
        return float(self.value[self.names.index(name)])

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"icc": list(self.names), "value": self.value}
        return pd.DataFrame({**columns, "lower": self.lower, "upper": self.upper})


def icc(
    data: Reviews | ScoreTable | pd.DataFrame,
    *,
    level: float = 0.95,
    weights: Mapping[Any, int] | None = None,
) -> Icc:
    """All six coefficients of a complete table; for others there is `icc_from_components`."""
    if not 0 < level < 1:
        raise MethodError(f"a level lies between 0 and 1, not at {level}")
    table = complete_matrix(
        as_reviews(data, weights), "use icc_from_components, which needs no complete table"
    )
    squares = mean_squares(table)
    if squares.entries == squares.error == 0:
        raise DesignError("every judge scores all entries alike: no variance between entries to speak of")
    single = _single(squares, *table.shape)
    low, high = _bounds(squares, table.shape, level)
    step_up = [_of_mean(np.array(values), table.shape[1]) for values in (single, low, high)]
    value, lower, upper = (np.concatenate(pair) for pair in zip((single, low, high), step_up, strict=True))
    return Icc(NAMES, value, lower, upper, level, squares, "" if squares.error else WITHOUT_ERROR)


def mean_squares(table: Floats) -> MeanSquares:
    """Of the two-way analysis of variance of entries x judges; what rounding leaves of nought is nought."""
    entries, judges = table.shape
    least = ROUNDING * float(np.abs(table).max()) ** 2
    centred = table - table.mean()
    by_entry, by_judge = centred.mean(axis=1), centred.mean(axis=0)
    rest = centred - by_entry[:, None] - by_judge
    within = centred - by_entry[:, None]
    squares = (
        judges * (by_entry @ by_entry) / (entries - 1),
        (within * within).sum() / (entries * (judges - 1)),
        entries * (by_judge @ by_judge) / (judges - 1),
        (rest * rest).sum() / ((entries - 1) * (judges - 1)),
    )
    return MeanSquares(*(float(square) if square > least else 0.0 for square in squares))


def _single(at: MeanSquares, entries: int, judges: int) -> list[float]:
    between, error = at.entries, at.error
    return [
        (between - at.within) / (between + (judges - 1) * at.within),
        (between - error) / (between + (judges - 1) * error + judges * (at.judges - error) / entries),
        (between - error) / (between + (judges - 1) * error),
    ]


def _of_mean(single: Floats, judges: int) -> Floats:
    """Spearman and Brown's formula."""
    return np.asarray(judges * single / (1 + (judges - 1) * single))


def _bounds(at: MeanSquares, shape: tuple[int, int], level: float) -> tuple[list[float], list[float]]:
    entries, judges = shape
    tail = (1 + level) / 2
    free, rest = entries - 1, (entries - 1) * (judges - 1)
    one = _one_way(at.entries, at.within, (free, entries * (judges - 1), judges), tail=tail)
    two = _two_way(at, shape, tail)
    three = _one_way(at.entries, at.error, (free, rest, judges), tail=tail)
    return [one[0], two[0], three[0]], [one[1], two[1], three[1]]


def _one_way(
    between: float, error: float, sizes: tuple[int, int, int], *, tail: float
) -> tuple[float, float]:
    free, rest, judges = sizes
    if error == 0:
        return 1.0, 1.0
    ratio = between / error
    low, high = ratio / stats.f.ppf(tail, free, rest), ratio * stats.f.ppf(tail, rest, free)
    return float((low - 1) / (low + judges - 1)), float((high - 1) / (high + judges - 1))


def _two_way(at: MeanSquares, shape: tuple[int, int], tail: float) -> tuple[float, float]:
    entries, judges = shape
    if at.within == 0:
        return 1.0, 1.0
    value = _single(at, entries, judges)[1]
    rest = (judges * entries - judges - entries) * at.error
    freedom = _freedom(at, shape, value)
    far, near = stats.f.ppf(tail, entries - 1, freedom), stats.f.ppf(tail, freedom, entries - 1)
    low = entries * (at.entries - far * at.error) / (far * (judges * at.judges + rest) + entries * at.entries)
    high = (
        entries * (near * at.entries - at.error) / (judges * at.judges + rest + entries * near * at.entries)
    )
    return float(low), float(high)


def _freedom(at: MeanSquares, shape: tuple[int, int], value: float) -> float:
    """Satterthwaite's degrees of freedom of judges and error together."""
    entries, judges = shape
    by_judges = judges * value * at.judges
    by_error = (entries * (1 + (judges - 1) * value) - judges * value) * at.error
    parts = by_judges**2 / (judges - 1) + by_error**2 / ((entries - 1) * (judges - 1))
    return (by_judges + by_error) ** 2 / parts


@dataclass(frozen=True, slots=True)
class IccOfComponents:
    """Agreement counts differences of severity as error, consistency does not; of one judge's score,
    and of the mean of `judges`."""

    agreement: float
    consistency: float
    agreement_of_mean: float
    consistency_of_mean: float
    judges: int

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        names = ["agreement", "consistency", "agreement_of_mean", "consistency_of_mean"]
        return pd.DataFrame({"icc": names, "value": [getattr(self, name) for name in names]})


def icc_from_components(components: Components, *, judges: int) -> IccOfComponents:
    """From variance components, for tables with gaps: `fit_additive(...).components`."""
    entry, judge, residual = components.entry, components.judge, components.residual
    if not judges >= 1:
        raise MethodError(f"at least 1 judge is needed, not {judges}")
    if not entry + residual > 0 or not min(entry, judge, residual) >= 0:
        raise DesignError(f"variances are not below 0 and not all 0, unlike {components}; fit random judges")
    return IccOfComponents(
        agreement=entry / (entry + judge + residual),
        consistency=entry / (entry + residual),
        agreement_of_mean=entry / (entry + (judge + residual) / judges),
        consistency_of_mean=entry / (entry + residual / judges),
        judges=judges,
    )
