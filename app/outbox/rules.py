"""Whose messages they are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.outbox.models import Message
    from app.outbox.receivers import Reader


def is_receiver(person: Reader, message: Message, _now: datetime) -> Verdict:
    return need(message.person_id == person.id, _("Only its receiver may read a message."))
