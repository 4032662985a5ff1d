"""Reads that several callers share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Invitation, OneTimeToken, Person, Role, RoleGrant, SignInSession, TokenPurpose
from app.accounts.tokens import hash_of
from app.core.db import db
from app.core.errors import NotFound

if TYPE_CHECKING:
    from app.programmes.models import Edition


def find_person(email: str) -> Person | None:
    """The account of a normal address."""
    return db.session.scalar(sa.select(Person).where(Person.email == email))


def find_token(token: str, purpose: TokenPurpose, now: datetime) -> OneTimeToken | None:
    """The row of a mailed link that can still be used."""
    return db.session.scalar(
        sa.select(OneTimeToken).where(
            OneTimeToken.token_hash == hash_of(token),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now,
        )
    )


def get_invitation(token: str) -> Invitation:
    """The invitation of a mailed link, whatever has become of it."""
    found = db.session.scalar(sa.select(Invitation).where(Invitation.token_hash == hash_of(token)))
    if found is None:
        raise NotFound
    return found


def invitations_to(person: Person, now: datetime) -> Sequence[Invitation]:
    """What stands open for the verified address of this person."""
    if person.verified_at is None:
        return []
    return db.session.scalars(
        sa.select(Invitation)
        .where(Invitation.email == person.email, is_open(now))
        .options(joinedload(Invitation.edition))
        .order_by(Invitation.id)
    ).all()


def is_open(now: datetime) -> sa.ColumnElement[bool]:
    """The truth of `rules.is_open`, in SQL."""
    return sa.and_(
        Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now
    )


def is_live(now: datetime) -> sa.ColumnElement[bool]:
    """Grants that stand now."""
    return sa.and_(RoleGrant.starts_at <= now, RoleGrant.ends_at > now)


def administrators(now: datetime, *, lock: bool = False) -> Sequence[RoleGrant]:
    """Who administers the installation; `lock` keeps the answer true until the deed ends."""
    query = (
        sa.select(RoleGrant)
        .join(RoleGrant.person)
        .where(RoleGrant.role == Role.ADMINISTRATOR, is_live(now), Person.disabled_at.is_(None))
        .order_by(RoleGrant.id)
        .options(contains_eager(RoleGrant.person))
    )
    return db.session.scalars(query.with_for_update(of=RoleGrant) if lock else query).all()


def sessions_of(person: Person, now: datetime) -> Sequence[SignInSession]:
    """The browsers in which this person is signed in."""
    return db.session.scalars(
        sa.select(SignInSession)
        .where(
            SignInSession.person_id == person.id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.id.desc())
    ).all()


def edition_class() -> type[Edition]:
    """Editions belong to a later room, so this one reaches their class through its own relation."""
    found: type[Edition] = sa.inspect(RoleGrant).relationships["edition"].mapper.class_
    return found


def get_edition(public_id: str) -> Edition:
    edition = edition_class()
    found = db.session.scalar(sa.select(edition).where(edition.public_id == public_id))
    if found is None:
        raise NotFound
    return found
