"""How one entry came to its score, step by step, in exact numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.data.errors import ColumnError
from scoring.data.exact import HUNDREDTHS
from scoring.data.labels import clean
from scoring.data.table import ScoreTable
from scoring.decide.aggregate import aggregate
from scoring.decide.method.parse import Method
from scoring.decide.ranks import around
from scoring.decide.scores import RANKING, TRIMMING, Aggregate
from scoring.decide.totals import sheet_totals, weighting


@dataclass(frozen=True)
class Part:
    """One judge's number and what the rule did with it: "kept", "dropped", "pulled in" or "middle"."""

    judge: Any
    value: Fraction
    fate: str


@dataclass(frozen=True)
class Explanation:
    """`parts` by what was averaged: "total", or each criterion; `exact` is the score unrounded, in points."""

    entry: Any
    parts: dict[str, tuple[Part, ...]]
    exact: Fraction
    hundredths: int
    note: str = ""

    @property
    def text(self) -> str:
        lines = [f"Entry {self.entry}"]
        for name, parts in self.parts.items():
            lines.append(f"  {name}:")
            lines += [f"    {part.judge}: {_decimal(part.value)}  {part.fate}" for part in parts]
        if self.note:
            lines.append(f"  {self.note}")
        lines.append(f"  exact: {self.exact} = {_decimal(self.exact)}")
        lines.append(f"  rounded half up to hundredths: {_decimal(Fraction(self.hundredths, HUNDREDTHS))}")
        return "\n".join(lines)


def explain(table: ScoreTable, method: Method, entry: Any) -> Explanation:
    """Every judge's number for the entry, what was dropped of them, and the score they make."""
    entry, table = clean(entry), table.on_scale(method.scales)
    if entry not in table.entries:
        raise ColumnError("there is no such entry in the table", entry=entry)
    scores = aggregate(
        table,
        method.weights,
        method.average,
        trim=method.trim,
        trim_level=method.trim_level,
        min_judges=method.min_judges,
    )
    code = table.entries.index(entry)
    values = (
        _by_criterion(table, code) if method.trim_level == "criterion" else _by_total(table, method, code)
    )
    parts = {name: _with_fates(numbers, method, scores) for name, numbers in values.items()}
    notes = str(scores.fallbacks.get(entry, "")), _rescaled(table, method)
    note = "; ".join(filter(None, notes))
    return Explanation(entry, parts, scores.exact(entry), int(scores.hundredths[code]), note)


def _rescaled(table: ScoreTable, method: Method) -> str:
    by_criterion = method.trim_level == "criterion" and method.average not in RANKING
    rescales = by_criterion and weighting(table, method.weights).rescales
    return "each criterion is put on 0 to 100 before it is weighed" if rescales else ""


def _by_total(table: ScoreTable, method: Method, code: int) -> dict[str, list[tuple[Any, Fraction]]]:
    parts, groups = weighting(table, method.weights), table.groups
    totals = sheet_totals(table, parts)
    mine = range(int(groups.first[code]), int(groups.first[code] + groups.count[code]))
    judges = [table.judges[groups.judge[sheet]] for sheet in mine]
    if method.average in RANKING:
        below, tied, above = around(groups.judge, totals)
        name, count = ("points", below) if method.average == "borda" else ("place", above + 1)
        numbers = [int(count[sheet]) + Fraction(int(tied[sheet]), 2) for sheet in mine]
        return {name: list(zip(judges, numbers, strict=True))}
    return {
        "total": [
            (j, Fraction(int(totals[s]), parts.scale * HUNDREDTHS)) for j, s in zip(judges, mine, strict=True)
        ]
    }


def _by_criterion(table: ScoreTable, code: int) -> dict[str, list[tuple[Any, Fraction]]]:
    rows = [row for row in table.groups.order.tolist() if table.entry[row] == code]
    values: dict[str, list[tuple[Any, Fraction]]] = {str(label): [] for label in table.criteria}
    for row in rows:
        judge, _, criterion = table.labels_at(row)
        values[str(criterion)].append((judge, Fraction(int(table.score[row]), HUNDREDTHS)))
    return values


def _with_fates(
    numbers: Sequence[tuple[Any, Fraction]], method: Method, scores: Aggregate
) -> tuple[Part, ...]:
    ordered = sorted(numbers, key=lambda pair: pair[1])
    fates = _fates(len(ordered), method, scores.needed)
    return tuple(Part(judge, value, fate) for (judge, value), fate in zip(ordered, fates, strict=True))


def _fates(count: int, method: Method, needed: int) -> list[str]:
    """What becomes of each of so many numbers in ascending order."""
    if method.average == "median":
        middle = {(count - 1) // 2, count // 2}
        return ["middle" if place in middle else "passed over" for place in range(count)]
    if method.average not in TRIMMING or count < needed:
        return ["kept"] * count
    low, high = method.trim
    edge = "dropped" if method.average == "trimmed" else "pulled in"
    return [edge] * low + ["kept"] * (count - low - high) + [edge] * high


def _decimal(value: Fraction) -> str:
    """Up to six decimals; what does not end there is marked."""
    shown = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return shown if Fraction(shown) == value else f"{shown}…"
