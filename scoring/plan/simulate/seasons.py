"""What a simulated season looks like, and the scores of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import DesignError
from scoring.data.exact import HUNDREDTHS
from scoring.data.table import ScoreTable

if TYPE_CHECKING:
    import pandas as pd

MOST = 1e6
LARGEST_STRETCH = 3.0
Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
MIDDLE = 70.0
"""Points about which qualities lie."""


@dataclass(frozen=True)
class Design:
    """A season. Counts are by track; standard deviations are in points.

    `entries` and `judges` of each of `tracks` tracks, `reads` judges an entry, `places` prizes. `quality`,
    `severity` and `noise` are standard deviations of entries, judges and single readings; `scale` that of the
    logarithm of a judge's stretch of the scale; `outliers` the share of readings that are off by `outlier_size`.

    `panels` cuts each track's jury into panels that share no entry, and `links` entries of each panel have one
    reading by a judge of another (of another track, where there is one panel). With `sorted_by` the panels' piles
    are in order of an earlier mark, the best to the last panel; it is the standard deviation of that mark's error.
    """

    tracks: int = 6
    entries: int = 175
    judges: int = 20
    reads: int = 5
    places: int = 10
    quality: float = 6.0
    severity: float = 4.0
    noise: float = 6.0
    scale: float = 0.0
    outliers: float = 0.0
    outlier_size: float = 25.0
    panels: int = 1
    links: int = 0
    sorted_by: float | None = None

    def __post_init__(self) -> None:
        for name in ("tracks", "entries", "judges", "reads", "places", "panels", "links"):
            value, least = getattr(self, name), 0 if name == "links" else 1
            if (
                not isinstance(value, (int, float))
                or not value < MOST
                or value != int(value)
                or value < least
            ):
                raise DesignError(f"{name} must be a whole number, {least} or more, not {value}")
        for name in ("quality", "severity", "noise", "scale", "outliers", "sorted_by"):
            if not 0 <= (getattr(self, name) or 0) <= (LARGEST_STRETCH if name == "scale" else MOST):
                raise DesignError(
                    f"{name} must not be below 0 nor beyond reason, unlike {getattr(self, name)}"
                )
        if not abs(self.outlier_size) <= MOST:
            raise DesignError(f"outlier_size is a number of points, not {self.outlier_size}")
        if self.reads > self.judges // self.panels:
            jury = f"{self.judges} judges in {self.panels} panels"
            raise DesignError(f"{jury} cannot give {self.reads} readings; ask for fewer, or for more judges")
        if self.places > self.entries:
            raise DesignError(f"{self.places} places for {self.entries} entries; ask for fewer")
        if self.links and self.tracks * self.panels == 1:
            raise DesignError("links need a second panel or track")
        if self.sorted_by is not None and self.panels == 1:
            raise DesignError("piles can only be sorted for several panels")
        if not self.outliers <= 1:
            raise DesignError(f"outliers is a share, at most 1, not {self.outliers}")

    @property
    def load(self) -> float:
        """Readings a judge."""
        return self.entries * self.reads / self.judges


PILES = Design(panels=4, sorted_by=6, links=30)
"""Piles sorted by a mark as uncertain as one reading, with enough links that the whole track hangs together."""

REFERENCE = {
    "random batches, severity 0": Design(severity=0),
    "random batches, severity 4": Design(severity=4),
    "random batches, severity 8": Design(severity=8),
    "sorted batches, severity 0": replace(PILES, severity=0),
    "sorted batches, severity 8": replace(PILES, severity=8),
    "judges stretch the scale, severity 4": Design(severity=4, scale=0.3),
    "gross errors in 5 %, severity 4": Design(severity=4, outliers=0.05),
}
"""The designs by which the methods are compared: 1,050 entries in 6 tracks, 120 judges."""


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
