"""The two sides of the judge-entry table, as elimination sees them.

One side (the tall one) is eliminated because its block of the equations is diagonal; what is left is
a system on the short side. Which of judges and entries is the short one is a matter of cost alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from scoring.calibrate.sums import Floats, Sums


@dataclass(frozen=True, slots=True)
class Sides:
    """Sums arranged for elimination: incidence is tall x short, transposed short x tall."""

    incidence: sparse.csr_array
    transposed: sparse.csr_array
    tall: Floats
    short: Floats
    tall_sums: Floats
    short_sums: Floats
    cross: Floats
    rows: int
    log_weight: float
    judges_short: bool

    @property
    def fixed(self) -> int:
        """Columns of X."""
        return int(self.cross.shape[0] - 1)

    def ordered(self, entry: float, judge: float) -> tuple[float, float]:
        """(tall, short) of a pair said as (entry, judge)."""
        return (entry, judge) if self.judges_short else (judge, entry)


def sides(sums: Sums, *, judges_short: bool | None = None) -> Sides:
    """Arrange `sums`; the smaller side is kept unless it is said which."""
    entries, judges = sums.cells.shape
    keep_judges = judges <= entries if judges_short is None else judges_short
    turned = sparse.csr_array(sums.cells.T)
    tall, short = (sums.by_entry, sums.by_judge) if keep_judges else (sums.by_judge, sums.by_entry)
    return Sides(
        incidence=sums.cells if keep_judges else turned,
        transposed=turned if keep_judges else sums.cells,
        tall=np.ascontiguousarray(tall[:, 0]),
        short=np.ascontiguousarray(short[:, 0]),
        tall_sums=tall,
        short_sums=short,
        cross=sums.cross,
        rows=sums.rows,
        log_weight=sums.log_weight,
        judges_short=keep_judges,
    )
