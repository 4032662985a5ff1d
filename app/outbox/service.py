"""Put a message in the outbox, in the transaction of the change that causes it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import bulk_insert, db
from app.core.errors import enforce
from app.outbox.models import Message
from app.outbox.receivers import Reader, Receiver
from app.outbox.rules import is_receiver


def enqueue_letter(kind: str, *, to: Receiver, **params: Any) -> None:
    """Tell a person. `mail/<kind>.txt` turns `params` (JSON) into words when the message is read or sent.

    A parameter `token` is a secret for the mail alone: it is forgotten once the message has been sent.
    """
    name = to.name_in(to.locale)
    _queue(kind, params, person_id=to.id, address=to.email, name=name, locale=to.locale)


def enqueue_letter_to_address(kind: str, *, address: str, locale: str, **params: Any) -> None:
    """Write to somebody who may have no account yet."""
    _queue(kind, params, address=address, locale=locale)


def _queue(kind: str, params: dict[str, Any], **receiver: Any) -> None:
    bulk_insert(Message, {"kind": kind, "params": params, "created_at": clock.now(), **receiver})


def mark_read(*, message: Message, by: Reader) -> None:
    """Note that its receiver has read a message. The first time counts."""
    enforce(is_receiver(by, message, clock.now()))
    message.read_at = message.read_at or clock.now()
    db.session.flush()


def mark_all_read(*, by: Reader) -> None:
    """Note that the person has seen everything in their inbox."""
    unread = sa.update(Message).where(Message.person_id == by.id, Message.read_at.is_(None))
    db.session.execute(unread.values(read_at=clock.now()))
