"""How long a letter waits before it is tried again, and when it is given up."""

from __future__ import annotations

import smtplib
from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa

from app.core.db import db
from app.outbox.models import Message

MOST_ATTEMPTS = 12
LONGEST_DELAY = timedelta(hours=6)


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 2, 4, 8 minutes and so on, at most six hours."""
    return min(timedelta(minutes=2 ** min(attempts, 16)), LONGEST_DELAY)


def is_given_up(attempts: int, error: Exception) -> bool:
    """After so many attempts, or at once where the server has said that this address will never do."""
    return attempts >= MOST_ATTEMPTS or _is_final(error)


def _is_final(error: Exception) -> bool:
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _words in error.recipients.values())


def try_again(public_ids: Collection[str] = ()) -> int:
    """Let messages that were given up wait as at first, inside a transaction: these, or all of them; how many."""
    lost = sa.update(Message).where(Message.given_up_at.is_not(None))
    if public_ids:
        lost = lost.where(Message.public_id.in_(public_ids))
    again = lost.values(given_up_at=None, next_attempt_at=None, last_error=None, attempts=0).returning(
        Message.id
    )
    return len(db.session.scalars(again).all())
