"""Until when an entry can be edited: in time, or by the date of a correction; from then on it is locked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.entries.rules import accepts_entries, owns_entry
from app.people.roles.rules import is_not_archived

if TYPE_CHECKING:
    from app.entries.models import Entry
    from app.people.models import Person


def may_edit(person: Person, entry: Entry, now: datetime) -> Verdict:
    """In time, or after it where the entry was returned for correction; then the date of the correction decides."""
    in_time = accepts_entries(entry.edition, now)
    return owns_entry(person, entry, now) and (
        in_time or (may_correct(entry, now) if correction_due(entry) else in_time)
    )


def may_save(person: Person, entry: Entry, now: datetime) -> Verdict:
    """What is typed is kept, even when it comes too late to be submitted; what was submitted changes only in time."""
    return owns_entry(person, entry, now) and (
        need(entry.state != "submitted", _("This entry was submitted.")) or may_edit(person, entry, now)
    )


def may_correct(entry: Entry, now: datetime) -> Verdict:
    """Sent back by the secretariat: the applicant may answer until the date that was set."""
    due = correction_due(entry)
    return (
        is_not_archived(entry.edition)
        and need(due, _("This entry was not returned for correction."))
        and need(
            due and now < due, _("Corrections were due by %(due)s; it is now %(now)s."), due=due, now=now
        )
    )


def correction_due(entry: Entry) -> datetime | None:
    dates = [
        c.answer_by for c in entry.candidacies if c.eligibility == "returned" and c.answer_by is not None
    ]
    return max(dates, default=None)
