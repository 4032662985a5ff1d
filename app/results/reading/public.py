"""What the public may read."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.programmes.models import Edition, Programme
from app.results.models import PrizeList, PrizeListState, Publication, PublicNotice
from app.results.queries import find_publication


def get_publication(slug: str, year: int) -> Publication:
    """The latest publication; until there is one, nothing is there."""
    publication = find_publication(slug, year)
    if publication is None:
        raise NotFound
    return publication


def find_notice(slug: str, year: int, now: datetime) -> PublicNotice | None:
    """The latest notice of the edition that has begun and whose list still stands."""
    standing = (PrizeListState.APPROVED, PrizeListState.PUBLISHED)
    return db.session.scalar(
        sa.select(PublicNotice)
        .join(PublicNotice.prize_list)
        .join(PrizeList.edition)
        .join(Edition.programme)
        .where(
            Programme.slug == slug, Edition.year == year, Edition.archived_at.is_(None),
            PublicNotice.starts_at <= now, PrizeList.state.in_(standing),
        )
        .options(
            contains_eager(PublicNotice.prize_list).options(
                contains_eager(PrizeList.edition), joinedload(PrizeList.rulebook_version)
            )
        )
        .order_by(PublicNotice.id.desc())
        .limit(1)
    )  # fmt: skip
