"""How likely each entry is to belong to each tier, and to be where it is ranked, given the scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scoring.data.errors import MethodError
from scoring.data.factorize import Tracks, track_codes

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Quotas = Mapping[str, int]


class Drawable(Protocol):
    """Scores with their joint uncertainty: a fit, or published estimates."""

    @property
    def labels(self) -> tuple[Any, ...]: ...

    def draws(self, size: int, *, seed: int) -> Floats:
        """Joint draws of all scores, size x entries."""


@dataclass(frozen=True, eq=False)
class TierProbabilities:
    """`probability` (entries x tiers) that an entry is in each tier, and its Monte-Carlo `error`.

    The error is the standard deviation of the probability given the draws under a Jeffreys prior, so
    that it is never nought: not even 0 of 2,000 draws proves a probability of 0.
    """

    labels: tuple[Any, ...]
    tiers: tuple[str, ...]
    probability: Floats
    error: Floats
    size: int
    seed: int

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        frame = pd.DataFrame({"entry": list(self.labels)})
        for number, tier in enumerate(self.tiers):
            frame[tier] = self.probability[:, number]
            frame[f"{tier}_error"] = self.error[:, number]
        return frame


def tier_probabilities(
    source: Drawable,
    quotas: Quotas | Mapping[Any, Quotas],
    *,
    track: Tracks | None = None,
    size: int = 2_000,
    seed: int,
) -> TierProbabilities:
    """P(tier) by joint draws; ties in a draw (scores without uncertainty) are broken by lot in each.

    `quotas` says how many places each tier has, the best tier first, in every track alike or, as a
    mapping of mappings, track by track.
    """
    _check_size(size)
    labels, code = track_codes(source.labels, track)
    by_track = _quotas_by_track(quotas, labels)
    tiers = tuple(dict.fromkeys(tier for one in by_track for tier in one))
    drawn = _distinct(source.draws(size, seed=seed), seed)
    counts = np.zeros((code.size, len(tiers)))
    for number, places in enumerate(by_track):
        members = np.flatnonzero(code == number)
        _count(drawn[:, members], places, (counts, members, tiers))
    error = _jeffreys(counts, size)
    return TierProbabilities(source.labels, tiers, counts / size, error, size, seed)


def _count(drawn: Floats, places: Quotas, into: tuple[Floats, NDArray[np.int64], tuple[str, ...]]) -> None:
    """Add, for one track, how often each entry falls into each tier."""
    counts, members, tiers = into
    bounds = np.minimum(np.cumsum([0, *places.values()]), members.size)
    inner = np.unique(bounds[(bounds > 0) & (bounds < members.size)])
    order = (
        np.argpartition(-drawn, inner, axis=1)
        if inner.size
        else np.tile(np.arange(members.size), (len(drawn), 1))
    )
    for tier, (start, end) in zip(places, pairwise(bounds), strict=True):
        found = np.bincount(order[:, start:end].ravel(), minlength=members.size)
        counts[members, tiers.index(tier)] += found


@dataclass(frozen=True, eq=False)
class ExpectedRanks:
    """`rank`: the mean place over draws, with its Monte-Carlo `error`; `lower` and `upper` hold the
    place with probability `level`."""

    labels: tuple[Any, ...]
    rank: Floats
    error: Floats
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]
    level: float

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {"entry": list(self.labels), "expected_rank": self.rank, "error": self.error}
        return pd.DataFrame({**columns, "lower": self.lower, "upper": self.upper})


def expected_rank(
    source: Drawable, *, track: Tracks | None = None, level: float = 0.9, size: int = 2_000, seed: int
) -> ExpectedRanks:
    """Mean place of each entry in its track over joint draws, and the places it may well have."""
    _check_size(size)
    _check_level(level)
    labels, code = track_codes(source.labels, track)
    drawn = _distinct(source.draws(size, seed=seed), seed)
    place = np.empty(drawn.shape, dtype=np.int64)
    for number in range(len(labels)):
        members = np.flatnonzero(code == number)
        order = np.argsort(-drawn[:, members], axis=1)
        ranked = np.empty_like(order)
        np.put_along_axis(ranked, order, np.arange(1, members.size + 1)[None, :], axis=1)
        place[:, members] = ranked
    tail = 100 * (1 - level) / 2
    bounds = np.percentile(place, [tail, 100 - tail], axis=0, method="inverted_cdf").astype(np.int64)
    error = place.std(axis=0, ddof=1) / np.sqrt(size)
    return ExpectedRanks(source.labels, place.mean(axis=0), error, bounds[0], bounds[1], level)


def _quotas_by_track(quotas: Quotas | Mapping[Any, Quotas], labels: tuple[Any, ...]) -> list[Quotas]:
    if not quotas:
        raise MethodError("give at least one tier with its places")
    nested = all(isinstance(value, Mapping) for value in quotas.values())
    if nested and set(quotas) < set(labels):
        raise MethodError(f"track {sorted(set(labels) - set(quotas))[0]!r} has no quotas")
    by_track: list[Any] = [quotas[label] if nested else quotas for label in labels]
    for one in by_track:
        for tier, places in one.items():
            if isinstance(places, bool) or not isinstance(places, (int, np.integer)) or places < 0:
                raise MethodError(f"tier {tier!r} has {places!r} places; give a whole number from 0")
    return by_track


def _distinct(drawn: Floats, seed: int) -> Floats:
    """Draws without exact ties, which occur where scores have no uncertainty: those are broken by lot."""
    if (drawn[0] != drawn[-1]).all():
        return drawn
    centred = drawn - drawn.mean()
    scale = float(np.abs(centred).max()) or 1.0
    lot = np.random.default_rng([seed, 1]).random(drawn.shape)
    return np.asarray(centred + 1e-9 * scale * lot)


def _jeffreys(counts: Floats, size: int) -> Floats:
    hits, misses = counts + 0.5, size - counts + 0.5
    return np.asarray(np.sqrt(hits * misses / ((size + 1.0) ** 2 * (size + 2.0))))


def _check_size(size: int) -> None:
    if size < 2:
        raise MethodError(f"at least 2 draws are needed, not {size}; take 2,000")


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise MethodError(f"a level lies between 0 and 1, not at {level}")
