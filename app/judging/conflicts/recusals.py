"""A judge recuses themselves from an entry, and another replaces them."""

from __future__ import annotations

from app.core import clock
from app.core.errors import enforce
from app.core.text import stated
from app.core.verdict import _, need
from app.judging.conflicts import rules
from app.judging.conflicts.declarations import assignments_of_entry, declare_of
from app.judging.models import Assignment
from app.people.models import Person


def recuse(*, assignment: Assignment, reason: str, by: Person) -> Assignment | None:
    """Recuse oneself for good, with a reason; the least loaded free judge of the panel steps in, where there is one.

    A conflict is with the entry: what the judge reads of its other candidacies is given up with it. A sheet that was
    submitted leaves the result, where none stands that was made with it.
    """
    entry = assignment.stage_entry.candidacy.entry
    held = assignments_of_entry(by, entry)
    enforce(rules.may_recuse(by, assignment, clock.now()))
    enforce(need(given := stated(reason), _("Say why you recuse yourself.")))
    return declare_of(entry, given, held, of=by, by=by).get(assignment)
