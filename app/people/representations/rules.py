"""Who somebody is, asked of the roles they hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.people.models import Person


def acts_for(person: Person, organisation_id: int | None, now: datetime) -> bool:
    """Whether the person may sign for the organisation now."""
    return organisation_id is not None and any(
        row.organisation_id == organisation_id and row.since <= now and (row.until is None or now < row.until)
        for row in person.representations
    )
