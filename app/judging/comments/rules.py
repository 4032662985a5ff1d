"""Who reads what judges write for the secretariat, and who handles it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.judging.assignments import rules as assignments_rules
from app.judging.stages import rules as stages_rules
from app.people.roles.rules import is_officer

if TYPE_CHECKING:
    from app.judging.models import ScoreSheet
    from app.people.models import Person


def sees_comment(person: Person, sheet: ScoreSheet, now: datetime) -> Verdict:
    """What a judge wrote for the secretariat on a submitted sheet; nothing of what one has a conflict with."""
    return (
        stages_rules.sees_stage(person, sheet.assignment.stage_entry.stage, now)
        and need(sheet.comment and sheet.submitted_at, _("There is no such comment."))
        and assignments_rules.has_no_conflict(person, sheet.assignment, now)
    )


def may_handle_comment(person: Person, sheet: ScoreSheet, now: datetime) -> Verdict:
    return sees_comment(person, sheet, now) and is_officer(
        person, sheet.assignment.stage_entry.stage.edition, now
    )


def is_unhandled(handled: bool) -> Verdict:
    return need(not handled, _("This comment has been handled already."))
