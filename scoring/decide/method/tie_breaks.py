"""The keys that a method breaks ties by: for every entry the exact value of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.data.errors import ColumnError
from scoring.data.table import ScoreTable
from scoring.decide.aggregate import aggregate
from scoring.decide.averages import Numbers
from scoring.decide.method.parse import Method
from scoring.decide.prizes.rules import Exact
from scoring.decide.totals import criterion_means, sheet_totals, weighting


def keys_of(
    table: ScoreTable, method: Method, columns: Mapping[Any, Mapping[str, Exact]] | None = None
) -> dict[Any, dict[str, Exact]]:
    """For every entry the exact values of the method's tie-break chain, higher being better.

    "mean" is the score without dropping, "median" the median, "first_places" how many judges put
    the entry (jointly) first of those they read, "spread" the range of totals, negated,
    "criterion:NAME" the plain mean on one criterion, "column:NAME" a number of the entrant's own,
    from `columns`; without those, keys of that kind are left out.
    """
    table = table.on_scale(method.scales)
    names = [name for name in method.chain if columns is not None or not name.startswith("column:")]
    values = {name: _key(name, table, method, columns=columns or {}) for name in names}
    return {entry: {name: values[name][entry] for name in names} for entry in table.entries}


def _key(
    name: str, table: ScoreTable, method: Method, *, columns: Mapping[Any, Mapping[str, Exact]]
) -> Mapping[Any, Exact]:
    kind, _, rest = name.partition(":")
    if kind == "criterion":
        return criterion_means(table).of(rest)
    if kind == "column":
        missing = [entry for entry in table.entries if rest not in columns[entry]]
        if missing:
            raise ColumnError(f"the tie-break column {rest!r} is missing; add it", entry=missing[0])
        return {entry: columns[entry][rest] for entry in table.entries}
    if kind in ("mean", "median"):
        scores = aggregate(table, method.weights, "mean" if kind == "mean" else "median")
        return dict(zip(scores.entries, scores.hundredths.tolist(), strict=True))
    totals = sheet_totals(table, weighting(table, method.weights))
    numbers = _first_places(table, totals) if kind == "first_places" else _narrowness(table, totals)
    return dict(zip(table.entries, numbers.tolist(), strict=True))


def _first_places(table: ScoreTable, totals: Numbers) -> Numbers:
    groups = table.groups
    by_judge = np.argsort(groups.judge, kind="stable")
    starts = np.flatnonzero(np.diff(groups.judge[by_judge], prepend=-1))
    best = np.maximum.reduceat(totals[by_judge], starts)
    counts: Numbers = np.add.reduceat((totals == best[groups.judge]).astype(np.int64), groups.first)
    return counts


def _narrowness(table: ScoreTable, totals: Numbers) -> Numbers:
    first = table.groups.first
    spread: Numbers = np.minimum.reduceat(totals, first) - np.maximum.reduceat(totals, first)
    return spread
