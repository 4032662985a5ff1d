"""Who may recuse themselves, and who may put a conflict of interest on record, a judge's or one's own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.entries.conflicts.rules import has_conflict
from app.judging.assignments.rules import is_assigned_still, sees_assignment
from app.people.roles.rules import is_officer, reads_dossiers

if TYPE_CHECKING:
    from app.entries.models import Entry
    from app.judging.models import Assignment
    from app.people.models import Person
    from app.programmes.models import Stage


def may_recuse(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """At any time: a conflict may come to light after the sheet was submitted, or after the stage was closed."""
    return sees_assignment(person, assignment, now) and is_assigned_still(assignment)


def may_record_conflict(person: Person, reading: tuple[Stage, Person], now: datetime) -> Verdict:
    """The secretariat puts on record that a judge has a conflict of interest, whenever it comes to light."""
    return is_officer(person, reading[0].edition, now) and need(
        person.id != reading[1].id, _("Declare your own conflicts of interest as a judge.")
    )


def sees_office(person: Person, entry: Entry, now: datetime) -> Verdict:
    """An entry as the offices see it: submitted, and nothing that the reader has a conflict of interest with."""
    return reads_dossiers(person, entry.edition, now) and need(
        entry.submitted_at is not None and not has_conflict(person, entry, now),
        _("This entry is not yours to handle."),
    )


def may_declare_own_conflict(person: Person, entry: Entry, now: datetime) -> Verdict:
    """Whoever works on an entry in the offices can declare a conflict of interest with it."""
    return sees_office(person, entry, now)
