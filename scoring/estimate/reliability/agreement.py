"""Do judges agree: Krippendorff's alpha, and Kendall's coefficient of concordance.

Alpha takes any number of judges and any gaps, without a judge x entry matrix. Krippendorff (2011), Computing
Krippendorff's Alpha-Reliability. Alpha is 1 - D_o / D_e over values of entries that have at least two. With
squared differences both sums have closed forms; ordinal distances are differences of mid-ranks, so that
ordinal alpha is interval alpha of the mid-ranks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.data.errors import DesignError, MethodError, ScoreValueError
from scoring.estimate.reviews import Floats, Reviews, as_reviews, complete_matrix

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable

Ints = NDArray[np.int64]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
DISTINCT = 20_000
BLOCK = 512


@dataclass(frozen=True, slots=True)
class Alpha:
    """`value` is 1 for agreement throughout, 0 for agreement as by chance; `observed` and `expected`
    are the mean disagreements, over `values` scores of `entries` entries."""

    value: float
    level: Level
    observed: float
    expected: float
    values: int
    entries: int

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame([{name: getattr(self, name) for name in self.__dataclass_fields__}])


def krippendorff_alpha(
    data: Reviews | ScoreTable | pd.DataFrame,
    *,
    level: Level = "interval",
    weights: Mapping[Any, int] | None = None,
) -> Alpha:
    """Agreement of judges on a scale of the given level; entries with one score do not count."""
    if level not in _DISAGREEMENTS:
        raise MethodError(f"the level is one of {', '.join(_DISAGREEMENTS)}, not {level!r}")
    reviews = as_reviews(data, weights)
    count = np.bincount(reviews.entry, minlength=len(reviews.entries))
    paired = _Paired(reviews.score, reviews.entry, count)
    if (count < 2).any():
        rows = count[reviews.entry] > 1
        paired = _Paired(reviews.score[rows], reviews.entry[rows], count)
    if not paired.value.size:
        raise DesignError("no entry has two scores, so there is no agreement to measure")
    if paired.value.min() == paired.value.max():
        raise DesignError(
            f"all scores that can be compared are {paired.value[0]:g}: agreement has no measure"
        )
    observed, expected = _DISAGREEMENTS[level](paired)
    entries = int(np.count_nonzero(count > 1))
    return Alpha(1.0 - observed / expected, level, observed, expected, int(paired.value.size), entries)


@dataclass(frozen=True, eq=False)
class _Paired:
    """Scores of entries that have several; `count` is each entry's."""

    value: Floats
    entry: NDArray[np.int32]
    count: Ints

    def mean(self, by_entry: Floats) -> float:
        """Mean observed disagreement, from each entry's sum over ordered pairs."""
        several = self.count > 1
        return float((by_entry[several] / (self.count[several] - 1)).sum() / self.value.size)


def _interval(paired: _Paired) -> tuple[float, float]:
    return _squared(paired, paired.value)


def _ordinal(paired: _Paired) -> tuple[float, float]:
    _, code, count = np.unique(paired.value, return_inverse=True, return_counts=True)
    return _squared(paired, (np.cumsum(count) - count / 2.0)[code])


def _squared(paired: _Paired, value: Floats) -> tuple[float, float]:
    """Sums over pairs of squared differences, from sums and sums of squares."""
    size = value.size
    centred = value - (value.min() + value.max()) / 2.0
    squares = centred * centred
    total = np.bincount(paired.entry, weights=centred, minlength=paired.count.size)
    square = np.bincount(paired.entry, weights=squares, minlength=paired.count.size)
    observed = paired.mean(2.0 * (paired.count * square - total * total))
    return observed, 2.0 * (size * float(square.sum()) - float(total.sum()) ** 2) / (size * (size - 1.0))


def _nominal(paired: _Paired) -> tuple[float, float]:
    size = paired.value.size
    _, code, count = np.unique(paired.value, return_inverse=True, return_counts=True)
    key, alike = np.unique(paired.entry.astype(np.int64) * count.size + code, return_counts=True)
    same = np.bincount(key // count.size, weights=alike.astype(np.float64) ** 2, minlength=paired.count.size)
    observed = paired.mean(paired.count.astype(np.float64) ** 2 - same)
    return observed, (size**2 - float((count.astype(np.float64) ** 2).sum())) / (size * (size - 1.0))


def _ratio(paired: _Paired) -> tuple[float, float]:
    if paired.value.min() < 0:
        raise ScoreValueError(f"a ratio scale has no {paired.value.min():g}; use level='interval'")
    value, count = np.unique(paired.value, return_counts=True)
    if value.size > DISTINCT:
        raise MethodError(f"ratio alpha takes up to {DISTINCT} distinct values, not {value.size}; round them")
    order = np.argsort(paired.entry, kind="stable")
    observed = paired.mean(_pairs_within(paired.value[order], paired.entry[order], paired.count.size))
    size = paired.value.size
    total = sum(_expected_block(value, count, slice(at, at + BLOCK)) for at in range(0, value.size, BLOCK))
    return observed, float(total) / (size * (size - 1.0))


def _pairs_within(value: Floats, entry: NDArray[np.int32], entries: int) -> Floats:
    """Sum over ordered pairs of each entry; values stand entry by entry."""
    total = np.zeros(entries)
    for step in range(1, value.size):
        together = entry[step:] == entry[:-step]
        if not together.any():
            break
        gaps = _relative(value[step:][together], value[:-step][together])
        total += np.bincount(entry[step:][together], weights=2.0 * gaps, minlength=entries)
    return total


def _expected_block(value: Floats, count: Ints, rows: slice) -> float:
    gaps = _relative(value[rows, None], value[None, :])
    return float(count[rows] @ gaps @ count)


def _relative(left: Floats, right: Floats) -> Floats:
    """((left - right) / (left + right))^2, nought where both are."""
    both = left + right
    return np.asarray(np.divide(left - right, both, out=np.zeros_like(both), where=both > 0) ** 2)


_DISAGREEMENTS = {"nominal": _nominal, "ordinal": _ordinal, "interval": _interval, "ratio": _ratio}


@dataclass(frozen=True, slots=True)
class Concordance:
    """`w` from 0 to 1; `s` the squared deviations of the rank sums; `statistic` is about chi-squared
    with `freedom` degrees of freedom if the judges' orders have nothing in common."""

    w: float
    s: float
    statistic: float
    freedom: int
    p_value: float

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame([{name: getattr(self, name) for name in self.__dataclass_fields__}])


def kendall_w(
    data: Reviews | ScoreTable | pd.DataFrame, *, weights: Mapping[Any, int] | None = None
) -> Concordance:
    """W of a complete table, entries that tie sharing their ranks (Kendall and Gibbons 1990, ch. 6)."""
    table = complete_matrix(as_reviews(data, weights), "W needs complete rankings; use krippendorff_alpha")
    entries, judges = table.shape
    ranks = stats.rankdata(table, axis=0)
    deviation = ranks.sum(axis=1) - judges * (entries + 1) / 2.0
    squares = float(deviation @ deviation)
    room = judges**2 * (entries**3 - entries) - judges * sum(_ties(column) for column in table.T)
    if room == 0:
        raise DesignError("every judge gave all entries the same score: there is no order to compare")
    value = 12.0 * squares / room
    statistic = judges * (entries - 1) * value
    return Concordance(value, squares, statistic, entries - 1, float(stats.chi2.sf(statistic, entries - 1)))


def _ties(scores: Floats) -> float:
    """Sum of t^3 - t over groups of t equal scores."""
    count = np.unique(scores, return_counts=True)[1].astype(np.float64)
    return float((count**3 - count).sum())
