"""Who reads what judges write for the secretariat, and who handles it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.accounts.rules import is_officer
from app.core.verdict import Verdict, _, need
from app.judging import rules

if TYPE_CHECKING:
    from app.accounts.models import Person
    from app.judging.models import ScoreSheet


def sees_comment(person: Person, sheet: ScoreSheet, now: datetime) -> Verdict:
    """What a judge wrote for the secretariat on a submitted sheet; nothing of what one has a conflict with."""
    return (
        rules.sees_stage(person, sheet.assignment.stage_entry.stage, now)
        and need(sheet.comment and sheet.sent_at, _("There is no such comment."))
        and rules.has_no_conflict(person, sheet.assignment, now)
    )


def may_handle_comment(person: Person, sheet: ScoreSheet, now: datetime) -> Verdict:
    return sees_comment(person, sheet, now) and is_officer(person, sheet.assignment.stage_entry.stage.edition, now)


def is_unhandled(handled: bool) -> Verdict:
    return need(not handled, _("This comment has been handled already."))
