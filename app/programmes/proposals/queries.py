"""Versions of a rule-book, and the one that waits for a second person."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.programmes.models import Edition, RulebookVersion


def get_version(public_id: str) -> RulebookVersion:
    version = db.session.scalar(
        sa.select(RulebookVersion)
        .where(RulebookVersion.public_id == public_id)
        .options(joinedload(RulebookVersion.edition).joinedload(Edition.programme))
    )
    if version is None:
        raise NotFound(public_id)
    return version


def versions_of(edition: Edition) -> Sequence[RulebookVersion]:
    return db.session.scalars(
        sa.select(RulebookVersion)
        .where(RulebookVersion.edition_id == edition.id)
        .order_by(RulebookVersion.number)
    ).all()


def proposal_of(edition: Edition) -> RulebookVersion | None:
    """The version that waits for a second person."""
    return next((version for version in versions_of(edition) if version.is_pending), None)
