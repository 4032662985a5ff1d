"""What a simulated season looks like."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.errors import DesignError

MOST = 1e6
LARGEST_STRETCH = 3.0


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
            if not isinstance(value, (int, float)) or not value < MOST or value != int(value) or value < least:
                raise DesignError(f"{name} must be a whole number, {least} or more, not {value}")
        for name in ("quality", "severity", "noise", "scale", "outliers", "sorted_by"):
            if not 0 <= (getattr(self, name) or 0) <= (LARGEST_STRETCH if name == "scale" else MOST):
                raise DesignError(f"{name} must not be below 0 nor beyond reason, unlike {getattr(self, name)}")
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
