"""Which ranks the data exclude, and who may be among the best: confidence sets, not draws.

Method: Mogstad, Romano, Shaikh and Wilhelm (2024), Inference for Ranks with Applications to Mobility
across Neighbourhoods and Academic Achievement across Countries, Review of Economic Studies 91:476-518.
All differences between two entries are tested together, the critical value being a quantile of the
largest studentised difference; differences that are found leave the next round (step-down). An entry
ranks at best one place below those found to be better, and at worst one above those found worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import ColumnError, DesignError, MethodError
from scoring.data.exact import is_whole
from scoring.decide.ranks import rank

if TYPE_CHECKING:
    import pandas as pd

    from scoring.estimate.calibrate.model import AdditiveFit

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
PAIRS_AT_ONCE = 2_000
EXACT = 1e-9
Position = Literal["winner", "band", "out"]


@dataclass(frozen=True, eq=False)
class Estimates:
    """Scores with their covariance matrix."""

    labels: tuple[Any, ...]
    score: Floats
    covariance: Floats

    @classmethod
    def independent(cls, labels: tuple[Any, ...], score: Floats, se: Floats) -> Estimates:
        """Scores whose errors have nothing to do with each other."""
        if not len(labels) == len(score) == len(se):
            raise ColumnError(f"{len(labels)} labels, {len(score)} scores and {len(se)} errors do not match")
        return cls(tuple(labels), np.asarray(score, dtype=np.float64), np.diag(np.square(se)))

    @classmethod
    def of_fit(cls, fit: AdditiveFit) -> Estimates:
        return cls(fit.labels, fit.entries.score, fit.covariance())

    def keep(self, rows: NDArray[Any]) -> Estimates:
        """Some entries alone: one track, say."""
        labels = tuple(np.array([*self.labels, None], dtype=object)[:-1][rows])
        return Estimates(labels, self.score[rows], self.covariance[np.ix_(rows, rows)])

    def draws(self, size: int, *, seed: int) -> Floats:
        return self.score + self.errors(size, seed=seed)

    def errors(self, size: int, *, seed: int) -> Floats:
        """Draws of the estimates' errors, size x entries."""
        values, vectors = np.linalg.eigh(self.covariance)
        if not values[0] >= -1e-8 * abs(values[-1]):
            raise DesignError("the covariance has negative variances; check the standard errors")
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        return np.asarray(np.random.default_rng(seed).standard_normal((size, len(self.labels))) @ root.T)


@dataclass(frozen=True, eq=False)
class RankIntervals:
    """`rank` by score, and `lower` to `upper`, which hold the true rank with probability `coverage`:
    all of them at once if `simultaneous`, else each one by itself."""

    labels: tuple[Any, ...]
    rank: NDArray[np.int64]
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]
    coverage: float
    simultaneous: bool

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"entry": list(self.labels), "rank": self.rank}
        return pd.DataFrame({**columns, "lower": self.lower, "upper": self.upper})


@dataclass(frozen=True, eq=False)
class PrizeLine:
    """Where entries stand against the line below the last of `places`.

    "winner": above it beyond doubt; "out": below it beyond doubt; "band": the data cannot tell.
    """

    intervals: RankIntervals
    places: int
    position: tuple[Position, ...]

    @property
    def band(self) -> tuple[Any, ...]:
        return tuple(x for x, at in zip(self.intervals.labels, self.position, strict=True) if at == "band")

    def to_frame(self) -> pd.DataFrame:
        return self.intervals.to_frame().assign(position=list(self.position))


def rank_intervals(
    estimates: Estimates, *, coverage: float = 0.95, simultaneous: bool = True, draws: int = 1_000, seed: int
) -> RankIntervals:
    """Confidence intervals for ranks, for all entries at once or for each alone."""
    test = _Test(estimates, _errors(estimates, (coverage, draws, seed)), coverage)
    size = len(estimates.labels)
    lower, upper = np.ones(size, dtype=np.int64), np.full(size, size)
    if simultaneous:
        better, worse = test.different(*np.triu_indices(size, 1))
        lower, upper = lower + np.bincount(worse, minlength=size), upper - np.bincount(better, minlength=size)
    else:
        for entry in range(size):
            others = np.delete(np.arange(size), entry)
            better, worse = test.different(np.full(size - 1, entry), others)
            lower[entry] += np.count_nonzero(worse == entry)
            upper[entry] -= np.count_nonzero(better == entry)
    return RankIntervals(estimates.labels, rank(estimates.score), lower, upper, coverage, simultaneous)


def tau_best(
    estimates: Estimates, *, places: int, coverage: float = 0.95, draws: int = 1_000, seed: int
) -> tuple[Any, ...]:
    """Entries that may be among the best `places`: the set holds all that truly are with `coverage`."""
    check_places(places)
    test = _Test(estimates, _errors(estimates, (coverage, draws, seed)), coverage)
    left, right = np.nonzero(~np.eye(len(estimates.labels), dtype=bool))
    found = test.better(left, right)
    above = np.bincount(right[found], minlength=len(estimates.labels))
    return tuple(label for label, count in zip(estimates.labels, above, strict=True) if count < places)


def prize_line(
    estimates: Estimates, *, places: int, coverage: float = 0.95, draws: int = 1_000, seed: int
) -> PrizeLine:
    """Who is in, who is out, and the band around the line that cannot be told apart."""
    check_places(places)
    intervals = rank_intervals(estimates, coverage=coverage, draws=draws, seed=seed)
    position: list[Position] = [
        "winner" if upper <= places else "out" if lower > places else "band"
        for lower, upper in zip(intervals.lower, intervals.upper, strict=True)
    ]
    return PrizeLine(intervals, places, tuple(position))


@dataclass(frozen=True, eq=False)
class _Test:
    """Step-down tests of differences, against `errors`: draws of the estimates' errors, entries x draws."""

    estimates: Estimates
    errors: Floats
    coverage: float

    def different(self, left: Positions, right: Positions) -> tuple[Positions, Positions]:
        """(better, worse) of each pair found to differ, either way."""
        gap, spread = self._gaps(left, right)
        found = self._step_down((left, right, spread), np.abs(gap), two_sided=True)
        ahead = gap[found] > 0
        return np.where(ahead, left[found], right[found]), np.where(ahead, right[found], left[found])

    def better(self, left: Positions, right: Positions) -> NDArray[np.bool_]:
        """Pairs whose left is found to be better than its right."""
        gap, spread = self._gaps(left, right)
        return self._step_down((left, right, spread), gap, two_sided=False)

    def _gaps(self, left: Positions, right: Positions) -> tuple[Floats, Floats]:
        """Studentised differences, and their standard errors; exact ones are infinitely many errors apart."""
        cov, own = self.estimates.covariance, self.estimates.covariance.diagonal()
        spread = np.sqrt(np.maximum(own[left] + own[right] - 2.0 * cov[left, right], 0.0))
        spread[spread <= EXACT * np.sqrt(own[left] + own[right])] = 0.0
        gap = self.estimates.score[left] - self.estimates.score[right]
        far = np.where(gap == 0, 0.0, np.copysign(np.inf, gap))
        return np.divide(gap, spread, out=far, where=spread > 0), spread

    def _step_down(
        self, pairs: tuple[Positions, Positions, Floats], gap: Floats, *, two_sided: bool
    ) -> NDArray[np.bool_]:
        found = np.isposinf(gap)
        while True:
            tested = ~found
            critical = self._critical(tuple(column[tested] for column in pairs), two_sided=two_sided)
            new = tested & (gap > critical)
            if not new.any():
                return found
            found |= new

    def _critical(self, pairs: tuple[NDArray[Any], ...], *, two_sided: bool) -> float:
        """The quantile of the largest studentised error."""
        left, right, spread = (column[pairs[2] > 0] for column in pairs)
        if not left.size:
            return float("inf")
        largest = np.full(self.errors.shape[1], -np.inf)
        for start in range(0, left.size, PAIRS_AT_ONCE):
            block = slice(start, start + PAIRS_AT_ONCE)
            gaps = self.errors[left[block]] - self.errors[right[block]]
            gaps /= spread[block, None]
            np.maximum(largest, (np.abs(gaps) if two_sided else gaps).max(axis=0), out=largest)
        return float(np.quantile(largest, self.coverage))


def _errors(estimates: Estimates, option: tuple[float, int, int]) -> Floats:
    coverage, draws, seed = option
    if not 0 < coverage < 1:
        raise MethodError(f"a coverage lies between 0 and 1, not at {coverage}")
    if not is_whole(draws) or draws < 100:
        raise MethodError(f"a quantile needs at least 100 draws, not {draws}; take 1,000")
    if len(estimates.labels) < 2:
        raise DesignError("one entry has no rank to doubt; give at least two")
    return np.ascontiguousarray(estimates.errors(draws, seed=seed).T)


def check_places(places: int) -> None:
    """Refuse what is no number of places."""
    if not is_whole(places) or places < 1:
        raise MethodError(f"at least 1 place is needed, not {places}")
