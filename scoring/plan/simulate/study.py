"""Many simulated seasons: how much of the true order each method finds again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import DesignError
from scoring.data.exact import is_whole
from scoring.decide.aggregate import aggregate
from scoring.estimate.calibrate import fit_additive
from scoring.estimate.normalize import normalize
from scoring.plan.simulate.seasons import Design, Simulated, simulate_scores

if TYPE_CHECKING:
    import pandas as pd

Values = NDArray[Any]


def _severity_model(judge: str) -> Callable[[Simulated], Values]:
    """Tracks that share no judge are ranked each for itself here, so their juries need no common severity."""

    def values(season: Simulated) -> Values:
        fit = fit_additive(season.table, judge=judge, assume_exchangeable_tracks=True)  # type: ignore[arg-type]
        return fit.entries.score

    return values


METHODS: dict[str, Callable[[Simulated], Values]] = {
    "mean": lambda season: aggregate(season.table).hundredths,
    "trimmed": lambda season: aggregate(season.table, method="trimmed").hundredths,
    "median": lambda season: aggregate(season.table, method="median").hundredths,
    "zscore": lambda season: normalize(season.table, method="zscore").values,
    "rank": lambda season: normalize(season.table, method="rank").values,
    "blup": _severity_model("random"),
    "fixed": _severity_model("fixed"),
}
"""A score for each entry: exact averages, averages of normalised scores, and the additive severity model."""


@dataclass(frozen=True)
class Outcome:
    """One method under one design, the mean over seasons with its standard error.

    `recall` is the share of each track's truly best entries among as many prizes, `first` the share of tracks whose
    first prize goes to the truly best entry.
    """

    design: str
    method: str
    recall: float
    recall_se: float
    first: float
    first_se: float


@dataclass(frozen=True)
class Study:
    outcomes: tuple[Outcome, ...]
    designs: Mapping[str, Design]
    seasons: int

    def to_frame(self) -> pd.DataFrame:
        """One row for each design and method."""
        import pandas as pd

        return pd.DataFrame([vars(outcome) for outcome in self.outcomes])

    def table(self, what: str = "recall") -> pd.DataFrame:
        """One row a design, one column a method; the last column is the largest standard error of the row."""
        frame = self.to_frame()
        wide = frame.pivot(index="design", columns="method", values=what)
        wide = wide.loc[list(self.designs), list(dict.fromkeys(frame["method"]))]
        errors = frame.groupby("design")[f"{what}_se"].max()
        return wide.assign(se=errors).rename_axis(columns=None).reset_index()


def study(
    designs: Mapping[str, Design],
    *,
    methods: Sequence[str] = tuple(METHODS),
    seasons: int = 40,
    seed: int = 0,
) -> Study:
    """Simulate each design `seasons` times and compare the methods on the same scores.

    Season number s has the same seed under every design, so designs differ by their figures and not by luck.
    """
    unknown = [name for name in methods if name not in METHODS]
    if not designs or not methods:
        raise DesignError("name at least one design and one method to compare")
    if unknown or not is_whole(seasons) or seasons < 2:
        raise DesignError(
            f"methods are {', '.join(METHODS)}; at least 2 seasons" + f", not {unknown or seasons}"
        )
    outcomes = [
        outcome
        for name, design in designs.items()
        for outcome in _outcomes(name, design, methods, seasons=seasons, seed=seed)
    ]
    return Study(tuple(outcomes), designs, seasons)


def _outcomes(name: str, design: Design, methods: Sequence[str], *, seasons: int, seed: int) -> list[Outcome]:
    found = np.empty((seasons, len(methods), 2))
    for turn in range(seasons):
        season = simulate_scores(design, seed=(seed, turn))
        for at, method in enumerate(methods):
            found[turn, at] = recovered(METHODS[method](season), season, design.places)
    mean, error = found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(seasons)
    return [
        Outcome(name, method, float(m[0]), float(e[0]), float(m[1]), float(e[1]))
        for method, m, e in zip(methods, mean, error, strict=True)
    ]


def recovered(values: Values, season: Simulated, places: int) -> tuple[float, float]:
    """Share of the truly best among the `places` best by `values`, and of first places won by the best; over tracks.

    Equal values stand in the order of the entries, which is random here.
    """
    tracks = int(season.track.max()) + 1
    by_track = np.asarray(values, dtype=np.float64).reshape(tracks, -1), season.quality.reshape(tracks, -1)
    found, true = (np.argsort(-scores, axis=1, kind="stable")[:, :places] for scores in by_track)
    hits = [len(np.intersect1d(a, b)) / places for a, b in zip(found, true, strict=True)]
    return float(np.mean(hits)), float(np.mean(found[:, 0] == true[:, 0]))
