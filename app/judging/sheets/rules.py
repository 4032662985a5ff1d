"""Who may score, and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.judging.assignments.rules import may_read

if TYPE_CHECKING:
    from app.judging.models import Assignment
    from app.people.models import Person


def may_score(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    return (
        may_read(person, assignment, now)
        and need(
            assignment.is_reopened or assignment.stage_entry.stage.is_open(now), _("Judging is not open.")
        )
        and need(not assignment.is_submitted, _("You have submitted this sheet: it is final."))
    )
