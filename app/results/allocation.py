"""From the rankings of a direction to its prizes: what `scoring.prizes` needs goes in, rows for the list come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import _, need
from app.programmes.models import Direction, Stage
from app.programmes.rulebook import Direction as DirectionRules
from app.programmes.rulebook import Tier
from app.results.models import Ranking, RankingRow, TieDecision
from app.results.queries import latest_ranking, open_tie_groups, rows_of, scores_by_candidacy
from app.results.ranking import prizes
from app.results.rules import ties_are_settled


@dataclass(frozen=True, slots=True)
class Place:
    candidacy_id: int
    tier: str
    score: int | None
    reason: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Empty:
    direction: str
    track_id: int | None
    tier: str
    places: int
    reason: dict[str, Any]


@dataclass(slots=True)
class Allocation:
    """The places of one direction.

    `displaced`: places that an entry ranked for and did not take. `open_ties`: ranking and its rows that must be put
    in order on record first.
    """

    places: list[Place] = field(default_factory=list)
    vacancies: list[Empty] = field(default_factory=list)
    displaced: list[Place] = field(default_factory=list)
    open_ties: list[tuple[Ranking, list[RankingRow]]] = field(default_factory=list)


def allocate_direction(direction: Direction) -> Allocation:
    """Fill the tiers of a direction: winners first, then those who are collected besides."""
    book = direction.edition.rulebook.direction(direction.code)
    result, winners = Allocation(), set[int]()
    for outcome in ("winner", "collected"):
        for stage_code in dict.fromkeys(book.deciding_stage(t).code for t in book.prizes if t.outcome == outcome):
            tiers = [t for t in book.prizes if t.outcome == outcome and book.deciding_stage(t).code == stage_code]
            field_ = _Field(direction, book, stage_code)
            _fill(result, field_, tiers, already=winners if outcome == "collected" else set())
        winners |= {place.candidacy_id for place in result.places}
    _collect_winners(result, book)
    return result


class _Field:
    """Everyone ranked in one stage, as candidates."""

    def __init__(self, direction: Direction, book: DirectionRules, stage_code: str) -> None:
        self.direction, self.book = direction, book
        stages = {s.code: s for s in direction.edition.stages if s.direction_id == direction.id}
        self.ranking = _ranking(stages[stage_code])
        self.rows = {candidate_id(row): row for row in rows_of(self.ranking)}
        self._scores = {code: _scores(stage) for code, stage in stages.items()}
        self.chain: list[str] = list(self.ranking.facts.get("chain", []))

    def candidates(self, tiers: Sequence[Tier], *, already: set[int]) -> list[Any]:
        return [
            self._candidate(label, row, tiers)
            for label, row in self.rows.items()
            if row.stage_entry.candidacy_id not in already
        ]

    def _candidate(self, label: str, row: RankingRow, tiers: Sequence[Tier]) -> Any:
        entry = row.stage_entry.candidacy.entry
        score = row.score if row.score is not None else Fraction(row.yes or 0, row.base or 1)
        return prizes().Candidate(
            id=label, entry=str(entry.number), track=row.track.code, score=score,
            organisation=entry.organisation_id, preference=row.stage_entry.candidacy.slot,
            keys={name: row.tie_keys.get(name, 0) for name in self.chain}, barred=self._barred(row, tiers),
        )  # fmt: skip

    def _barred(self, row: RankingRow, tiers: Sequence[Tier]) -> str:
        """Not passed by the ballot, or below a minimum that is read from another stage."""
        if row.passed is False:
            return "not_passed"
        for tier in tiers:
            stage = tier.minimum_stage
            elsewhere = stage and stage != self.ranking.stage.code
            reached = self._scores[stage].get(row.stage_entry.candidacy_id, 0) if stage and elsewhere else 0
            if elsewhere and reached < (tier.minimum_score or 0):
                return "below_minimum"
        return ""

    def tier_rule(self, tier: Tier, *, taken: int) -> Any:
        own = tier.minimum_score if tier.minimum_stage == self.ranking.stage.code else None
        places = len(self.rows) if tier.places is None else max(tier.places - taken, 0)
        return prizes().TierRule(tier.code, places, tier.scope, floor=own, cap_per_track=dict(tier.caps) or None)

    def decisions(self) -> list[Any]:
        label_of = {row.stage_entry.public_id: label for label, row in self.rows.items()}
        in_force = sa.and_(TieDecision.ranking_id == self.ranking.id, TieDecision.in_force)
        orders = db.session.scalars(sa.select(TieDecision.order).where(in_force))
        return [prizes().Decision(tuple(label_of[public_id] for public_id in order)) for order in orders]


def _fill(result: Allocation, own: _Field, tiers: Sequence[Tier], *, already: set[int]) -> None:
    taken = len(already) if any(tier.places is not None for tier in tiers) else 0
    found = prizes().allocate(
        own.candidates(tiers, already=already),
        [own.tier_rule(tier, taken=taken) for tier in tiers],
        tracks=[track.code for track in own.book.tracks],
        chain=own.chain,
        decisions=own.decisions(),
        per_entry=min(tier.wins_per_entry for tier in tiers),
    )
    result.places += [_place(award, own) for award in found.winners]
    result.displaced += [_place(displaced, own) for displaced in found.displaced]
    result.vacancies += _vacancies(found, own, tiers)
    result.open_ties += [(own.ranking, [own.rows[label] for label in tie.ids]) for tie in found.unresolved]


def _place(outcome: Any, own: _Field) -> Place:
    row = own.rows[outcome.id]
    return Place(row.stage_entry.candidacy_id, outcome.tier, row.score, said(outcome.reason))


def _vacancies(found: Any, own: _Field, tiers: Sequence[Tier]) -> list[Empty]:
    """Places that a limited tier leaves empty, together where they lie together."""
    limited = {tier.code for tier in tiers if tier.places is not None}
    track_id = {track.code: track.id for track in own.direction.edition.tracks}
    grouped: dict[tuple[str, str | None], list[Any]] = {}
    for vacancy in found.vacancies:
        if vacancy.tier in limited:
            grouped.setdefault((vacancy.tier, vacancy.unit), []).append(vacancy)
    return [
        Empty(own.direction.code, track_id[unit] if unit else None, tier, len(same), said(same[0].reason))
        for (tier, unit), same in grouped.items()
    ]


def _collect_winners(result: Allocation, book: DirectionRules) -> None:
    """Winners of a tier that says so are collected too, under the tier of those collected."""
    collected = next((tier.code for tier in book.prizes if tier.outcome == "collected"), None)
    also = {tier.code for tier in book.prizes if tier.also_collected}
    if collected is None:
        return
    result.places += [
        Place(place.candidacy_id, collected, place.score, {"code": "winner_collected"})
        for place in list(result.places)
        if place.tier in also
    ]


def candidate_id(row: RankingRow) -> str:
    """The same on every database: the entry's number and the slot of its candidacy."""
    candidacy = row.stage_entry.candidacy
    return f"{candidacy.entry.number}/{candidacy.slot}"


def said(reason: Any) -> dict[str, Any]:
    """A reason as JSON; fractions and labels as text."""
    return {"code": reason.code, **{name: _plain(value) for name, value in reason.params.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value if isinstance(value, int | str | bool) or value is None else str(value)


def _ranking(stage: Stage) -> Ranking:
    ranking = latest_ranking(stage)
    enforce(need(ranking, _("The stage “%(stage)s” has not been ranked."), stage=stage.name))
    assert ranking is not None
    enforce(ties_are_settled(len(open_tie_groups(ranking))))
    return ranking


def _scores(stage: Stage) -> dict[int, int]:
    ranking = latest_ranking(stage)
    return scores_by_candidacy(ranking) if ranking else {}
