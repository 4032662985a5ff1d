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
    """(entries, reads) judges: each panel's pile of a track's entries, read by judges drawn from the panel."""
    n = design.entries
    chosen = np.empty((design.tracks * n, design.reads), np.int64)
    for track in range(design.tracks):
        own = slice(track * n, (track + 1) * n)
        mark = (
            rng.random(n) if design.sorted_by is None else quality[own] + rng.normal(0, design.sorted_by, n)
        )
        piles = np.array_split(np.argsort(mark), design.panels)
        for pile, panel in zip(piles, _panels(design, track), strict=True):
            order = np.argsort(rng.random((len(pile), len(panel))), axis=1)
            chosen[track * n + pile] = panel[order[:, : design.reads]]
    return chosen


def _panels(design: Design, track: int) -> list[Codes]:
    """The judges of a track's panels, as even as can be."""
    return np.array_split(np.arange(track * design.judges, (track + 1) * design.judges), design.panels)


def _linked(design: Design, chosen: Codes, rng: np.random.Generator) -> Codes:
    """In some entries of every panel one reading is handed to a judge outside it."""
    everyone, home = np.arange(design.tracks * design.judges), chosen[:, 0].copy()
    for track in range(design.tracks if design.links else 0):
        near = everyone // design.judges == track
        for panel in _panels(design, track):
            outside = everyone[(near if design.panels > 1 else ~near) & ~np.isin(everyone, panel)]
            own = np.flatnonzero(np.isin(home, panel))
            entries = rng.permutation(own)[: design.links]
            chosen[entries, rng.integers(design.reads, size=len(entries))] = rng.choice(outside, len(entries))
    return chosen
