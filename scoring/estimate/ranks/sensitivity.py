"""What would have come of it otherwise: by another method, or without each of the judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau

from scoring.data.errors import ColumnError, DesignError, LabelError, MethodError
from scoring.data.factorize import Tracks, track_codes
from scoring.decide.ranks import hundredths, rank
from scoring.estimate.calibrate import AdditiveFit, fit_additive
from scoring.estimate.ranks.intervals import check_places
from scoring.estimate.reviews import Reviews, as_reviews

if TYPE_CHECKING:
    import pandas as pd

    from scoring.data.table import ScoreTable

Floats = NDArray[np.float64]
Score = Callable[[Reviews], tuple[tuple[Any, ...], NDArray[Any]]]
"""Labels of the entries that have a score, and their scores."""
MOST_ROWS_AGAIN = 20_000_000_000


@dataclass(frozen=True, eq=False)
class SideBySide:
    """`rank` (entries x methods) within tracks; `agreement` (methods x methods) Kendall's tau-b over
    all entries' ranks; `always` win by every method, `sometimes` by some of them."""

    labels: tuple[Any, ...]
    methods: tuple[str, ...]
    rank: NDArray[np.int64]
    agreement: Floats
    places: int

    @property
    def always(self) -> tuple[Any, ...]:
        return self._named((self.rank <= self.places).all(axis=1))

    @property
    def sometimes(self) -> tuple[Any, ...]:
        wins = self.rank <= self.places
        return self._named(wins.any(axis=1) & ~wins.all(axis=1))

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        columns = {name: self.rank[:, number] for number, name in enumerate(self.methods)}
        return pd.DataFrame({"entry": list(self.labels), **columns})

    def _named(self, chosen: Any) -> tuple[Any, ...]:
        return tuple(label for label, take in zip(self.labels, chosen, strict=True) if take)


def side_by_side(
    scores: Mapping[str, NDArray[Any]], labels: Sequence[Any], *, places: int, track: Tracks | None = None
) -> SideBySide:
    """Compare `scores` (method to one score for each of `labels`) at the line below the last of `places`."""
    if not scores:
        raise MethodError("give the scores of at least one method")
    for name, values in scores.items():
        if len(values) != len(labels):
            raise ColumnError(f"method {name!r} has {len(values)} scores for {len(labels)} entries")
    names, code = track_codes(labels, track)
    within = [names[number] for number in code]
    ranked = np.column_stack([rank(hundredths(values), within=within) for values in scores.values()])
    agreement = np.array([[_tau(left, right) for right in ranked.T] for left in ranked.T])
    return SideBySide(tuple(labels), tuple(scores), ranked, agreement, places)


def _tau(left: NDArray[np.int64], right: NDArray[np.int64]) -> float:
    """Kendall's tau-b; not a number where one side has no order at all."""
    if left.min() == left.max() or right.min() == right.max():
        return float("nan")
    return float(kendalltau(left, right).statistic)


@dataclass(frozen=True, slots=True)
class WithoutJudge:
    """What changes without `judge`: who would win and does not, who wins and would not, the largest
    move in rank and whose it is. `refused` says why there is no ranking without him, if there is none."""

    judge: Any
    gained: tuple[Any, ...] = ()
    lost: tuple[Any, ...] = ()
    largest_move: int = 0
    moved: Any = None
    refused: str = ""


@dataclass(frozen=True, eq=False)
class LeaveOneOut:
    """`winners` with all judges, and one row for each judge left out."""

    winners: tuple[Any, ...]
    judges: tuple[WithoutJudge, ...]

    @property
    def decisive(self) -> tuple[Any, ...]:
        """Judges without whom the winners would be others."""
        return tuple(one.judge for one in self.judges if one.gained or one.lost)

    def to_frame(self) -> pd.DataFrame:
        import pandas as pd

        fields = WithoutJudge.__dataclass_fields__
        return pd.DataFrame({name: [getattr(one, name) for one in self.judges] for name in fields})


def leave_one_judge_out(
    data: Reviews | ScoreTable | pd.DataFrame,
    *,
    places: int,
    track: Tracks | None = None,
    method: str | Score = "mean",
    judges: Iterable[Any] | None = None,
    weights: Mapping[Any, int] | None = None,
) -> LeaveOneOut:
    """Rank again without each judge in turn, and compare the best `places` of each track.

    `method`: "mean", "random" or "fixed" (the calibrated score; its variances are those of all judges
    throughout), or a function of Reviews that gives labels and scores. Entries that tie at the line all
    win. An entry that has no score left drops out. `judges` are the ones to leave out, where not all.
    """
    reviews = as_reviews(data, weights)
    check_places(places)
    chosen = _chosen(reviews, judges)
    score = _method(method, reviews) if isinstance(method, str) else method
    labels, code = track_codes(reviews.entries, track)
    tracks = {entry: labels[number] for entry, number in zip(reviews.entries, code, strict=True)}
    before = _places(score(reviews), tracks)
    found = [_without(reviews, judge, (score, tracks, places, before)) for judge in chosen]
    return LeaveOneOut(_winners(before, places), tuple(found))


def _chosen(reviews: Reviews, judges: Iterable[Any] | None) -> list[int]:
    """Codes of the judges to leave out, refused where ranking again for each would not end."""
    code = {label: number for number, label in enumerate(reviews.judges)}
    wanted = reviews.judges if judges is None else tuple(judges)
    for label in wanted:
        if label not in code:
            raise LabelError("has no score; leave out only judges who have", judge=label)
    if len(wanted) * len(reviews) > MOST_ROWS_AGAIN:
        raise MethodError(
            f"ranking again without each of {len(wanted)} judges would take days; name `judges`"
        )
    return [code[label] for label in wanted]


def _method(name: str, reviews: Reviews) -> Score:
    if name == "random":
        return _random(reviews)
    if name not in ("mean", "fixed"):
        raise MethodError(f"the method is 'mean', 'random', 'fixed' or a function, not {name!r}")
    return _means if name == "mean" else _fixed


def _without(
    reviews: Reviews, judge: int, context: tuple[Score, dict[Any, Any], int, dict[Any, int]]
) -> WithoutJudge:
    score, tracks, places, before = context
    label = reviews.judges[judge]
    try:
        after = _places(score(_narrowed(reviews, reviews.judge != judge)), tracks)
    except DesignError as refusal:
        return WithoutJudge(label, refused=str(refusal))
    old, new = _winners(before, places), _winners(after, places)
    moves = {entry: abs(after[entry] - before[entry]) for entry in after}
    moved = max(moves, key=lambda entry: moves[entry])
    return WithoutJudge(
        judge=label,
        gained=tuple(entry for entry in new if entry not in old),
        lost=tuple(entry for entry in old if entry not in new),
        largest_move=moves[moved],
        moved=moved if moves[moved] else None,
    )


def _narrowed(reviews: Reviews, rows: NDArray[np.bool_]) -> Reviews:
    """Those rows, under labels that still occur."""
    if not rows.any():
        raise DesignError("no score is left")
    kept = reviews.keep(rows)
    judges, judge = np.unique(kept.judge, return_inverse=True)
    entries, entry = np.unique(kept.entry, return_inverse=True)
    return Reviews(
        judges=tuple(reviews.judges[code] for code in judges),
        entries=tuple(reviews.entries[code] for code in entries),
        judge=judge.astype(np.int32),
        entry=entry.astype(np.int32),
        score=kept.score,
        weight=kept.weight,
    )


def _places(scored: tuple[tuple[Any, ...], NDArray[Any]], tracks: dict[Any, Any]) -> dict[Any, int]:
    labels, scores = scored
    return dict(zip(labels, rank(scores, within=[tracks[label] for label in labels]).tolist(), strict=True))


def _winners(places: dict[Any, int], count: int) -> tuple[Any, ...]:
    return tuple(label for label, place in places.items() if place <= count)


def _means(reviews: Reviews) -> tuple[tuple[Any, ...], NDArray[np.int64]]:
    ordered = reviews.in_order
    weight = np.ones(len(ordered)) if ordered.weight is None else ordered.weight
    totals = np.bincount(ordered.entry, weights=weight * ordered.score)
    return reviews.entries, hundredths(totals / np.bincount(ordered.entry, weights=weight))


def _fixed(reviews: Reviews) -> tuple[tuple[Any, ...], NDArray[Any]]:
    return reviews.entries, _points(fit_additive(reviews, judge="fixed"))


def _random(reviews: Reviews) -> Score:
    """Calibration with the variances that all judges together have; equal scores have none to take out."""
    held = fit_additive(reviews).components
    if held.residual == 0:
        return _means

    def score(some: Reviews) -> tuple[tuple[Any, ...], NDArray[Any]]:
        return some.entries, _points(fit_additive(some, components=held))

    return score


def _points(fit: AdditiveFit) -> Floats:
    return np.asarray(fit.posterior.scores + fit.sums.centre)
