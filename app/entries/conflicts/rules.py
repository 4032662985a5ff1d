"""Who may read, write, send in, withdraw and screen an entry, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.entries.rules import is_applicant

if TYPE_CHECKING:
    from app.entries.models import Entry
    from app.people.models import Person


def has_conflict(person: Person, entry: Entry, now: datetime) -> bool:
    """Own employer or own organisation: such an entry does not exist for them in any office."""
    own = entry.organisation_id is not None and person.employer_id == entry.organisation_id
    return own or is_applicant(person, entry, now)
