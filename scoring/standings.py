"""Order by one exact score, then by a declared chain of keys, and say which ties are left across which line.

A line is a number of places: 12 separates the twelfth from the thirteenth. A tie inside the lines changes nothing and
stays a tie; a tie across a line is reported, never broken here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TypeVar

Exact = int | Fraction
Label = TypeVar("Label", bound=str | int)


@dataclass(frozen=True, slots=True)
class Standing:
    """`rank` is the standard competition rank (1224) after the chain; `position` counts from 1 without gaps.

    `tie` numbers the tie, from 1, where equals stand across a line; None elsewhere.
    """

    label: str | int
    rank: int
    position: int
    tie: int | None


def standings(
    scores: Mapping[Label, Exact],
    *,
    chain: Mapping[Label, Sequence[Exact]] | None = None,
    lines: Iterable[int] = (),
) -> list[Standing]:
    """Best first. `scores` and every key of `chain` are exact numbers, higher is better.

    Labels only order rows that are equal in everything, so that the list is the same whatever the order of input.

    Raises ValueError where a score is a float (equal must be equal) or chains differ in length.
    """
    keys = {label: (score, *(chain or {}).get(label, ())) for label, score in scores.items()}
    _check(keys)
    ordered = sorted(keys, key=lambda label: ([-part for part in keys[label]], label))
    found: list[Standing] = []
    ties = 0
    for _key, equals in groupby(ordered, key=lambda label: keys[label]):
        group = list(equals)
        first, last = len(found) + 1, len(found) + len(group)
        crosses = any(first <= line < last for line in lines)
        ties += crosses
        found += [Standing(x, first, first + n, ties if crosses else None) for n, x in enumerate(group)]
    return found


def _check(keys: Mapping[Label, tuple[Exact, ...]]) -> None:
    for label, parts in keys.items():
        if any(not isinstance(part, int | Fraction) for part in parts):
            raise ValueError(
                f"{label}: keys must be whole numbers or fractions, so that equal is equal: {parts}"
            )
    if len({type(label) for label in keys}) > 1:
        raise ValueError("labels must be of one type, all text or all whole numbers")
    if len({len(parts) for parts in keys.values()}) > 1:
        raise ValueError("every label needs the same number of keys in its chain")
