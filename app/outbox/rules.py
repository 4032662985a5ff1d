"""Whose messages they are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.outbox.models import Message
    from app.people.models import Person


def is_receiver(person: Person, message: Message, _now: datetime) -> Verdict:
    return need(message.person_id == person.id, _("Only its receiver may read a message."))
