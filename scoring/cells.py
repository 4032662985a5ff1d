"""The rows of a score table grouped into sheets (one judge, one entry) and sheets into entries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.codes import Codes

if TYPE_CHECKING:
    from scoring.table import ScoreTable

Positions = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cells:
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


def group(table: ScoreTable) -> Cells:
    keys: list[tuple[NDArray[Any], int]] = [
        (table.entry, len(table.entries)),
        (table.judge, len(table.judges)),
        (table.criterion, len(table.criteria)),
    ]
    order = sorted_order(keys)
    entry, judge = table.entry[order], table.judge[order]
    sheet = np.flatnonzero(_changes(entry) | _changes(judge))
    entry, judge = entry[sheet], judge[sheet]
    first = np.flatnonzero(_changes(entry))
    count = np.diff(np.append(first, entry.size))
    return Cells(order, table.criterion[order], table.score[order], sheet, judge, entry, first, count)


def sorted_order(keys: list[tuple[NDArray[Any], int]]) -> Positions:
    """A stable order by several codes, the first one leading; each comes with how many values it has.

    One sort of packed integers where key and row number fit into 63 bits, else one sort per key.
    """
    rows = keys[0][0].size
    bits = rows.bit_length()
    if reduce(lambda product, key: product * key[1], keys, 1).bit_length() + bits <= 63:
        return _packed_order(reduce(_join, keys, np.zeros(rows, dtype=np.int64)), bits)
    order: Positions = np.arange(rows, dtype=np.int64)
    for codes, _ in reversed(keys):
        order = order[_packed_order(codes[order].astype(np.int64), bits)]
    return order


def _join(packed: Any, key: tuple[NDArray[Any], int]) -> Any:
    codes, size = key
    return packed * size + codes if size > 1 else packed


def _packed_order(key: NDArray[np.int64], bits: int) -> Positions:
    packed = (key << bits) | np.arange(key.size, dtype=np.int64)
    packed.sort()
    order: Positions = packed & ((1 << bits) - 1)
    return order


def _changes(codes: Codes) -> NDArray[np.bool_]:
    change = np.empty(codes.size, dtype=bool)
    change[0] = True
    np.not_equal(codes[1:], codes[:-1], out=change[1:])
    return change
