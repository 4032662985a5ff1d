"""A table on its way into a file: a name, heads in both languages, rows of texts, whole numbers and points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is what the sheet is called; a Decimal is a score with two places."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def points(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths).scaleb(-2)
