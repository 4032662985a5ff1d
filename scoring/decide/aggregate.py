"""From sheets to one exact score for each entry, by the rules that a rule-book can publish.

A judge's total stays an unrounded quotient of whole numbers. Only the stage score is rounded, once,
half up, to hundredths; that integer is what ranks, ties and is published. No result depends on the
order of the rows, on the machine or on a linear algebra library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import MethodError
from scoring.data.exact import BASIS_POINTS
from scoring.data.partitioned import reader_of
from scoring.data.table import ScoreTable
from scoring.decide.averages import Numbers, Panels, Quotients, mean, median, widened
from scoring.decide.ranks import borda_points, mean_ranks
from scoring.decide.scores import METHODS, RANKING, TRIMMING, Aggregate, Fallback, Level, Method
from scoring.decide.totals import (
    CriterionMeans,
    Weighting,
    criterion_means,
    criterion_panels,
    require_complete,
    require_equal_weights,
    require_single,
    sheet_totals,
    sheet_weights,
    weighting,
)
from scoring.decide.trimmed_mean import scores_needed, trimmed_or_mean

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Aggregate", "CriterionMeans", "Fallback", "aggregate", "criterion_means"]


def aggregate(
    table: ScoreTable | pd.DataFrame,
    weights: Mapping[Any, int] | None = None,
    method: Method = "mean",
    *,
    trim: tuple[int, int] = (1, 1),
    trim_level: Level = "total",
    min_judges: int | None = None,
) -> Aggregate:
    """One exact score for each entry.

    `weights` are basis points by criterion and sum to 10000 (None where there is one criterion); a weight is
    a share of the total, so criteria whose scales in the table differ are each put on 0 to 100 first.

    - "mean": the mean of the judges' totals, weighted by the sheets' weights where the table has them;
    - "trimmed": without the `trim[0]` lowest and `trim[1]` highest (one of tied extremes each);
    - "winsorized": those pulled in to the next score instead;
    - "median": the middle one, or the mean of the two middle ones;
    - "borda": for each judge, entries ranked below plus half of those tied; the mean over judges;
    - "mean_rank": the mean of the places, ties sharing theirs; lower is better.

    `trim_level="total"` applies the rule to the judges' totals and needs complete sheets;
    "criterion" applies it to each criterion and adds the results up by weight. The two differ.

    Where fewer than `min_judges` scores are there to be trimmed (default: so many that three are
    left), the plain mean is taken and `fell_back` says so.

    A DataFrame is read as a table first. Of a Dask DataFrame only the scores of entries come here, but
    for the two methods that rank by judge.

    Raises WeightError, MissingScoreError, DuplicateScoreError, MethodError.
    """
    if not isinstance(table, ScoreTable):
        apply = partial(aggregate, weights=weights, method=method, trim=trim, trim_level=trim_level)
        return _of_frame(table, partial(apply, min_judges=min_judges), whole=method in RANKING)
    needed = _check(method, trim, trim_level, min_judges=min_judges)
    parts = weighting(table, weights)
    if method != "mean":
        require_equal_weights(table, method)
    rule = _Rule(method, trim, needed)
    scored = _by_criterion(table, parts, rule) if trim_level == "criterion" else _by_total(table, parts, rule)
    return _result(table, rule, scored, level=trim_level)


def _of_frame(frame: pd.DataFrame, rule: Callable[[ScoreTable], Aggregate], *, whole: bool) -> Aggregate:
    elsewhere = None if whole else reader_of(frame)
    if elsewhere is None:
        return rule(ScoreTable.from_frame(frame))
    found: Aggregate = elsewhere.aggregated(frame, rule)
    return found


@dataclass(frozen=True)
class _Rule:
    method: Method
    trim: tuple[int, int]
    needed: int

    def __call__(self, panels: Panels) -> Quotients:
        if self.method in TRIMMING:
            return trimmed_or_mean(panels, self.method, self.trim, needed=self.needed)
        return median(panels) if self.method == "median" else mean(panels)


@dataclass(frozen=True, eq=False)
class _Scored:
    """Exact scores, and the fewest scores any rule was applied to, for each entry."""

    quotients: Quotients
    fewest: NDArray[np.int64]


def _check(method: str, trim: tuple[int, int], level: str, *, min_judges: int | None) -> int:
    """How many scores the method needs; every option must mean something."""
    if method not in METHODS:
        raise MethodError(f"the method is one of {', '.join(METHODS)}, not {method!r}")
    if level not in ("total", "criterion"):
        raise MethodError(f"trim_level is 'total' or 'criterion', not {level!r}")
    if method in RANKING and level == "criterion":
        raise MethodError(f"{method!r} ranks totals; trim_level 'criterion' does not apply")
    if method not in TRIMMING:
        if min_judges is not None:
            raise MethodError(f"min_judges says when a trimmed mean falls back; {method!r} never does")
        return 1
    return scores_needed(trim, min_judges)


def _by_total(table: ScoreTable, parts: Weighting, rule: _Rule) -> _Scored:
    require_complete(table)
    groups, totals = table.groups, sheet_totals(table, parts)
    if rule.method in RANKING:
        place = borda_points if rule.method == "borda" else mean_ranks
        return _Scored(place(groups, totals), groups.count)
    weight = sheet_weights(table)
    if weight is None:
        exact = rule(Panels(totals, groups.first, groups.count))
    else:
        exact = _weighted(table, totals, weight)
    return _Scored(Quotients(exact.numerator, exact.denominator * parts.scale), groups.count)


def _weighted(table: ScoreTable, totals: Numbers, weight: Numbers) -> Quotients:
    groups, heaviest = table.groups, int(weight.max()) * int(table.groups.count.max())
    most = max(int(totals.max()), -int(totals.min()), BASIS_POINTS) * heaviest
    by_weight = Panels(widened(totals, most) * weight, groups.first, groups.count)
    return Quotients(by_weight.sums(), np.add.reduceat(widened(weight, most), groups.first))


def _by_criterion(table: ScoreTable, parts: Weighting, rule: _Rule) -> _Scored:
    require_single(table)
    if table.weight is not None:
        require_equal_weights(table, f"{rule.method} by criterion")
    panels = criterion_panels(table)
    shape = (len(table.entries), len(table.criteria))
    exact, count = rule(panels), panels.count.reshape(shape)
    numerator, denominator = exact.numerator.reshape(shape), exact.denominator.reshape(shape)
    return _Scored(_combined(numerator, denominator, parts), count.min(axis=1))


def _combined(numerator: Numbers, denominator: Numbers, parts: Weighting) -> Quotients:
    """The weighted sum of a quotient a criterion, over one denominator for each entry."""
    product = int(denominator.max()) ** len(parts.factors)
    common = np.lcm.reduce(widened(denominator, product), axis=1)
    most = parts.most(max(int(np.abs(numerator).max()), 1)) * int(common.max())
    wide = widened(numerator, most)
    common = common.astype(wide.dtype)
    terms = [wide[:, c] * (common // denominator[:, c]) * factor for c, factor in enumerate(parts.factors)]
    return Quotients(reduce(np.add, terms) + parts.offset * common, common * parts.scale)


def _result(table: ScoreTable, rule: _Rule, scored: _Scored, *, level: Level) -> Aggregate:
    exact, trimming = scored.quotients, rule.method in TRIMMING
    return Aggregate(
        entries=table.entries,
        hundredths=exact.rounded(),
        numerator=exact.numerator,
        denominator=exact.denominator,
        n_judges=table.groups.count,
        fell_back=scored.fewest < rule.needed,
        method=rule.method,
        trim=rule.trim if trimming else None,
        trim_level=None if rule.method in RANKING else level,
        needed=rule.needed,
        scores=scored.fewest,
    )
