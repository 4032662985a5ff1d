"""What the public may read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.programmes.models import Edition, Programme
from app.results.models import PrizeList, PrizeListState, Publication, PublicNotice


def find_publication(slug: str, year: int) -> Publication | None:
    """The latest publication of a programme's edition, not of an archived one."""
    return db.session.scalar(
        sa.select(Publication)
        .join(Publication.edition)
        .join(Edition.programme)
        .where(Programme.slug == slug, Edition.year == year, Edition.archived_at.is_(None))
        .order_by(Publication.number.desc())
        .limit(1)
        .options(joinedload(Publication.edition))
    )


def get_publication(slug: str, year: int) -> Publication:
    """The latest publication; until there is one, nothing is there."""
    publication = find_publication(slug, year)
    if publication is None:
        raise NotFound
    return publication


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
