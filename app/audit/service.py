"""Write a leaf beside the deed. Ordering and signing them is sealing, which never makes a writer wait."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import rfc8785

from app.audit.models import AuditEvent
from app.core import clock
from app.core.db import bulk_insert
from app.people.models import Person

NONCE_BYTES = 16


def record(
    action: str, subject: str, *, by: Person | None, edition_id: int | None = None, **facts: Any
) -> None:
    """Write the leaf of a deed, in the deed's own transaction.

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
            "actor_id": by.id if by else None,
            "edition_id": edition_id,
            "action": action,
            "subject": subject,
            "statement": statement.decode(),
            "nonce": nonce,
            "data": hashlib.sha256(nonce + statement).digest(),
        },
    )
