"""Write an event beside the change. Ordering and signing them is sealing, which never makes a writer wait."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Protocol

import rfc8785

from app.audit.models import AuditEvent
from app.core import clock
from app.core.db import bulk_insert

NONCE_BYTES = 16


class Actor(Protocol):
    """Whoever changes something, known to the log by their public id alone."""

    @property
    def public_id(self) -> str: ...


def record(
    action: str, subject: str, *, by: Actor | None, edition_id: int | None = None, **facts: Any
) -> None:
    """Write the event of a change, in the change's own transaction.

    `subject` is "kind:public_id". `facts` are JSON without personal data: codes, numbers, public ids.
    """
    now = clock.now()
    statement = rfc8785.dumps(
        {
            "action": action,
            "actor": by.public_id if by else "system",
            "at": now.isoformat(timespec="microseconds"),
            "edition": edition_id,
            "facts": facts,
            "subject": subject,
        }
    )
    nonce = secrets.token_bytes(NONCE_BYTES)
    bulk_insert(
        AuditEvent,
        {
            "at": now,
            "actor": by.public_id if by else None,
            "edition_id": edition_id,
            "action": action,
            "subject": subject,
            "statement": statement.decode(),
            "nonce": nonce,
            "data": hashlib.sha256(nonce + statement).digest(),
        },
    )
