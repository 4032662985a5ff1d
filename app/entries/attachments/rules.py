"""Who sees a file of an entry."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.entries.applications.rules import sees_entry
from app.entries.rules import owns_entry

if TYPE_CHECKING:
    from app.entries.models import Attachment
    from app.people.models import Person


def sees_file(person: Person, file: Attachment, now: datetime) -> Verdict:
    """The offices see files that were submitted; what the applicant took off or has only added is the applicant's."""
    return owns_entry(person, file.entry, now) or (
        need(file.was_sent, _("This file was not submitted.")) and sees_entry(person, file.entry, now)
    )
