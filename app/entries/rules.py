"""Whose an entry is, and whether its edition takes applications now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.organisations.rules import acts_for
from app.people.roles.rules import is_not_archived
from app.programmes.rulebook.window import is_open

if TYPE_CHECKING:
    from app.entries.models import Entry
    from app.people.models import Person
    from app.programmes.models import Edition


def is_applicant(person: Person, entry: Entry, now: datetime) -> bool:
    """The person who applies, or one who acts for the organisation that does."""
    if entry.organisation_id is not None:
        return acts_for(person, entry.organisation_id, now)
    return entry.person_id == person.id


def owns_entry(person: Person, entry: Entry, now: datetime) -> Verdict:
    return need(is_applicant(person, entry, now), _("Only the applicant may do this."))


def accepts_entries(edition: Edition, now: datetime) -> Verdict:
    """Whether its window is open, judged by the server's clock."""
    return is_not_archived(edition) and is_open(
        edition,
        now,
        before=_("Applications open on %(opens)s; it is now %(now)s."),
        after=_("Applications closed on %(closes)s; it is now %(now)s."),
    )
