"""One simulated season."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.exact import HUNDREDTHS
from scoring.simulate.design import Design
from scoring.table import ScoreTable

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
MIDDLE = 70.0
"""Points about which qualities lie."""


@dataclass(frozen=True, eq=False)
class Simulated:
    """The scores that are seen, and what is not: `quality` and `track` of entries 0, 1, …, `severity` of judges."""

    table: ScoreTable
    quality: Floats
    track: Codes
    severity: Floats

    def to_frame(self) -> pd.DataFrame:
        """The scores in long form, with the true quality beside them."""
        frame = self.table.to_frame()
        return frame.assign(quality=self.quality[self.table.entry], track=self.track[self.table.entry])


def simulate_scores(design: Design, *, seed: int | Sequence[int] = 0) -> Simulated:
    """Scores in hundredths of a point, the same for the same seed.

    A judge sees quality and noise, stretched about the middle by the judge's own factor, less the severity.
    """
    rng = np.random.default_rng(seed)
    entries, judges = design.tracks * design.entries, design.tracks * design.judges
    quality = rng.normal(0, design.quality, entries)
    severity = rng.normal(0, design.severity, judges)
    stretch = np.exp(rng.normal(0, design.scale, judges))
    judge = _linked(design, _batches(design, quality, rng), rng).ravel()
    entry = np.repeat(np.arange(entries), design.reads)
    seen = quality[entry] + rng.normal(0, design.noise, entry.size)
    errors = (rng.random(entry.size) < design.outliers) * rng.choice((-1, 1), entry.size)
    score = MIDDLE - severity[judge] + stretch[judge] * seen + design.outlier_size * errors
    fixed = np.rint(score * HUNDREDTHS).astype(np.int64)
    columns: dict[str, Any] = {"judge": judge, "entry": entry, "score": fixed}
    table = ScoreTable.from_columns(**columns, unit="hundredths")
    return Simulated(table, quality + MIDDLE, np.repeat(np.arange(design.tracks), design.entries), severity)


def _batches(design: Design, quality: Floats, rng: np.random.Generator) -> Codes:
    """(entries, reads) judges, panel by panel; each panel has its share of a track's entries."""
    n, jury = design.entries, design.judges // design.panels
    choose = _drawn if design.sorted_by is None else _neighbouring
    chosen = np.empty((design.tracks * n, design.reads), np.int64)
    for track in range(design.tracks):
        for panel, members in enumerate(np.array_split(np.arange(n), design.panels)):
            at = track * n + members
            first = track * design.judges + panel * jury
            mark = quality[at] + rng.normal(0, design.sorted_by or 0, len(at))
            chosen[at] = first + choose(mark, jury, design.reads, rng=rng)
    return chosen


def _drawn(mark: Floats, jury: int, reads: int, *, rng: np.random.Generator) -> Codes:
    order: Codes = np.argsort(rng.random((len(mark), jury)), axis=1)
    return order[:, :reads]


def _neighbouring(mark: Floats, jury: int, reads: int, *, rng: np.random.Generator) -> Codes:
    """The lowest marks go to the first `reads` judges, the next to those one further on, and so to the last."""
    place = np.argsort(np.argsort(mark))
    first = place * (jury - reads + 1) // len(mark)
    in_turn: Codes = rng.permutation(jury)[first[:, None] + np.arange(reads)]
    return in_turn


def _linked(design: Design, chosen: Codes, rng: np.random.Generator) -> Codes:
    """Some readings of every panel handed to a judge outside it, none to one who reads the entry already."""
    jury = design.judges // design.panels
    if not design.links:
        return chosen
    home = chosen[:, 0] // jury
    for panel in np.unique(home):
        entries = rng.permutation(np.flatnonzero(home == panel))[: design.links]
        for entry in entries:
            chosen[entry, rng.integers(design.reads)] = rng.choice(_outside(design, int(panel), jury))
    return chosen


def _outside(design: Design, panel: int, jury: int) -> Codes:
    """Judges of the track's other panels, or of other tracks where the track is one panel."""
    everyone = np.arange(design.tracks * design.judges)
    near = everyone // design.judges == panel * jury // design.judges
    outside: Codes = everyone[(near if design.panels > 1 else ~near) & (everyone // jury != panel)]
    return outside
