"""Which scores can be compared at all: parts that share a judge, errors across tracks, bridges between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.data.errors import DesignError, MethodError
from scoring.data.factorize import Tracks, track_codes
from scoring.estimate.graph import Connectivity
from scoring.estimate.graph import components as of_cells
from scoring.estimate.graph import second_eigenvalue as algebraic_connectivity
from scoring.estimate.reviews import Reviews, as_reviews

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable
    from scoring.estimate.calibrate.model import AdditiveFit

__all__ = [
    "Bridges",
    "Connectivity",
    "TrackContrasts",
    "algebraic_connectivity",
    "components",
    "contrast_se",
    "suggest_bridges",
]

Floats = NDArray[np.float64]
LARGEST = 8_000
PRIOR = 0.01


def components(
    data: Reviews | ScoreTable | pd.DataFrame, *, weights: Mapping[Any, int] | None = None
) -> Connectivity:
    """The parts that share no judge; `weights` weighs the criteria of a table that has them."""
    reviews = as_reviews(data, weights)
    weight = np.ones(len(reviews)) if reviews.weight is None else reviews.weight
    shape = len(reviews.entries), len(reviews.judges)
    cells = sparse.csr_array(sparse.coo_array((weight, (reviews.entry, reviews.judge)), shape=shape))
    return of_cells(cells, reviews.judges, reviews.entries)


@dataclass(frozen=True, eq=False)
class TrackContrasts:
    """Standard errors of the difference between two entries' scores, root mean square over pairs.

    `se` is tracks x tracks, within a track on the diagonal; `within` and `across` sum it up over all
    pairs of entries of the same track and of different ones. Where severities are fixed effects and no
    chain of judges leads from one track to another, the standard error is infinite.
    """

    tracks: tuple[Any, ...]
    se: Floats
    within: float
    across: float

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        left, right = np.triu_indices(len(self.tracks))
        names = np.array(self.tracks, dtype=object)
        return pd.DataFrame({"track": names[left], "other": names[right], "se": self.se[left, right]})


def contrast_se(fit: AdditiveFit, track: Tracks) -> TrackContrasts:
    """Errors of differences; `track` is each entry's, in the order of the fit's entries or by label."""
    labels, code = track_codes(fit.connectivity.entries, track)
    members = np.zeros((code.size, len(labels)))
    members[np.arange(code.size), code] = 1.0
    size = members.sum(axis=0)
    own = members.T @ fit.entries.se**2
    joint = fit.covariance(members)
    sums = size[None, :] * own[:, None] + size[:, None] * own[None, :] - 2.0 * joint
    sums[_apart(fit, members)] = np.inf
    pairs = np.outer(size, size) - np.diag(size)
    same = np.eye(size.size, dtype=bool)
    return TrackContrasts(
        labels, _roots(sums, pairs), _root(sums[same], pairs[same]), _root(sums[~same], pairs[~same])
    )


def _apart(fit: AdditiveFit, members: Floats) -> NDArray[np.bool_]:
    """Pairs of tracks of which some entries cannot be compared by data."""
    part = fit.connectivity.entry_part
    if fit.judge == "random" or fit.connectivity.connected:
        return np.zeros((members.shape[1],) * 2, dtype=bool)
    present = members.T @ np.eye(int(part.max()) + 1)[part] > 0
    single = present.sum(axis=1) == 1
    together = present.astype(float) @ present.T > 0
    return np.asarray(~(together & single[:, None] & single))


def _roots(sums: Floats, pairs: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.sqrt(
            np.divide(np.maximum(sums, 0.0), pairs, out=np.full_like(sums, np.nan), where=pairs > 0)
        )


def _root(sums: Floats, pairs: Floats) -> float:
    total = float(pairs.sum())
    return float(np.sqrt(max(float(sums[pairs > 0].sum()), 0.0) / total)) if total else float("nan")


@dataclass(frozen=True, eq=False)
class Bridges:
    """Reviews to add, the most useful first.

    `se` (one longer than `pairs`) is the standard error of a difference between the average entries of
    two tracks, in units of one review's noise: before the first bridge, after it, and so on.
    """

    pairs: tuple[tuple[Any, Any], ...]
    se: Floats

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        judge, entry = zip(*self.pairs, strict=True) if self.pairs else ((), ())
        return pd.DataFrame({"judge": judge, "entry": entry, "se_after": self.se[1:]})


@dataclass
class _Search:
    """Covariance of entries and (negated) judges, with a weak prior that keeps it finite in parts."""

    covariance: Floats
    means: Floats
    allowed: NDArray[np.bool_]
    spare: NDArray[np.int64]

    @property
    def entries(self) -> int:
        return int(self.allowed.shape[0])

    def spread(self) -> float:
        """Mean variance of the difference between two tracks' averages."""
        joint = self.means.T @ self.covariance @ self.means
        tracks = joint.shape[0]
        return float((tracks * np.trace(joint) - joint.sum()) / (tracks * (tracks - 1) / 2))

    def best(self) -> tuple[int, int] | None:
        """The pair that lowers the variances of all differences between tracks most."""
        open_pairs = self.allowed & (self.spare > 0)
        if not open_pairs.any():
            return None
        at = np.unravel_index(int(np.argmax(np.where(open_pairs, self._gains(), -1.0))), open_pairs.shape)
        return int(at[0]), int(at[1])

    def _gains(self) -> Floats:
        pull = self.covariance @ self.means
        pull = pull - pull.mean(axis=1, keepdims=True)
        entry, judge = pull[: self.entries], pull[self.entries :]
        moved = _squares(entry)[:, None] + _squares(judge) - 2.0 * entry @ judge.T
        own = self.covariance.diagonal()
        cross = self.covariance[: self.entries, self.entries :]
        return np.asarray(moved / (1.0 + own[: self.entries, None] + own[self.entries :] - 2.0 * cross))

    def add(self, entry: int, judge: int) -> None:
        column = self.covariance[:, entry] - self.covariance[:, self.entries + judge]
        scale = 1.0 + column[entry] - column[self.entries + judge]
        self.covariance -= np.outer(column, column / scale)
        self.allowed[entry] = False
        self.spare[judge] -= 1


def suggest_bridges(
    data: Reviews | ScoreTable | pd.DataFrame,
    track: Tracks,
    *,
    count: int,
    per_judge: int = 1,
    forbidden: Iterable[tuple[Any, Any]] = (),
    weights: Mapping[Any, int] | None = None,
) -> Bridges:
    """Up to `count` further reviews (judge, entry) by judges of other tracks, chosen one by one.

    Each is the one that lowers the error of differences between tracks most; an entry gets one bridge
    at most, a judge `per_judge`; `forbidden` pairs (judge, entry) are conflicts. Up to 8,000 entries
    and judges in all.
    """
    reviews = as_reviews(data, weights)
    tracks, code = track_codes(reviews.entries, track)
    if len(tracks) < 2:
        raise DesignError("all entries are in one track: there is nothing to bridge")
    if len(reviews.entries) + len(reviews.judges) > LARGEST:
        raise MethodError(
            f"bridges are searched among {LARGEST} entries and judges at most; pass some tracks only"
        )
    search = _search(reviews, code, per_judge)
    _forbid(search, reviews, forbidden)
    return _chosen(search, reviews, count)


def _chosen(search: _Search, reviews: Reviews, count: int) -> Bridges:
    pairs: list[tuple[Any, Any]] = []
    spreads = [search.spread()]
    while len(pairs) < count and (best := search.best()) is not None:
        search.add(*best)
        pairs.append((reviews.judges[best[1]], reviews.entries[best[0]]))
        spreads.append(search.spread())
    return Bridges(tuple(pairs), np.sqrt(spreads))


def _search(reviews: Reviews, code: NDArray[np.int32], per_judge: int) -> _Search:
    entries, judges = len(reviews.entries), len(reviews.judges)
    read = np.zeros((entries, judges))
    read[reviews.entry, reviews.judge] = 1.0 if reviews.weight is None else reviews.weight
    members = np.eye(int(code.max()) + 1)[code]
    home = np.argmax(members.T @ (read > 0), axis=0)
    laplacian = np.block([[np.diag(read.sum(axis=1)), -read], [-read.T, np.diag(read.sum(axis=0))]])
    means = np.vstack([members / members.sum(axis=0), np.zeros((judges, members.shape[1]))])
    return _Search(
        covariance=np.asarray(np.linalg.inv(laplacian + PRIOR * np.eye(entries + judges)), dtype=np.float64),
        means=means,
        allowed=(read == 0) & (code[:, None] != home),
        spare=np.full(judges, per_judge),
    )


def _forbid(search: _Search, reviews: Reviews, forbidden: Iterable[tuple[Any, Any]]) -> None:
    judge = {label: code for code, label in enumerate(reviews.judges)}
    entry = {label: code for code, label in enumerate(reviews.entries)}
    for who, what in forbidden:
        if who in judge and what in entry:
            search.allowed[entry[what], judge[who]] = False


def _squares(rows: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->i", rows, rows))
