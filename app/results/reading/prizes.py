"""A prize list as its page shows it: by direction, tier and track, with what stays vacant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Person
from app.core.db import db
from app.entries.models import Candidacy, Entry
from app.programmes.rulebook import Direction, Tier
from app.results.models import Prize, PrizeList, Vacancy
from app.results.reading.ties import VISIBLE, reader


@dataclass(slots=True)
class TierGroup:
    """What became of one tier."""

    direction: Direction
    tier: Tier
    prizes: list[Prize] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)


def groups_of(prize_list: PrizeList, person: Person, now: datetime) -> list[TierGroup]:
    """Every tier of the rule-book, the highest first; entries that the person has a tie to are left out."""
    book = prize_list.rulebook_version.rulebook
    groups = {(d.code, tier.code): TierGroup(d, tier) for d in book.directions for tier in d.prizes}
    for prize in _visible(prize_list, person, now):
        groups[prize.candidacy.entry.direction.code, prize.tier].prizes.append(prize)
    for vacancy in _vacancies(prize_list):
        groups[vacancy.direction_code, vacancy.tier].vacancies.append(vacancy)
    for group in groups.values():
        if group.tier.scope == "track":
            group.prizes.sort(key=lambda prize: (prize.candidacy.track.position, prize.position))
    return list(groups.values())


def _visible(prize_list: PrizeList, person: Person, now: datetime) -> Sequence[Prize]:
    return db.session.scalars(
        sa.select(Prize)
        .join(Prize.candidacy)
        .join(Candidacy.entry)
        .where(Prize.prize_list_id == prize_list.id, VISIBLE)
        .options(
            contains_eager(Prize.candidacy).options(
                joinedload(Candidacy.track),
                contains_eager(Candidacy.entry).options(
                    joinedload(Entry.organisation), joinedload(Entry.person), joinedload(Entry.direction)
                ),
            )
        )
        .order_by(Prize.position),
        reader(person, now),
    ).all()


def _vacancies(prize_list: PrizeList) -> Sequence[Vacancy]:
    return db.session.scalars(
        sa.select(Vacancy)
        .where(Vacancy.prize_list_id == prize_list.id)
        .options(joinedload(Vacancy.track))
        .order_by(Vacancy.id)
    ).all()
