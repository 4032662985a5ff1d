"""Editions belong to a later room; this one reaches them through its own relations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload
from sqlalchemy.orm.interfaces import LoaderOption

from app.accounts.models import Person, RoleGrant
from app.accounts.rules import editions_of, is_administrator
from app.core.db import db
from app.core.errors import NotFound

if TYPE_CHECKING:
    from app.programmes.models import Edition


def edition_class() -> type[Edition]:
    found: type[Edition] = sa.inspect(RoleGrant).relationships["edition"].mapper.class_
    return found


def with_title(relation: InstrumentedAttribute[Any]) -> LoaderOption:
    """Load the editions behind `relation` with what their titles are made of."""
    edition = edition_class()
    return joinedload(relation).options(joinedload(edition.current_version), joinedload(edition.programme))


def get_edition(public_id: str) -> Edition:
    edition = edition_class()
    found = db.session.scalar(sa.select(edition).where(edition.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def get_open_edition(public_id: str) -> Edition:
    """An edition with rules in force, as everybody knows it."""
    found = get_edition(public_id)
    if found.current_version_id is None:
        raise NotFound
    return found


def editions_to_staff(person: Person, now: datetime) -> Sequence[Edition]:
    """Where the person may invite: an officer in their editions, an administrator in all that are not archived."""
    edition = edition_class()
    query = sa.select(edition).where(edition.archived_at.is_(None)).order_by(edition.id.desc())
    if not is_administrator(person, None, now):
        query = query.where(edition.id.in_(editions_of(person, "officer", now)))
    return db.session.scalars(
        query.options(joinedload(edition.current_version), joinedload(edition.programme))
    ).all()
