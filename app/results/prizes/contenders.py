"""Everyone ranked in one stage, as the allocation of prizes wants them; and how the database tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import _, need
from app.programmes.models import Direction, Stage
from app.programmes.rulebook import DirectionRules
from app.results.rankings import rules
from app.results.rankings.inputs import label_of
from app.results.rankings.models import Ranking, RankingRow, TieDecision
from app.results.rankings.queries import latest_ranking, rows_of, scores_by_candidacy
from app.results.rankings.ranking_view import is_current
from app.results.ties.queries import open_tie_groups


@dataclass(frozen=True, slots=True)
class Contender:
    """A candidacy as ranked. `label`: the entry's number and the slot, the same on every database.

    `strength` is what ranks: the score in hundredths, or of a ballot the share of yes.
    """

    label: str
    candidacy_id: int
    entry: str
    track: str
    score: int | None
    strength: int | Fraction
    keys: Mapping[str, int]
    preference: int = 1
    organisation: int | None = None
    passed: bool = True
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Contenders:
    """`decisions`: the tied, by label, in the order that the panel decided."""

    stage: str
    contenders: tuple[Contender, ...]
    chain: tuple[str, ...] = ()
    decisions: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """The latest ranking of a stage, with its rows by label."""

    ranking: Ranking
    rows: Mapping[str, RankingRow]


@dataclass(slots=True)
class Fields:
    """What the prizes of a direction are drawn from. `scores`: by stage, then by candidacy."""

    track_ids: Mapping[str, int]
    by_stage: dict[str, Contenders] = field(default_factory=dict)
    scores: dict[str, Mapping[int, int]] = field(default_factory=dict)
    ranked: dict[str, Ranked] = field(default_factory=dict)


def fields_of(direction: Direction, book: DirectionRules, struck: Collection[int]) -> Fields:
    """Of every stage that fills a tier; `struck`: candidacies that were struck since they were judged."""
    stages = {s.code: s for s in direction.edition.stages if s.direction_id == direction.id}
    tracks = {
        track.code: track.id for track in direction.edition.tracks if track.direction_id == direction.id
    }
    found = Fields(tracks, scores={code: _scores(stage) for code, stage in stages.items()})
    for code in dict.fromkeys(book.deciding_stage(tier).code for tier in book.prizes):
        ranking = _ranking(stages[code])
        ranked = Ranked(ranking, {label_of(row.stage_entry.candidacy): row for row in rows_of(ranking)})
        found.ranked[code], found.by_stage[code] = ranked, _field(code, ranked, struck)
    return found


def _field(code: str, ranked: Ranked, struck: Collection[int]) -> Contenders:
    contenders = tuple(_contender(label, row, struck) for label, row in ranked.rows.items())
    return Contenders(code, contenders, tuple(ranked.ranking.facts.get("chain", ())), _decisions(ranked))


def _contender(label: str, row: RankingRow, struck: Collection[int]) -> Contender:
    candidacy = row.stage_entry.candidacy
    strength = row.score if row.score is not None else Fraction(row.yes or 0, row.base or 1)
    return Contender(
        label,
        candidacy.id,
        str(candidacy.entry.number),
        row.track.code,
        row.score,
        strength,
        row.tie_keys,
        preference=candidacy.slot,
        organisation=candidacy.entry.organisation_id,
        passed=row.passed is not False,
        struck=candidacy.id in struck,
    )


def _decisions(ranked: Ranked) -> tuple[tuple[str, ...], ...]:
    labels = {row.stage_entry.public_id: label for label, row in ranked.rows.items()}
    own = sa.select(TieDecision.order).where(
        TieDecision.ranking_id == ranked.ranking.id, TieDecision.in_force
    )
    return tuple(tuple(labels[public_id] for public_id in order) for order in db.session.scalars(own))


def _ranking(stage: Stage) -> Ranking:
    ranking = latest_ranking(stage)
    enforce(need(ranking, _("The stage “%(stage)s” has not been ranked."), stage=stage.name))
    assert ranking is not None
    enforce(rules.is_current(is_current(ranking)))
    enforce(rules.ties_are_settled(len(open_tie_groups(ranking))))
    return ranking


def _scores(stage: Stage) -> dict[int, int]:
    ranking = latest_ranking(stage)
    return scores_by_candidacy(ranking) if ranking else {}
