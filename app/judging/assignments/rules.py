"""Who sees an assignment, who reads its dossier, and whom the secretariat may release."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.entries.conflicts.rules import is_of_own_organisation
from app.judging.stages.rules import may_run_stage, sees_stage
from app.people.roles.rules import is_judge

if TYPE_CHECKING:
    from app.judging.models import Assignment
    from app.people.models import Person
    from app.programmes.models import Stage


def sees_assignment(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """The judge it was given to, while they hold the role; who is recused or released still knows that they had it."""
    edition = assignment.stage_entry.stage.edition
    return need(assignment.judge_id == person.id, _("This is not assigned to you.")) and is_judge(
        person, edition, now
    )


def has_no_conflict(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """Neither a conflict of interest that is known, nor one that was put on record."""
    entry = assignment.stage_entry.candidacy.entry
    declared = any(conflict.person_id == person.id for conflict in entry.conflicts)
    return need(not declared, _("You have declared a conflict of interest with this applicant.")) and need(
        not is_of_own_organisation(person, entry, now),
        _("You have a conflict of interest with this applicant: recuse yourself from the entry."),
    )


def is_assigned_still(assignment: Assignment) -> Verdict:
    left = assignment.recused_at is not None
    return need(
        not left or assignment.released_by_id is None, _("The secretariat has released you from this entry.")
    ) and need(not left, _("You recused yourself from this entry."))


def may_read(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """A judge who is recused or released, or has a conflict of interest, reads the dossier no more."""
    return (
        sees_assignment(person, assignment, now)
        and is_assigned_still(assignment)
        and has_no_conflict(person, assignment, now)
    )


def sees_judge_progress(person: Person, reading: tuple[Stage, Person], now: datetime) -> Verdict:
    """What one judge has to read in a stage, as the offices see it."""
    return sees_stage(person, reading[0], now)


def may_release(person: Person, reading: tuple[Stage, Person], now: datetime) -> Verdict:
    """The secretariat releases a judge who does not answer, or cannot."""
    return may_run_stage(person, reading[0], now)


def is_releasable(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """A sheet is outstanding, and the officer has no conflict of interest of their own with the entry."""
    return (
        has_no_conflict(person, assignment, now)
        and need(assignment.recused_at is None, _("This judge is recused from this entry already."))
        and need(not assignment.is_submitted, _("This sheet was submitted: it is final."))
    )
