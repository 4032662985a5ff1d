"""Reads of the inbox."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, page_of
from app.outbox.models import Message

SIZE = 30


def get_message(public_id: str) -> Message:
    found = db.session.scalar(sa.select(Message).where(Message.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def inbox_of(person_id: int, *, after: str = "", size: int = SIZE) -> Page[Message]:
    """A page of the messages of a person, newest first."""
    query = sa.select(Message).where(Message.person_id == person_id)
    return page_of(
        query, order=(Message.id,), name=Message.public_id, after=after, size=size, newest_first=True
    )


def unread_count(person_id: int) -> int:
    return (
        db.session.scalar(
            sa.select(sa.func.count()).where(Message.person_id == person_id, Message.read_at.is_(None))
        )
        or 0
    )


def failed() -> Sequence[Message]:
    """What could not be delivered so far, given up or to be tried again, the oldest first."""
    unsent = sa.select(Message).where(Message.sent_at.is_(None), Message.last_error.is_not(None))
    return db.session.scalars(unsent.order_by(Message.id)).all()


def unsent_count() -> int:
    waiting = sa.select(sa.func.count()).where(Message.sent_at.is_(None), Message.given_up_at.is_(None))
    return db.session.scalar(waiting) or 0
