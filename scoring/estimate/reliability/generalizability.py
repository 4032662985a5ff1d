"""G and D studies: where the variance of scores comes from, and how many judges would be enough.

Brennan (2001), Generalizability Theory. A G study estimates variance components; a D study asks what
they come to when scores are averaged over so many judges.

The nested studies are of entries x (judges within criteria): each criterion has judges of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import DesignError, MethodError
from scoring.data.exact import HUNDREDTHS
from scoring.estimate.calibrate import fit_additive
from scoring.estimate.calibrate.moments import Components
from scoring.estimate.reliability.icc import mean_squares
from scoring.estimate.reviews import Floats, Reviews, as_reviews, complete_matrix

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable

UNSURE = 1e-9
SOURCES = ("entry", "criterion", "judge", "entry_criterion", "residual")


@dataclass(frozen=True, eq=False)
class GStudy:
    """`components` and their `share` of the variance of one score, by `method`."""

    components: Components
    method: str

    @property
    def share(self) -> Components:
        found = self.components
        total = found.entry + found.judge + found.residual
        return Components(found.entry / total, found.judge / total, found.residual / total)

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        names = ["entry", "judge", "residual"]
        values = [[getattr(one, name) for name in names] for one in (self.components, self.share)]
        return pd.DataFrame({"source": names, "variance": values[0], "share": values[1]})


def g_study(
    data: Reviews | ScoreTable | pd.DataFrame,
    *,
    weights: Mapping[Any, int] | None = None,
    assume_exchangeable_tracks: bool = False,
) -> GStudy:
    """Entries x judges: by the analysis of variance where the table is complete, else by REML or, for
    large ones, by moments. All equal scores have no components and are refused."""
    reviews = as_reviews(data, weights)
    complete = len(reviews) == len(reviews.entries) * len(reviews.judges) and reviews.weight is None
    if complete and (exact := _without_error(reviews)) is not None:
        return GStudy(exact, "analysis of variance")
    fit = fit_additive(
        reviews,
        method="moments" if complete else "auto",
        assume_exchangeable_tracks=assume_exchangeable_tracks,
    )
    if not fit.components.residual + fit.components.entry + fit.components.judge > 0:
        raise DesignError("all scores are equal: there is no variance to divide")
    return GStudy(fit.components, "analysis of variance" if complete else fit.method)


def _without_error(reviews: Reviews) -> Components | None:
    """The components where judges differ by their severity alone, or not at all; no model fits those."""
    if min(len(reviews.entries), len(reviews.judges)) < 2:
        return None
    squares = mean_squares(complete_matrix(reviews, ""))
    if squares.error or not squares.entries:
        return None
    return Components(
        squares.entries / len(reviews.judges), squares.judges / len(reviews.entries), residual=0.0
    )


@dataclass(frozen=True, eq=False)
class DStudy:
    """For each number of `judges` (a read by each): `generalizability` (relative: is the order right?)
    and `dependability` (absolute: is the score right, severity of the panel included?)."""

    judges: tuple[int, ...]
    generalizability: Floats
    dependability: Floats

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"judges": list(self.judges), "generalizability": self.generalizability}
        return pd.DataFrame({**columns, "dependability": self.dependability})


def d_study(study: GStudy | Components, judges: Sequence[int]) -> DStudy:
    """Reliability of means over so many judges. Calibration moves dependability to generalizability."""
    found = _components(study)
    size = np.array(judges, dtype=np.float64)
    if not size.size or not size.min() >= 1:
        raise MethodError(f"numbers of judges start at 1, unlike {list(judges)}")
    relative = found.entry / (found.entry + found.residual / size)
    absolute = found.entry / (found.entry + (found.judge + found.residual) / size)
    return DStudy(tuple(judges), relative, absolute)


def judges_needed(study: GStudy | Components, *, reliability: float, calibrated: bool = False) -> int:
    """The fewest judges for a dependability (or, `calibrated`, a generalizability) of `reliability`."""
    if not 0 < reliability < 1:
        raise MethodError(f"a reliability lies between 0 and 1, not at {reliability}")
    found = _components(study)
    if found.entry == 0:
        raise DesignError("the entries do not differ: no number of judges tells them apart")
    error = found.residual + (0.0 if calibrated else found.judge)
    needed = reliability / (1.0 - reliability) * error / found.entry
    return max(ceil(needed - UNSURE), 1)


def _components(study: GStudy | Components) -> Components:
    found = study.components if isinstance(study, GStudy) else study
    if not min(found.entry, found.judge, found.residual) >= 0 or not found.entry + found.residual > 0:
        raise DesignError(f"variances are not below 0 and not all 0, unlike {found}; fit random judges")
    return found


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
        [
            entries - 1,
            criteria - 1,
            criteria * (judges - 1),
            (entries - 1) * (criteria - 1),
            (entries - 1) * criteria * (judges - 1),
        ]
    )
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
        judge=table.judges[judge],
        entry=table.entries[entry],
        criterion=table.criteria[criterion],
    )


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
