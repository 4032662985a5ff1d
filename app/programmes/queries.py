"""Reads that several callers share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Person, Role, RoleGrant
from app.core.db import db
from app.core.errors import NotFound
from app.programmes.models import Direction, Edition, Programme, RulebookVersion, Stage


def find_edition(slug: str, year: int) -> Edition | None:
    """The live edition of a programme in a year, open or only proposed."""
    return db.session.scalar(
        sa.select(Edition).join(Edition.programme)
        .where(Programme.slug == slug, Edition.year == year, Edition.archived_at.is_(None))
    )  # fmt: skip


def get_open_edition(slug: str, year: int) -> Edition:
    """The edition as the public knows it: with rules in force."""
    edition = find_edition(slug, year)
    if edition is None or edition.current_version_id is None:
        raise NotFound(slug)
    return edition


def versions_of(edition: Edition) -> Sequence[RulebookVersion]:
    return db.session.scalars(
        sa.select(RulebookVersion)
        .where(RulebookVersion.edition_id == edition.id)
        .order_by(RulebookVersion.number)
    ).all()


def proposal_of(edition: Edition) -> RulebookVersion | None:
    """The version that waits for a second person."""
    return next((version for version in versions_of(edition) if version.is_pending), None)


def locked_stages(edition: Edition, *, lock: bool = False) -> set[tuple[str, str]]:
    """(direction, stage) whose rubric stands. `lock` holds the stages: no first sheet slips in between."""
    rows = sa.select(Stage, Direction.code).join(Stage.direction).where(Stage.edition_id == edition.id)
    if lock:
        rows = rows.order_by(Stage.id).with_for_update(of=Stage).execution_options(populate_existing=True)
    return {
        (direction, stage.code)
        for stage, direction in db.session.execute(rows)
        if stage.rubric_locked_at is not None
    }


def people_in_office(role: Role, *, edition_id: int | None, now: datetime) -> Sequence[Person]:
    """Who holds the role now; without an edition, the administrators of the installation."""
    return db.session.scalars(
        sa.select(Person).join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == role,
            RoleGrant.edition_id == edition_id if edition_id else RoleGrant.edition_id.is_(None),
            RoleGrant.starts_at <= now,
            RoleGrant.ends_at > now,
            Person.disabled_at.is_(None),
        )
        .order_by(Person.id)
    ).all()  # fmt: skip
