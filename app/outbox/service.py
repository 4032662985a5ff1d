"""Put a message in the outbox, in the transaction of the change that causes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core import clock
from app.core.db import db
from app.outbox.models import Message

if TYPE_CHECKING:
    from app.accounts.models import Person


def post(kind: str, *, to: Person, **params: Any) -> None:
    """Tell a person; `mail/<kind>.txt` turns `params` (JSON) into words in their language when it is read or sent."""
    db.session.add(
        Message(person_id=to.id, locale=to.locale, kind=kind, params=params, created_at=clock.now())
    )


def post_to_address(kind: str, *, address: str, locale: str, **params: Any) -> None:
    """Write to somebody who may have no account yet."""
    db.session.add(
        Message(address=address, locale=locale, kind=kind, params=params, created_at=clock.now())
    )
