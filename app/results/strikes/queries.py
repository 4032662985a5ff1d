"""Which entries are struck, and what is under way about one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, Entry
from app.judging.models import StageEntry
from app.people.models import Person, Representation
from app.programmes.corrections.results_hooks import answers
from app.programmes.models import Edition
from app.results.models import Prize, PrizeList
from app.results.publications.queries import latest_publication
from app.results.rankings.models import Ranking, RankingRow
from app.results.strikes.models import Strike, StrikeState

STRUCK = sa.exists().where(Strike.entry_id == Entry.id, Strike.state == StrikeState.AGREED)
"""Of an entry: whether it was struck."""


def get_strike(public_id: str) -> Strike:
    strike = db.session.scalar(
        sa.select(Strike)
        .where(Strike.public_id == public_id)
        .options(
            joinedload(Strike.entry).options(joinedload(Entry.edition), joinedload(Entry.organisation)),
            joinedload(Strike.asked_by),
            joinedload(Strike.proposed_by),
            joinedload(Strike.decided_by),
        )
    )
    if strike is None:
        raise NotFound(public_id)
    return strike


def standing_strike(entry: Entry) -> Strike | None:
    """What was asked for, proposed or agreed to; what was refused stands no more."""
    own = sa.select(Strike).where(Strike.entry_id == entry.id, Strike.state != StrikeState.REFUSED)
    return db.session.scalar(own)


def latest_strike(entry: Entry) -> Strike | None:
    own = sa.select(Strike).where(Strike.entry_id == entry.id).order_by(Strike.id.desc()).limit(1)
    return db.session.scalar(own)


def is_struck(entry: Entry) -> bool:
    standing = standing_strike(entry)
    return standing is not None and standing.state == StrikeState.AGREED


def strikes_in(edition: Edition, person: Person, now: datetime) -> Sequence[Strike]:
    """Every strike of an edition, the latest first, of entries that the person may know of."""
    return db.session.scalars(
        sa.select(Strike)
        .join(Strike.entry)
        .where(Entry.edition_id == edition.id, VISIBLE)
        .options(contains_eager(Strike.entry).joinedload(Entry.organisation))
        .order_by(Strike.id.desc()),
        reader(person, now),
    ).all()


def waiting_strikes(edition_ids: Collection[int], state: StrikeState, *, to: Person) -> Sequence[Strike]:
    """Of these editions what waits in that state, as far as the reader may know of it; the longest waiting first."""
    return db.session.scalars(
        sa.select(Strike)
        .join(Strike.entry)
        .where(Entry.edition_id.in_(edition_ids), Strike.state == state, VISIBLE)
        .options(
            contains_eager(Strike.entry)
            .joinedload(Entry.edition)
            .options(joinedload(Edition.programme), joinedload(Edition.current_version))
        )
        .order_by(Strike.id),
        reader(to, clock.now()),
    ).all()


def struck_candidacies(edition: Edition) -> set[int]:
    rows = sa.select(Candidacy.id).join(Candidacy.entry).where(Entry.edition_id == edition.id, STRUCK)
    return set(db.session.scalars(rows))


def struck_on(prize_list: PrizeList) -> set[int]:
    """Candidacies that a list names and that were struck since."""
    rows = (
        sa.select(Prize.candidacy_id)
        .join(Prize.candidacy)
        .join(Candidacy.entry)
        .where(Prize.prize_list_id == prize_list.id, STRUCK)
    )
    return set(db.session.scalars(rows))


def struck_numbers(prize_list: PrizeList) -> list[str]:
    """The numbers of entries that a published list names and that were struck since."""
    rows = (
        sa.select(Entry.number)
        .join(Candidacy, Candidacy.entry_id == Entry.id)
        .join(Prize, Prize.candidacy_id == Candidacy.id)
        .where(Prize.prize_list_id == prize_list.id, STRUCK)
        .distinct()
    )
    return sorted(str(number) for number in db.session.scalars(rows))


@answers("names_struck")
def names_struck(edition_id: int) -> bool:
    """Whether the list that everybody reads names an entry that was struck since."""
    publication = latest_publication(edition_id)
    return publication is not None and bool(struck_on(publication.prize_list))


def ranks_struck(ranking: Ranking) -> bool:
    """Whether an entry of a ranking was struck since."""
    rows = (
        sa.select(RankingRow.id)
        .join(RankingRow.stage_entry)
        .join(StageEntry.candidacy)
        .join(Candidacy.entry)
        .where(RankingRow.ranking_id == ranking.id, STRUCK)
    )
    return db.session.scalar(rows.limit(1)) is not None


def applicants_of(entry: Entry, now: datetime) -> Sequence[Person]:
    """Who hears of an entry: who began it, and the person who applies or those who act for the organisation."""
    acting = sa.select(Representation.person_id).where(
        Representation.organisation_id == entry.organisation_id,
        Representation.since <= now,
        sa.or_(Representation.until.is_(None), Representation.until > now),
    )
    own = sa.or_(Person.id.in_(acting), Person.id.in_([entry.created_by_id, entry.person_id or 0]))
    return db.session.scalars(
        sa.select(Person).where(own, Person.disabled_at.is_(None)).order_by(Person.id)
    ).all()
