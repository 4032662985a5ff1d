"""Invitations: by their link, of an address, of an edition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.invitations.models import Invitation
from app.outbox.models import Message
from app.people.models import Person, Role
from app.people.sign_in.tokens import hash_of
from app.programmes.editions.queries import with_title
from app.programmes.models import Edition


def get_invitation(public_id: str) -> Invitation:
    return _get(Invitation.public_id == public_id)


def get_invitation_by_token(token: str) -> Invitation:
    """The invitation of a mailed link, whatever has become of it."""
    return _get(Invitation.token_hash == hash_of(token))


def find_offered(message: Message) -> Invitation | None:
    """The invitation that a letter is about: by its public id, or the link that the letter still holds."""
    if offered := message.params.get("invitation"):
        return db.session.scalar(sa.select(Invitation).where(Invitation.public_id == offered))
    if token := message.params.get("token"):
        return db.session.scalar(sa.select(Invitation).where(Invitation.token_hash == hash_of(token)))
    return None


def _get(which: sa.ColumnElement[bool]) -> Invitation:
    found = db.session.scalar(sa.select(Invitation).where(which))
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
        .options(with_title(Invitation.edition))
        .order_by(Invitation.id)
    ).all()


def open_invitations(edition: Edition | None, *, after: str, now: datetime) -> Page[Invitation]:
    """A page of what nobody has accepted yet, newest first."""
    query = sa.select(Invitation).where(_in(edition), is_open(now)).options(joinedload(Invitation.edition))
    return page_of(query, order=(Invitation.id,), name=Invitation.public_id, after=after, newest_first=True)


def find_unended(email: str, role: Role, edition: Edition | None) -> Invitation | None:
    """The invitation of this address that was neither accepted nor withdrawn, good or run out: there is one at most."""
    unended = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    return db.session.scalar(
        sa.select(Invitation).where(
            Invitation.email == email, Invitation.role == role, _in(edition), *unended
        )
    )


def is_open(now: datetime) -> sa.ColumnElement[bool]:
    """The truth of `rules.is_open`, in SQL."""
    return sa.and_(
        Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now
    )


def _in(edition: Edition | None) -> sa.ColumnElement[bool]:
    return Invitation.edition_id == edition.id if edition else Invitation.edition_id.is_(None)
