"""Scores by place: what each judge's order says, ignoring by how much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.cells import Cells
from scoring.groups import Numbers, Quotients

Counts = NDArray[np.int64]
HALF_POINT = 50
"""Half a point in hundredths: a tie is worth that."""


def borda_points(cells: Cells, totals: Numbers) -> Quotients:
    """The mean over judges of: entries below, plus half of those tied."""
    below, tied, _ = around(cells.judge, totals)
    return Quotients(np.add.reduceat(HALF_POINT * (2 * below + tied), cells.first), cells.count)


def mean_ranks(cells: Cells, totals: Numbers) -> Quotients:
    """The mean over judges of the place from 1, entries that tie sharing theirs."""
    _, tied, above = around(cells.judge, totals)
    return Quotients(np.add.reduceat(HALF_POINT * (2 * above + tied + 2), cells.first), cells.count)


def around(judge: NDArray[np.int32], totals: Numbers) -> tuple[Counts, Counts, Counts]:
    """For every sheet how many others of the same judge have a lower, an equal, a higher total."""
    order = np.argsort(totals, kind="stable")
    order = order[np.argsort(judge[order], kind="stable")]
    judge, total = judge[order], totals[order]
    new_judge = np.append(True, judge[1:] != judge[:-1])
    new_block = new_judge | np.append(True, total[1:] != total[:-1])
    start, end = _bounds(new_judge)
    first, last = _bounds(new_block)
    counts = np.empty((3, order.size), dtype=np.int64)
    counts[:, order] = first - start, last - first - 1, end - last
    return counts[0], counts[1], counts[2]


def _bounds(new: NDArray[np.bool_]) -> tuple[Counts, Counts]:
    """For every position where its run starts and where the next one does."""
    starts = np.flatnonzero(new)
    run = np.cumsum(new) - 1
    return starts[run], np.append(starts[1:], new.size)[run]
