"""What the public may read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.programmes.corrections.models import Correction
from app.programmes.editions.queries import LIVE_FIRST
from app.programmes.models import Edition, Programme
from app.results.models import PrizeList, PrizeListState, Publication, PublicNotice


def publications_of(edition_id: int) -> Sequence[Publication]:
    """Every version that was published, the latest first."""
    return db.session.scalars(
        sa.select(Publication)
        .where(Publication.edition_id == edition_id)
        .options(joinedload(Publication.prize_list).joinedload(PrizeList.correction))
        .order_by(Publication.number.desc())
    ).all()


def latest_publication(edition_id: int) -> Publication | None:
    latest = (
        sa.select(Publication).where(Publication.edition_id == edition_id).order_by(Publication.number.desc())
    )
    return db.session.scalar(latest.limit(1))


def find_publication(slug: str, year: int, *, number: int | None = None) -> Publication | None:
    """The latest publication of a programme's edition, or that of this number; one of an archived edition stays."""
    wanted = [Publication.number == number] if number is not None else []
    return db.session.scalar(
        sa.select(Publication)
        .join(Publication.edition)
        .join(Edition.programme)
        .where(Programme.slug == slug, Edition.year == year, *wanted)
        .order_by(*LIVE_FIRST, Publication.number.desc())
        .limit(1)
        .options(
            joinedload(Publication.edition),
            joinedload(Publication.prize_list).joinedload(PrizeList.rulebook_version),
        )
    )


def get_publication(slug: str, year: int, number: int | None = None) -> Publication:
    """The latest publication, or that of this number; until there is one, nothing is there."""
    publication = find_publication(slug, year, number=number)
    if publication is None:
        raise NotFound
    return publication


@dataclass(frozen=True, slots=True)
class Version:
    """What was published when, and the note of the correction that it came out of, if any."""

    number: int
    published_at: datetime
    note: Mapping[str, str] | None


def versions_of(publication: Publication) -> list[Version]:
    """Every version of what was published, the latest first."""
    rows = db.session.execute(
        sa.select(Publication.number, Publication.published_at, Correction.note)
        .join(Publication.prize_list)
        .outerjoin(PrizeList.correction)
        .where(Publication.edition_id == publication.edition_id)
        .order_by(Publication.number.desc())
    )
    return [Version(number, at, note) for number, at, note in rows]


def document_before(publication: Publication) -> str:
    """The text of the version that this one stands before."""
    before = (Publication.edition_id == publication.edition_id, Publication.number == publication.number - 1)
    return str(db.session.scalars(sa.select(Publication.document).where(*before)).one())


def announced(editions: Collection[Edition], now: datetime) -> dict[int, Literal["winners", "notice"]]:
    """Which editions have winners for the public to read, and which a list under notice, by id; one query."""
    posted = sa.and_(
        PublicNotice.starts_at <= now,
        PrizeList.state.in_((PrizeListState.APPROVED, PrizeListState.PUBLISHED)),
    )
    rows = db.session.execute(
        sa.select(PrizeList.edition_id, sa.func.count(Publication.id))
        .outerjoin(Publication, Publication.prize_list_id == PrizeList.id)
        .outerjoin(PublicNotice, PublicNotice.prize_list_id == PrizeList.id)
        .where(
            PrizeList.edition_id.in_([e.id for e in editions]), sa.or_(Publication.id.is_not(None), posted)
        )
        .group_by(PrizeList.edition_id)
    )
    return {edition: "winners" if published else "notice" for edition, published in rows}
