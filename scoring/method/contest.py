"""A method applied: from a score table to a ranking, from a ranking to prizes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.aggregate import Aggregate, aggregate, criterion_means
from scoring.errors import ColumnError
from scoring.groups import Numbers
from scoring.method.spec import Method
from scoring.prizes import AwardList, Candidate, Decision, Draw, allocate
from scoring.prizes.rules import Exact, in_order
from scoring.table import ScoreTable
from scoring.totals import sheet_totals, weighting

if TYPE_CHECKING:
    import pandas as pd

ONE_TRACK = ""


@dataclass(frozen=True)
class Entrant:
    """What prizes need to know of an entry of the score table, besides its score.

    `belongs_to` is the work it is a candidacy of (itself, where there is but one); `columns` are
    further exact numbers for tie-breaks, as an earlier stage's score in hundredths.
    """

    entry: Any
    track: Any = ONE_TRACK
    organisation: Any = None
    belongs_to: Any = None
    preference: int = 1
    barred: str = ""
    columns: Mapping[str, Exact] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Ranking:
    """Scores and places within each track, the tie-break keys beside them."""

    scores: Aggregate
    tracks: Mapping[Any, Any]
    places: Mapping[Any, int]
    keys: Mapping[Any, Mapping[str, Exact]]

    def to_frame(self) -> pd.DataFrame:
        """By track and place; scores in points, keys as they are compared (higher is better)."""
        frame = self.scores.to_frame().drop(columns="rank")
        frame.insert(0, "track", [self.tracks[entry] for entry in self.scores.entries])
        frame.insert(1, "rank", [self.places[entry] for entry in self.scores.entries])
        for name in next(iter(self.keys.values()), {}):
            column: list[Any] = [self.keys[entry][name] for entry in self.scores.entries]
            frame[name] = column
        return frame.sort_values(["track", "rank", "entry"], ignore_index=True)


def rank(table: ScoreTable, method: Method, entrants: Iterable[Entrant] = ()) -> Ranking:
    """Score every entry and place it within its track. Scores off the scale are refused by row.

    An entry tied with another by score shares its place; the keys are for prizes to break ties by.
    """
    known = {entrant.entry: entrant for entrant in entrants}
    due = [entrant.entry for entrant in known.values() if not entrant.barred]
    report = table.validate(scale=method.scales, entries={*table.entries, *due}, limit=1)
    report.raise_first("off_scale", "off_step", "entry_without_scores")
    scores = aggregate(
        table, method.weights, method.average,
        trim=method.trim, trim_level=method.trim_level, min_judges=method.min_judges,
    )  # fmt: skip
    if known:
        _require_all(scores.entries, known)
    tracks = {entry: known[entry].track if known else ONE_TRACK for entry in scores.entries}
    places = dict(zip(scores.entries, scores.ranks(within=tracks).tolist(), strict=True))
    columns = {entry: entrant.columns for entry, entrant in known.items()} if known else None
    return Ranking(scores, tracks, places, keys_of(table, method, columns))


def award(
    table: ScoreTable,
    method: Method,
    entrants: Sequence[Entrant] = (),
    *,
    decisions: Sequence[Decision] = (),
    draw: Draw | None = None,
) -> tuple[Ranking, AwardList]:
    """The ranking, and the prizes given by it. Scores go in as hundredths, mean ranks negated."""
    ranking = rank(table, method, entrants)
    sign = -1 if ranking.scores.lower_is_better else 1
    scored = dict(zip(ranking.scores.entries, (sign * ranking.scores.hundredths).tolist(), strict=True))
    known = {entrant.entry: entrant for entrant in entrants} or {entry: Entrant(entry) for entry in scored}
    candidates = [_candidate(known[entry], score, ranking.keys[entry]) for entry, score in scored.items()]
    caps = method.caps
    awards = allocate(
        candidates, method.tiers, ties=method.ties, chain=method.chain, decisions=decisions, draw=draw,
        tracks=in_order({entrant.track for entrant in known.values()} | _named(method), noun="tracks"),
        per_entry=caps.per_entry, per_organisation=caps.per_organisation,
        organisation_scope=caps.scope, organisation_method=caps.method, collected=method.collected,
    )  # fmt: skip
    return ranking, awards


def _named(method: Method) -> set[Any]:
    """Tracks that the method gives places to, with or without entrants."""
    numbers = [number for tier in method.tiers for number in (tier.places, tier.cap_per_track)]
    return {track for number in numbers if isinstance(number, Mapping) for track in number}


def keys_of(
    table: ScoreTable, method: Method, columns: Mapping[Any, Mapping[str, Exact]] | None = None
) -> dict[Any, dict[str, Exact]]:
    """For every entry the exact values of the method's tie-break chain, higher being better.

    "mean" is the score without dropping, "median" the median, "first_places" how many judges put
    the entry (jointly) first of those they read, "spread" the range of totals, negated,
    "criterion:NAME" the plain mean on one criterion, "column:NAME" a number of the entrant's own,
    from `columns`; without those, keys of that kind are left out.
    """
    names = [name for name in method.chain if columns is not None or not name.startswith("column:")]
    values = {name: _key(name, table, method, columns=columns or {}) for name in names}
    return {entry: {name: values[name][entry] for name in names} for entry in table.entries}


def _key(
    name: str, table: ScoreTable, method: Method, *, columns: Mapping[Any, Mapping[str, Exact]]
) -> Mapping[Any, Exact]:
    kind, _, rest = name.partition(":")
    if kind == "criterion":
        return criterion_means(table).of(rest)
    if kind == "column":
        missing = [entry for entry in table.entries if rest not in columns[entry]]
        if missing:
            raise ColumnError(f"the tie-break column {rest!r} is missing; add it", entry=missing[0])
        return {entry: columns[entry][rest] for entry in table.entries}
    if kind in ("mean", "median"):
        scores = aggregate(table, method.weights, "mean" if kind == "mean" else "median")
        return dict(zip(scores.entries, scores.hundredths.tolist(), strict=True))
    totals = sheet_totals(table, weighting(table, method.weights))
    numbers = _first_places(table, totals) if kind == "first_places" else _narrowness(table, totals)
    return dict(zip(table.entries, numbers.tolist(), strict=True))


def _first_places(table: ScoreTable, totals: Numbers) -> Numbers:
    cells = table.cells
    by_judge = np.argsort(cells.judge, kind="stable")
    starts = np.flatnonzero(np.diff(cells.judge[by_judge], prepend=-1))
    best = np.maximum.reduceat(totals[by_judge], starts)
    counts: Numbers = np.add.reduceat((totals == best[cells.judge]).astype(np.int64), cells.first)
    return counts


def _narrowness(table: ScoreTable, totals: Numbers) -> Numbers:
    first = table.cells.first
    spread: Numbers = np.minimum.reduceat(totals, first) - np.maximum.reduceat(totals, first)
    return spread


def _candidate(entrant: Entrant, score: int, keys: Mapping[str, Exact]) -> Candidate:
    work = entrant.entry if entrant.belongs_to is None else entrant.belongs_to
    return Candidate(
        entrant.entry, work, entrant.track, entrant.organisation, score, keys,
        entrant.preference, entrant.barred,
    )  # fmt: skip


def _require_all(entries: Sequence[Any], known: Mapping[Any, Entrant]) -> None:
    missing = [entry for entry in entries if entry not in known]
    if missing:
        raise ColumnError("it has scores but is not among the entrants; add it", entry=missing[0])
