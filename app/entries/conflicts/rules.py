"""Whether somebody has a conflict of interest with an entry: by what is known of them, or put on record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.people.organisations.rules import related_organisations

if TYPE_CHECKING:
    from app.entries.models import Entry
    from app.people.models import Person


def is_of_own_organisation(person: Person, entry: Entry, now: datetime) -> bool:
    """Own employer, a former one, own organisation: such an entry does not exist for them in any office."""
    if entry.organisation_id is not None:
        return entry.organisation_id in related_organisations(person, now)
    return entry.person_id == person.id


def has_conflict(person: Person, entry: Entry, now: datetime) -> bool:
    """By the own organisation, or by a conflict of interest that was declared or put on record."""
    return is_of_own_organisation(person, entry, now) or any(
        row.person_id == person.id for row in entry.conflicts
    )
