"""Reads of corrections."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.programmes.corrections.models import Correction
from app.programmes.models import Edition


def get_correction(public_id: str) -> Correction:
    correction = db.session.scalar(
        sa.select(Correction)
        .where(Correction.public_id == public_id)
        .options(
            joinedload(Correction.edition).joinedload(Edition.programme), joinedload(Correction.asked_by)
        )
    )
    if correction is None:
        raise NotFound(public_id)
    return correction


def live_correction(edition_id: int) -> Correction | None:
    """The one that waits for a second person or is under way: an edition has one at most."""
    return db.session.scalar(
        sa.select(Correction).where(Correction.edition_id == edition_id, Correction.ended_at.is_(None))
    )


def correction_under_way(edition_id: int) -> Correction | None:
    live = live_correction(edition_id)
    return live if live and live.is_under_way else None


def public_corrections(edition_id: int) -> Sequence[Correction]:
    """Those that two people agreed to, the latest first: their notes are for everybody."""
    agreed = sa.select(Correction).where(
        Correction.edition_id == edition_id, Correction.agreed_at.is_not(None)
    )
    return db.session.scalars(agreed.order_by(Correction.number.desc())).all()
