"""Who asks for a submitted sheet to be reopened, and which two people decide."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.judging.assignments import rules as assignments_rules
from app.judging.stages import rules as stages_rules
from app.people.roles.rules import is_approver, is_officer

if TYPE_CHECKING:
    from app.judging.models import Assignment
    from app.judging.reopenings.models import SheetReopening
    from app.people.models import Person


def may_ask_reopening(person: Person, assignment: Assignment, now: datetime) -> Verdict:
    """A judge who submitted a sheet with a slip in it, until entries have gone on by its score."""
    return assignments_rules.may_read(person, assignment, now) and need(
        assignment.is_submitted, _("This sheet has not been submitted: you can still change it.")
    )


def is_first_request(waiting: bool) -> Verdict:
    return need(not waiting, _("You have asked for this already: the secretariat decides."))


def is_unused(used: bool) -> Verdict:
    return need(not used, _("Entries have gone on from this stage: its score sheets are final."))


def is_reopenable(*, published: bool, correcting: bool) -> Verdict:
    """Once something is published, no score behind it changes outside a correction; in the last stage too."""
    return need(
        not published or correcting,
        _(
            "The results are published: a score sheet is reopened only in a correction that two people agreed to."
        ),
    )


def sees_reopening(person: Person, reopening: SheetReopening, now: datetime) -> Verdict:
    """The offices, but for whoever has a conflict of interest with the entry."""
    assignment = reopening.sheet.assignment
    sees = stages_rules.sees_stage(person, assignment.stage_entry.stage, now)
    return sees and assignments_rules.has_no_conflict(person, assignment, now)


def _is_undecided(reopening: SheetReopening) -> Verdict:
    judge = reopening.sheet.assignment
    return need(reopening.decided_at is None, _("This request has been decided.")) and need(
        judge.recused_at is None, _("The judge does not read this entry any more.")
    )


def may_propose_reopening(person: Person, reopening: SheetReopening, now: datetime) -> Verdict:
    """By an officer who is not the judge."""
    return (
        sees_reopening(person, reopening, now)
        and is_officer(person, reopening.sheet.assignment.stage_entry.stage.edition, now)
        and _is_undecided(reopening)
        and need(reopening.proposed_at is None, _("This has been proposed: an approver decides."))
        and need(person.id != reopening.asked_by_id, _("You asked for this: somebody else decides."))
    )


def may_agree_reopening(person: Person, reopening: SheetReopening, now: datetime) -> Verdict:
    """By an approver, after an officer has proposed it; neither of them is the judge."""
    return (
        sees_reopening(person, reopening, now)
        and is_approver(person, reopening.sheet.assignment.stage_entry.stage.edition, now)
        and _is_undecided(reopening)
        and need(reopening.proposed_at is not None, _("An officer proposes it first."))
        and need(
            person.id not in (reopening.asked_by_id, reopening.proposed_by_id),
            _("You asked for this or proposed it: somebody else decides."),
        )
    )


def may_decline_reopening(person: Person, reopening: SheetReopening, now: datetime) -> Verdict:
    """Whoever has the next word: the officer at first, the approver once it is proposed."""
    if reopening.proposed_at is None:
        return may_propose_reopening(person, reopening, now)
    return may_agree_reopening(person, reopening, now)
