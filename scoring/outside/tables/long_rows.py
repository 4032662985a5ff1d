"""The rows of a table in long form, one a score, with the cell that each came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.outside.tables.headings import Role


@dataclass
class Rows:
    """The scores in long form; `cells` (row, column) is where each stands, `faults` what is wrong where.

    `absent` holds cells without a score, by their labels; the counters say what was met on the way.
    """

    columns: dict[Role, list[str]]
    score: list[int | float] = field(default_factory=list)
    weight: list[int | float] | None = None
    cells: list[tuple[int, int]] = field(default_factory=list)
    faults: list[tuple[tuple[int, int], str]] = field(default_factory=list)
    absent: list[tuple[dict[Role, str], tuple[int, int]]] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    choices: dict[str, int | float] = field(default_factory=dict)
    commas: Mapping[str, set[str]] = field(default_factory=dict)
    percents: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    empty: list[str] = field(default_factory=list)
    filled: int = 0
