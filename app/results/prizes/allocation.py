"""From the rankings of a direction to its prizes: what `scoring.prizes` needs goes in, rows for the list come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from app.programmes.models import Direction
from app.programmes.rulebook import DirectionRules, Tier
from app.results.prizes.contenders import Contender, Contenders, Fields, fields_of
from app.results.prizes.vacancies import Empty, reason_document, vacancies_of, vacancy_of_struck
from app.results.rankings.models import Ranking, RankingRow
from app.results.rankings.scoring_door import prizes
from app.results.strikes.queries import struck_candidacies

MINIMUM = "minimum:"
"""Before the code of a stage: the key that a minimum of that stage is compared with."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place that is taken. `by` holds it."""

    candidacy_id: int
    tier: str
    score: int | None
    reason: dict[str, Any]
    by: Contender


@dataclass(slots=True)
class Allocation:
    """The places of one direction. `displaced`: places that an entry ranked for and did not take.

    `open_ties`: by stage, the labels of those who must be put in order on record first.
    """

    places: list[Place] = field(default_factory=list)
    vacancies: list[Empty] = field(default_factory=list)
    displaced: list[Place] = field(default_factory=list)
    open_ties: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An allocation whose open ties are rows of their rankings."""

    places: Sequence[Place]
    vacancies: Sequence[Empty]
    displaced: Sequence[Place]
    open_ties: Sequence[tuple[Ranking, list[RankingRow]]]


def allocate_direction(direction: Direction) -> Drawn:
    """The places of a direction by the latest ranking of each stage that fills a tier."""
    rulebook = direction.edition.rulebook
    book = rulebook.direction(direction.code)
    fields = fields_of(direction, book, struck_candidacies(direction.edition))
    found = allocate(book, fields, kept_vacant=rulebook.struck_places == "vacant")
    ties = [(fields.ranked[stage], labels) for stage, labels in found.open_ties]
    open_ties = [(own.ranking, [own.rows[label] for label in labels]) for own, labels in ties]
    return Drawn(found.places, found.vacancies, found.displaced, open_ties)


def allocate(book: DirectionRules, fields: Fields, *, kept_vacant: bool = False) -> Allocation:
    """Fill the tiers of a direction: winners from the highest tier down, then those who are collected besides.

    The place of an entry that was struck goes to the next one, or (`kept_vacant`) to nobody.
    """
    result = Allocation()
    for outcome in ("winner", "collected"):
        own = (tier for tier in book.prizes if tier.outcome == outcome)
        for stage, tiers in groupby(own, key=lambda tier: book.deciding_stage(tier).code):
            _Filling(book, fields, fields.by_stage[stage], list(tiers), kept_vacant).into(result)
    _collect_winners(result, book)
    _vacate_struck(result, book, fields)
    return result


@dataclass(frozen=True, slots=True)
class _Filling:
    """Tiers of one outcome that follow each other and that one stage decides."""

    book: DirectionRules
    fields: Fields
    own: Contenders
    tiers: Sequence[Tier]
    kept_vacant: bool

    def into(self, result: Allocation) -> None:
        running = {each.label: each for each in self._running(result.places)}
        found = prizes().allocate(
            [self._candidate(each) for each in running.values()],
            [self._rule(tier, result.places) for tier in self.tiers],
            tracks=[track.code for track in self.book.tracks],
            chain=self.own.chain,
            ties="share" if self.book.shares_ties else "break",
            decisions=[prizes().Decision(order) for order in self.own.decisions],
            per_entry=self.tiers[0].wins_per_entry,
        )
        result.places += [_place(award, running) for award in found.winners]
        result.displaced += [_place(displaced, running) for displaced in found.displaced]
        result.vacancies += vacancies_of(
            found.vacancies, tiers=self.tiers, book=self.book, fields=self.fields
        )
        result.open_ties += [(self.own.stage, tie.ids) for tie in found.unresolved]

    def _running(self, places: Sequence[Place]) -> list[Contender]:
        """Whoever has no place yet, and whose entry has fewer than it may have."""
        placed, held = {place.candidacy_id for place in places}, Counter(place.by.entry for place in places)
        return [
            each
            for each in self.own.contenders
            if each.candidacy_id not in placed
            and held[each.entry] < self.tiers[0].wins_per_entry
            and (self.kept_vacant or not each.struck)
        ]

    def _candidate(self, contender: Contender) -> Any:
        return prizes().Candidate(
            id=contender.label,
            entry=contender.entry,
            track=contender.track,
            score=contender.strength,
            organisation=contender.organisation,
            preference=contender.preference,
            keys={
                **{name: contender.keys.get(name, 0) for name in self.own.chain},
                **self._minima(contender),
            },
            barred="" if contender.passed else "not_passed",
        )

    def _minima(self, contender: Contender) -> dict[str, int]:
        """Scores of other stages that a tier asks a minimum of."""
        asked = {tier.minimum_stage for tier in self.tiers if tier.minimum_stage}
        return {
            f"{MINIMUM}{stage}": self.fields.scores[stage].get(contender.candidacy_id, 0) for stage in asked
        }

    def _rule(self, tier: Tier, places: Iterable[Place]) -> Any:
        elsewhere = tier.minimum_stage not in (None, self.own.stage)
        taken = _collected_tracks(places, self.book) if tier is _collection(self.book) else Counter[str]()
        every_one = len(self.own.contenders) + taken.total()
        return prizes().TierRule(
            tier.code,
            every_one if tier.places is None else tier.places,
            tier.scope,
            taken=taken,
            floor=tier.minimum_score,
            floor_by=f"{MINIMUM}{tier.minimum_stage}" if elsewhere else "",
            cap_per_track=dict(tier.caps) or None,
        )


def _place(outcome: Any, running: Mapping[str, Contender]) -> Place:
    by = running[outcome.id]
    return Place(by.candidacy_id, outcome.tier, by.score, reason_document(outcome.reason), by)


def _collection(book: DirectionRules) -> Tier | None:
    """The tier under which winners are collected."""
    return next((tier for tier in book.prizes if tier.outcome == "collected"), None)


def _collected_winners(places: Iterable[Place], book: DirectionRules) -> list[Place]:
    also = {tier.code for tier in book.prizes if tier.also_collected}
    return [place for place in places if place.tier in also]


def _collected_tracks(places: Iterable[Place], book: DirectionRules) -> Counter[str]:
    """Winners that are collected too take up places of the collection, each in its track."""
    return Counter(place.by.track for place in _collected_winners(places, book))


def _collect_winners(result: Allocation, book: DirectionRules) -> None:
    if collected := _collection(book):
        result.places += [
            Place(place.candidacy_id, collected.code, place.score, {"code": "winner_collected"}, place.by)
            for place in _collected_winners(result.places, book)
        ]


def _vacate_struck(result: Allocation, book: DirectionRules, fields: Fields) -> None:
    """Where the rule-book lets nobody move up: the places of those who were struck are theirs no more."""
    for place in [place for place in result.places if place.by.struck]:
        result.places.remove(place)
        result.vacancies += vacancy_of_struck(book.tier(place.tier), place.by, book=book, fields=fields)
