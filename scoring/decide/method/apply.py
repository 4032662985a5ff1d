"""A method applied: from a score table to a ranking, from a ranking to prizes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scoring.data.errors import ColumnError
from scoring.data.labels import clean_fields
from scoring.data.table import ScoreTable
from scoring.decide.aggregate import aggregate
from scoring.decide.method.parse import Method
from scoring.decide.method.tie_breaks import keys_of
from scoring.decide.prizes import AwardList, Candidate, Decision, Draw, allocate
from scoring.decide.prizes.rules import Exact, in_order
from scoring.decide.scores import Aggregate

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

    def __post_init__(self) -> None:
        clean_fields(self, "entry", "track", "organisation", "belongs_to")


@dataclass(frozen=True, eq=False)
class Ranking:
    """Scores and places within each track, the tie-break keys beside them."""

    scores: Aggregate
    tracks: Mapping[Any, Any]
    places: Mapping[Any, int]
    keys: Mapping[Any, Mapping[str, Exact]]

    def columns(self) -> dict[str, list[Any]]:
        """By track and place; scores in points, keys as they are compared (higher is better)."""
        entries, scores = self.scores.entries, self.scores.columns()
        del scores["rank"]
        found = {
            "track": [self.tracks[entry] for entry in entries],
            "rank": [self.places[entry] for entry in entries],
            **scores,
            **{
                name: [self.keys[entry][name] for entry in entries]
                for name in next(iter(self.keys.values()), {})
            },
        }
        place = list(zip(found["track"], found["rank"], entries, strict=True))
        order = sorted(range(len(entries)), key=place.__getitem__)
        return {name: [values[code] for code in order] for name, values in found.items()}

    def to_frame(self) -> pd.DataFrame:
        """`columns` as a DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.columns())


def rank(table: ScoreTable, method: Method, entrants: Iterable[Entrant] = ()) -> Ranking:
    """Score every entry and place it within its track. Scores off the scale are refused by row.

    An entry tied with another by score shares its place; the keys are for prizes to break ties by.
    """
    known = _by_entry(entrants)
    due = [entrant.entry for entrant in known.values() if not entrant.barred]
    table = table.on_scale(method.scales)
    report = table.validate(entries={*table.entries, *due}, limit=1)
    report.raise_first("off_scale", "off_step", "entry_without_scores")
    scores = aggregate(
        table,
        method.weights,
        method.average,
        trim=method.trim,
        trim_level=method.trim_level,
        min_judges=method.min_judges,
    )
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
    known = _by_entry(entrants) or {entry: Entrant(entry) for entry in scored}
    candidates = [_candidate(known[entry], score, ranking.keys[entry]) for entry, score in scored.items()]
    caps = method.caps
    awards = allocate(
        candidates,
        method.tiers,
        ties=method.ties,
        chain=method.chain,
        decisions=decisions,
        draw=draw,
        tracks=in_order({entrant.track for entrant in known.values()} | _named(method), noun="tracks"),
        per_entry=caps.per_entry,
        per_organisation=caps.per_organisation,
        organisation_scope=caps.scope,
        organisation_method=caps.method,
        collected=method.collected,
    )
    return ranking, awards


def _by_entry(entrants: Iterable[Entrant]) -> dict[Any, Entrant]:
    known: dict[Any, Entrant] = {}
    for entrant in entrants:
        if entrant.entry in known:
            raise ColumnError("it is there twice among the entrants; keep one", entry=entrant.entry)
        known[entrant.entry] = entrant
    return known


def _named(method: Method) -> set[Any]:
    """Tracks that the method gives places to, with or without entrants."""
    numbers = [number for tier in method.tiers for number in (tier.places, tier.cap_per_track)]
    return {track for number in numbers if isinstance(number, Mapping) for track in number}


def _candidate(entrant: Entrant, score: int, keys: Mapping[str, Exact]) -> Candidate:
    work = entrant.entry if entrant.belongs_to is None else entrant.belongs_to
    return Candidate(
        entrant.entry,
        work,
        entrant.track,
        entrant.organisation,
        score,
        keys,
        entrant.preference,
        entrant.barred,
    )


def _require_all(entries: Sequence[Any], known: Mapping[Any, Entrant]) -> None:
    missing = [entry for entry in entries if entry not in known]
    if missing:
        raise ColumnError("it has scores but is not among the entrants; add it", entry=missing[0])
