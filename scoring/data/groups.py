"""The rows of a score table grouped into sheets (one judge, one entry) and sheets into entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.factorize import Codes

Positions = NDArray[np.int64]
SIGNED_BITS = 63
Key = tuple[NDArray[Any], int]
"""Codes, and how many values they can have."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows in the order entry, judge, criterion.

    `order` (rows,) gives the original row; `criterion` and `score` (rows,) stand in that order;
    `sheet` (sheets,) is where each sheet starts; `judge` and `entry` (sheets,) say whose it is;
    `first` (entries,) is the first sheet of each entry and `count` (entries,) how many it has.
    """

    order: Positions
    criterion: Codes
    score: NDArray[np.int64]
    sheet: Positions
    judge: Codes
    entry: Codes
    first: Positions
    count: Positions

    @cached_property
    def largest(self) -> int:
        """The largest score without its sign, in hundredths."""
        return max(int(self.score.max()), -int(self.score.min()))

    def complete(self, criteria: int) -> bool:
        """Every sheet holds each of that many criteria exactly once."""
        return self._row_width == criteria

    @cached_property
    def _row_width(self) -> int:
        """How many rows each sheet has, if all have the criteria 0, 1, 2 … once; else 0."""
        width, rest = divmod(self.score.size, self.sheet.size)
        if rest or not bool((self.sheet == np.arange(0, self.score.size, width)).all()):
            return 0
        return width if bool((self.criterion.reshape(-1, width) == np.arange(width)).all()) else 0


def group(columns: Sequence[Key], score: NDArray[np.int64]) -> Groups:
    """The rows of those judges, entries and criteria."""
    judges, entries, criteria = columns
    order, (entry, judge, criterion) = sort_rows([entries, judges, criteria])
    new = _changes(entry)
    sheet = np.flatnonzero(new | _changes(judge))
    if sheet.size < order.size:
        entry, judge, new = entry[sheet], judge[sheet], new[sheet]
    first = np.flatnonzero(new)
    count = np.diff(np.append(first, entry.size))
    return Groups(order, criterion, score[order], sheet, judge, entry, first, count)


def sort_rows(keys: Sequence[Key]) -> tuple[Positions, list[Codes]]:
    """A stable order by several codes, the first one leading, and the codes in that order.

    One sort of packed integers where codes and row number fit into 63 bits, else one for as many
    codes from the last one on as fit beside the row number, and so on to the first.
    """
    bits = keys[0][0].size.bit_length()
    widths = [(size - 1).bit_length() for _, size in keys]
    if sum(widths) + bits <= SIGNED_BITS:
        return _unpacked(_sorted_with_rows(_packed(keys, widths), bits), widths, bits)
    tail = 1
    while tail < len(keys) - 1 and sum(widths[-tail - 1 :]) + bits <= SIGNED_BITS:
        tail += 1
    order, _ = sort_rows(keys[-tail:])
    leading, _ = sort_rows([(codes[order], size) for codes, size in keys[:-tail]])
    order = order[leading]
    return order, [codes[order] for codes, _ in keys]


def _packed(keys: Sequence[Key], widths: Sequence[int]) -> NDArray[np.int64]:
    packed = keys[0][0].astype(np.int64)
    for (codes, _), width in zip(keys[1:], widths[1:], strict=True):
        if width:
            packed <<= width
            packed |= codes
    return packed


def _sorted_with_rows(packed: NDArray[np.int64], bits: int) -> NDArray[np.int64]:
    packed <<= bits
    packed |= np.arange(packed.size, dtype=np.int64)
    packed.sort()
    return packed


def _unpacked(packed: NDArray[np.int64], widths: Sequence[int], bits: int) -> tuple[Positions, list[Codes]]:
    columns: list[Codes] = []
    shift = bits
    for width in reversed(widths):
        columns.insert(0, _field(packed, shift, width))
        shift += width
    packed &= (1 << bits) - 1
    return packed, columns


def _field(packed: NDArray[np.int64], shift: int, width: int) -> Codes:
    """`width` bits from `shift` on; none are all nought."""
    if not width:
        return np.zeros(packed.size, dtype=np.int32)
    field = packed >> shift
    field &= (1 << width) - 1
    return field.astype(np.int32)


def _changes(codes: Codes) -> NDArray[np.bool_]:
    change = np.empty(codes.size, dtype=bool)
    change[0] = True
    np.not_equal(codes[1:], codes[:-1], out=change[1:])
    return change
