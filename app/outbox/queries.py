"""Reads of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import NotFound
from app.outbox.models import Message

PAGE = 30


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the inbox, newest first."""

    messages: Sequence[Message]
    older: str | None
    """Where the next page begins: after the message of this public id."""


def get_message(public_id: str) -> Message:
    found = db.session.scalar(sa.select(Message).where(Message.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def shelf(person_id: int, *, after: str = "", size: int = PAGE) -> Shelf:
    """The messages of a person that are older than `after`; all, where that one is not theirs."""
    query = sa.select(Message).where(Message.person_id == person_id)
    if after:
        place = sa.select(Message.id).where(Message.public_id == after, Message.person_id == person_id)
        query = query.where(Message.id < sa.func.coalesce(place.scalar_subquery(), sa.literal(2**62)))
    found = db.session.scalars(query.order_by(Message.id.desc()).limit(size + 1)).all()
    return Shelf(found[:size], found[size - 1].public_id if len(found) > size else None)


def unread_count(person_id: int) -> int:
    return (
        db.session.scalar(
            sa.select(sa.func.count()).where(Message.person_id == person_id, Message.read_at.is_(None))
        )
        or 0
    )


def given_up() -> Sequence[Message]:
    """What nobody could deliver, the oldest first."""
    return db.session.scalars(
        sa.select(Message).where(Message.given_up_at.is_not(None)).order_by(Message.id)
    ).all()


def unsent_count() -> int:
    waiting = sa.select(sa.func.count()).where(Message.sent_at.is_(None), Message.given_up_at.is_(None))
    return db.session.scalar(waiting) or 0
