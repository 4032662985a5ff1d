"""Editions, by their year, their state or their reader, and how far judging has locked their rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload, undefer
from sqlalchemy.orm.interfaces import LoaderOption

from app.core.db import db
from app.core.errors import NotFound
from app.people.models import Person
from app.people.roles.rules import editions_of, is_administrator
from app.programmes.models import Direction, Edition, Programme, RulebookVersion, Stage, is_parsed
from app.programmes.rulebook import Judged

LIVE_FIRST = (Edition.archived_at.is_not(None), Edition.archived_at.desc())
"""The order in which editions of one programme and year are looked for."""


def find_edition(slug: str, year: int) -> Edition | None:
    """The live edition of a programme in a year, open or only proposed."""
    return db.session.scalar(
        sa.select(Edition)
        .join(Edition.programme)
        .where(Programme.slug == slug, Edition.year == year, Edition.archived_at.is_(None))
    )


def get_open_edition(slug: str, year: int) -> Edition:
    """The edition as the public knows it: with rules in force. One that is archived is still read, where none lives."""
    opened = (
        sa.select(Edition)
        .join(Edition.programme)
        .where(Programme.slug == slug, Edition.year == year, Edition.current_version_id.is_not(None))
    )
    edition = db.session.scalar(opened.order_by(*LIVE_FIRST).limit(1))
    if edition is None:
        raise NotFound(slug)
    return edition


def get_edition(public_id: str) -> Edition:
    """For the administration, open or not."""
    edition = db.session.scalar(
        sa.select(Edition).where(Edition.public_id == public_id).options(joinedload(Edition.programme))
    )
    if edition is None:
        raise NotFound(public_id)
    return edition


def get_open_edition_by_id(public_id: str) -> Edition:
    """An edition with rules in force, as everybody knows it."""
    edition = get_edition(public_id)
    if edition.current_version_id is None:
        raise NotFound(public_id)
    return edition


def titled_editions(ids: Collection[int]) -> dict[int, Edition]:
    """Editions by their numbers, with what their titles are made of."""
    rows = db.session.scalars(
        sa.select(Edition)
        .where(Edition.id.in_(ids))
        .options(joinedload(Edition.current_version), joinedload(Edition.programme))
    )
    return {edition.id: edition for edition in rows}


def open_editions(limit: int = 60) -> Sequence[Edition]:
    """Every edition with rules in force, the latest deadline first."""
    editions = db.session.scalars(
        _editions()
        .where(Edition.current_version_id.is_not(None))
        .order_by(Edition.closes_at.desc())
        .limit(limit)
    ).all()
    parse_all([edition.current_version for edition in editions if edition.current_version])
    return editions


def editions_for(person: Person, now: datetime, limit: int = 200) -> Sequence[Edition]:
    """The administration's list: whole for an administrator, else the editions of the person's offices.

    Real editions stay on it when they are archived; demonstrations that were renewed do not.
    """
    kept = sa.and_(~Edition.demonstration, Edition.current_version_id.is_not(None))
    found = (
        _editions(or_archived=kept).order_by(*LIVE_FIRST, Edition.year.desc(), Edition.id.desc()).limit(limit)
    )
    if not is_administrator(person, None, now):
        own = set().union(*(editions_of(person, role, now) for role in ("officer", "approver", "auditor")))
        found = found.where(Edition.id.in_(own))
    editions = db.session.scalars(found.options(selectinload(Edition.versions))).all()
    parse_all([version for edition in editions for version in edition.versions])
    return editions


def _editions(*, or_archived: sa.ColumnElement[bool] | None = None) -> sa.Select[Edition]:
    live = Edition.archived_at.is_(None)
    return (
        sa.select(Edition)
        .where(live if or_archived is None else sa.or_(live, or_archived))
        .options(joinedload(Edition.programme), joinedload(Edition.current_version))
    )


def parse_all(versions: Sequence[RulebookVersion]) -> None:
    """Read the texts of all books that are not in memory yet, in one query."""
    unread = [version.id for version in versions if not is_parsed(version)]
    if unread:
        text = sa.select(RulebookVersion).options(undefer(RulebookVersion.canonical_json))
        db.session.scalars(text.where(RulebookVersion.id.in_(unread))).all()


def has_archived(slug: str, year: int) -> bool:
    """Whether a real edition of that year is archived: it stays the one of its year."""
    archived = (
        sa.select(Edition.id)
        .join(Edition.programme)
        .where(
            Programme.slug == slug,
            Edition.year == year,
            Edition.archived_at.is_not(None),
            Edition.current_version_id.is_not(None),
            ~Edition.demonstration,
        )
    )
    return db.session.scalar(archived.limit(1)) is not None


def judged_stages(edition: Edition, *, lock: bool = False) -> Judged:
    """What judging has come to. `lock` holds the stages: no first sheet and no opening of a ballot slips in between."""
    rows = sa.select(Stage, Direction.code).join(Stage.direction).where(Stage.edition_id == edition.id)
    if lock:
        rows = rows.order_by(Stage.id).with_for_update(of=Stage).execution_options(populate_existing=True)
    found = [(stage, (direction, stage.code)) for stage, direction in db.session.execute(rows)]
    return Judged(
        frozenset(code for stage, code in found if stage.rubric_locked_at is not None),
        frozenset(code for stage, code in found if stage.settled_at is not None),
    )


def lock_edition(edition: Edition) -> None:
    """Until this transaction ends, nobody else changes the edition's rules or its results."""
    held = sa.select(Edition).where(Edition.id == edition.id).with_for_update(of=Edition, key_share=True)
    db.session.execute(held.execution_options(populate_existing=True))


def with_title(relation: InstrumentedAttribute[Any]) -> LoaderOption:
    """Load the editions behind `relation` with what their titles are made of."""
    return joinedload(relation).options(joinedload(Edition.current_version), joinedload(Edition.programme))


def editions_to_staff(person: Person, now: datetime) -> Sequence[Edition]:
    """Where the person may invite: an officer in their editions, an administrator in all that are not archived."""
    query = _editions().order_by(Edition.id.desc())
    if not is_administrator(person, None, now):
        query = query.where(Edition.id.in_(editions_of(person, "officer", now)))
    return db.session.scalars(query).all()
