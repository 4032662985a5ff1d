"""A prize list as its page shows it: by direction, tier and track, with what stays vacant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, Entry
from app.people.models import Person
from app.programmes.models import Edition
from app.programmes.rulebook import DirectionRules, Tier
from app.results.models import Displaced, Prize, PrizeList, Vacancy


def prizes_of(prize_list: PrizeList) -> Sequence[Prize]:
    """The list as drawn up, each place with its entry, applicant and track at hand."""
    from app.entries.models import Entry

    return db.session.scalars(
        sa.select(Prize)
        .where(Prize.prize_list_id == prize_list.id)
        .options(
            joinedload(Prize.candidacy).options(
                joinedload(Candidacy.track),
                joinedload(Candidacy.entry).options(
                    joinedload(Entry.organisation), joinedload(Entry.person), joinedload(Entry.direction)
                ),
            )
        )
        .order_by(Prize.position)
    ).all()


def get_prize_list(public_id: str) -> PrizeList:
    prize_list = db.session.scalar(
        sa.select(PrizeList)
        .where(PrizeList.public_id == public_id)
        .options(
            joinedload(PrizeList.edition).joinedload(Edition.programme),
            joinedload(PrizeList.rulebook_version),
            joinedload(PrizeList.drawn_up_by),
            joinedload(PrizeList.decided_by),
        )
    )
    if prize_list is None:
        raise NotFound(public_id)
    return prize_list


Row = TypeVar("Row", Prize, Displaced)


@dataclass(slots=True)
class TierGroup:
    """What became of one tier."""

    direction: DirectionRules
    tier: Tier
    prizes: list[Prize] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)
    displaced: list[Displaced] = field(default_factory=list)


def groups_of(prize_list: PrizeList, person: Person, now: datetime) -> list[TierGroup]:
    """Every tier of the rule-book, the highest first, without what the person has a conflict of interest with."""
    book = prize_list.rulebook_version.rulebook
    groups = {(d.code, tier.code): TierGroup(d, tier) for d in book.directions for tier in d.prizes}
    for prize in _visible(Prize, prize_list, reader(person, now)):
        groups[prize.candidacy.entry.direction.code, prize.tier].prizes.append(prize)
    for displaced in _visible(Displaced, prize_list, reader(person, now)):
        groups[displaced.candidacy.entry.direction.code, displaced.tier].displaced.append(displaced)
    for vacancy in _vacancies(prize_list):
        groups[vacancy.direction_code, vacancy.tier].vacancies.append(vacancy)
    for group in groups.values():
        by_track = group.tier.scope == "track"
        group.prizes.sort(
            key=lambda prize: (prize.candidacy.track.position if by_track else 0, prize.position)
        )
    return list(groups.values())


def _visible(kind: type[Row], prize_list: PrizeList, params: Mapping[str, Any]) -> Sequence[Row]:
    """Rows with entry, applicant and track at hand."""
    return db.session.scalars(
        sa.select(kind)
        .join(kind.candidacy)
        .join(Candidacy.entry)
        .where(kind.prize_list_id == prize_list.id, VISIBLE)
        .options(
            contains_eager(kind.candidacy).options(
                joinedload(Candidacy.track),
                contains_eager(Candidacy.entry).options(
                    joinedload(Entry.organisation), joinedload(Entry.person), joinedload(Entry.direction)
                ),
            )
        )
        .order_by(kind.id),
        params,
    ).all()


def _vacancies(prize_list: PrizeList) -> Sequence[Vacancy]:
    return db.session.scalars(
        sa.select(Vacancy)
        .where(Vacancy.prize_list_id == prize_list.id)
        .options(joinedload(Vacancy.track))
        .order_by(Vacancy.id)
    ).all()
