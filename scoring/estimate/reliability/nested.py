"""G and D study of entries x (judges within criteria): each criterion has judges of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import DesignError, MethodError
from scoring.data.exact import HUNDREDTHS
from scoring.estimate.reviews import Floats

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable


SOURCES = ("entry", "criterion", "judge", "entry_criterion", "residual")


@dataclass(frozen=True, eq=False)
class NestedStudy:
    """Variances and mean squares of entries (p), criteria (t), judges within criteria (r:t), entries by
    criteria (pt), and the rest (pr:t); in that order. Estimates below nought are set to nought."""

    variance: Floats
    mean_square: Floats
    sizes: tuple[int, int, int]

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"source": list(SOURCES), "mean_square": self.mean_square}
        return pd.DataFrame({**columns, "variance": self.variance})


@dataclass(frozen=True, slots=True)
class NestedReliability:
    """Of means over `criteria`, each by `judges`: of the order, and of the score itself."""

    criteria: int
    judges: int
    generalizability: float
    dependability: float


def g_study_nested(table: ScoreTable) -> NestedStudy:
    """Brennan (2001), chapter 3; every entry scored on every criterion by all of its judges."""
    cube = _cube(table)
    entries, criteria, judges = cube.shape
    squares = _sums_of_squares(cube - cube.mean())
    freedom = np.array(
        [entries - 1, criteria - 1, criteria * (judges - 1), (entries - 1) * (criteria - 1),
         (entries - 1) * criteria * (judges - 1)]
    )  # fmt: skip
    mean = squares / freedom
    found = [
        (mean[0] - mean[3]) / (criteria * judges),
        (mean[1] - mean[2] - mean[3] + mean[4]) / (entries * judges),
        (mean[2] - mean[4]) / entries,
        (mean[3] - mean[4]) / judges,
        mean[4],
    ]
    return NestedStudy(np.maximum(found, 0.0), mean, (entries, criteria, judges))


def d_study_nested(study: NestedStudy, *, criteria: int, judges: int) -> NestedReliability:
    """Reliability of means over so many criteria with so many judges each."""
    if min(criteria, judges) < 1:
        raise MethodError(f"at least one criterion and one judge are needed, not {criteria} and {judges}")
    entry, criterion, judge, by_criterion, rest = (float(value) for value in study.variance)
    relative = by_criterion / criteria + rest / (criteria * judges)
    absolute = relative + criterion / criteria + judge / (criteria * judges)
    if entry + relative == 0:
        raise DesignError("all scores are equal: there is no variance to divide")
    return NestedReliability(criteria, judges, entry / (entry + relative), entry / (entry + absolute))


def _cube(table: ScoreTable) -> Floats:
    """Entries x criteria x judges of the criterion, in points."""
    pair = table.criterion.astype(np.int64) * len(table.judges) + table.judge
    panels, code = np.unique(pair, return_inverse=True)
    size = np.bincount(panels // len(table.judges), minlength=len(table.criteria))
    entries, criteria, judges = len(table.entries), len(table.criteria), int(size[0])
    if (size != judges).any():
        other = int(np.argmax(size != judges))
        raise DesignError(f"{size[other]} judges, others have {judges}", criterion=table.criteria[other])
    if min(entries, criteria, judges) < 2:
        raise DesignError(
            f"{entries} entries, {criteria} criteria, {judges} judges each: two of each are needed"
        )
    place = table.entry.astype(np.int64) * panels.size + code
    order = np.argsort(place, kind="stable")
    _refuse_gaps(table, panels, place[order])
    return np.asarray((table.score[order] / HUNDREDTHS).reshape(entries, criteria, judges))


def _refuse_gaps(table: ScoreTable, panels: NDArray[np.int64], place: NDArray[np.int64]) -> None:
    """Every place of entries x judges of criteria must be taken once; `place` is sorted."""
    whole = len(table.entries) * panels.size
    moved = np.flatnonzero(place != np.arange(place.size))
    if place.size == whole and not moved.size:
        return
    first = int(moved[0]) if moved.size else place.size
    twice = moved.size > 0 and place[first] < first
    entry, panel = divmod(int(place[first]) if twice else first, panels.size)
    criterion, judge = divmod(int(panels[panel]), len(table.judges))
    raise DesignError(
        "two scores where one is needed" if twice else "no score where one is needed",
        judge=table.judges[judge], entry=table.entries[entry], criterion=table.criteria[criterion],
    )  # fmt: skip


def _sums_of_squares(cube: Floats) -> Floats:
    entries, criteria, judges = cube.shape
    by_entry, by_criterion = cube.mean(axis=(1, 2)), cube.mean(axis=(0, 2))
    by_judge, by_both = cube.mean(axis=0), cube.mean(axis=2)
    between = criteria * judges * (by_entry @ by_entry)
    criterion = entries * judges * (by_criterion @ by_criterion)
    judge = entries * (by_judge**2).sum() - criterion
    both = judges * (by_both**2).sum() - between - criterion
    rest = (cube**2).sum() - between - criterion - judge - both
    return np.array([between, criterion, judge, both, rest])
