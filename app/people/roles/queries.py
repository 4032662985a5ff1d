"""Who holds which role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.people.models import Person, Role, RoleGrant
from app.people.roles.rules import OfEdition


def get_grant(public_id: str) -> RoleGrant:
    found = db.session.scalar(sa.select(RoleGrant).where(RoleGrant.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def roles_of(person: Person, now: datetime) -> Sequence[RoleGrant]:
    """The roles that this person holds now."""
    return db.session.scalars(
        sa.select(RoleGrant).where(RoleGrant.person_id == person.id, is_live(now)).order_by(RoleGrant.id)
    ).all()


def holders(edition: OfEdition | None, *, after: str, now: datetime) -> Page[RoleGrant]:
    """A page of the people with a role there, by the sound of their names."""
    query = (
        sa.select(RoleGrant)
        .join(RoleGrant.person)
        .where(_in(edition), is_live(now))
        .options(contains_eager(RoleGrant.person))
    )
    return page_of(query, order=(Person.sort_key, RoleGrant.id), name=RoleGrant.public_id, after=after)


def administrators(now: datetime, *, lock: bool = False) -> Sequence[RoleGrant]:
    """Who administers the installation; `lock` keeps the answer true until the transaction ends."""
    query = (
        sa.select(RoleGrant)
        .join(RoleGrant.person)
        .where(RoleGrant.role == Role.ADMINISTRATOR, is_live(now), Person.disabled_at.is_(None))
        .order_by(RoleGrant.id)
        .options(contains_eager(RoleGrant.person))
    )
    return db.session.scalars(query.with_for_update(of=RoleGrant) if lock else query).all()


def people_in_office(role: Role, *, edition_id: int | None, now: datetime) -> Sequence[Person]:
    """Who holds the role now; without an edition, in the whole installation."""
    return db.session.scalars(
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == role,
            RoleGrant.edition_id == edition_id if edition_id else RoleGrant.edition_id.is_(None),
            is_live(now),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.id)
    ).all()


def is_live(now: datetime) -> sa.ColumnElement[bool]:
    """Grants that stand now."""
    return sa.and_(RoleGrant.starts_at <= now, RoleGrant.ends_at > now)


def _in(edition: OfEdition | None) -> sa.ColumnElement[bool]:
    return RoleGrant.edition_id == edition.id if edition else RoleGrant.edition_id.is_(None)
