"""The public notice of a list, and the latest one of an edition."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.core.db import db
from app.programmes.models import Edition, Programme
from app.results.models import PrizeList, PrizeListState, PublicNotice


def notice_of(prize_list: PrizeList) -> PublicNotice | None:
    return db.session.scalar(sa.select(PublicNotice).where(PublicNotice.prize_list_id == prize_list.id))


def find_notice(slug: str, year: int, now: datetime) -> PublicNotice | None:
    """The latest notice of the edition that has begun and whose list still stands."""
    standing = (PrizeListState.APPROVED, PrizeListState.PUBLISHED)
    return db.session.scalar(
        sa.select(PublicNotice)
        .join(PublicNotice.prize_list)
        .join(PrizeList.edition)
        .join(Edition.programme)
        .where(
            Programme.slug == slug,
            Edition.year == year,
            Edition.archived_at.is_(None),
            PublicNotice.starts_at <= now,
            PrizeList.state.in_(standing),
        )
        .options(
            contains_eager(PublicNotice.prize_list).options(
                contains_eager(PrizeList.edition), joinedload(PrizeList.rulebook_version)
            )
        )
        .order_by(PublicNotice.id.desc())
        .limit(1)
    )
