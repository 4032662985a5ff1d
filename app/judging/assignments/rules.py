"""Who sees an assignment, who reads its dossier, and whom the secretariat may release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.entries.conflicts.rules import has_conflict, is_of_own_organisation
from app.judging.stages.rules import may_prepare_stage, may_run_stage, sees_stage
from app.people.roles.rules import is_judge

if TYPE_CHECKING:
    from app.judging.assignments.models import AssignmentProposal
    from app.judging.models import Assignment, StageEntry
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


def may_propose_assignment(person: Person, stage: Stage, now: datetime) -> Verdict:
    """Have it worked out who should read what: nobody is assigned by that."""
    return may_prepare_stage(person, stage, now) and need(
        stage.kind != "ballot", _("Nobody is assigned in a ballot: the whole committee votes.")
    )


def sees_proposal(person: Person, proposal: AssignmentProposal, now: datetime) -> Verdict:
    return sees_stage(person, proposal.stage, now)


def may_commit_proposal(person: Person, proposal: AssignmentProposal, now: datetime) -> Verdict:
    return may_propose_assignment(person, proposal.stage, now) and _is_open(proposal)


def may_discard_proposal(person: Person, proposal: AssignmentProposal, now: datetime) -> Verdict:
    return may_propose_assignment(person, proposal.stage, now) and _is_open(proposal)


def _is_open(proposal: AssignmentProposal) -> Verdict:
    return (
        need(proposal.state != "committed", _("The judges were assigned by this plan already."))
        and need(proposal.state != "undone", _("What this plan assigned was taken back: plan again."))
        and need(proposal.state == "open", _("This plan was put away: plan again."))
    )


def may_undo_proposal(person: Person, proposal: AssignmentProposal, now: datetime) -> Verdict:
    """Take back what a plan has assigned: before judging begins, so that no sheet can be lost by it."""
    return (
        may_run_stage(person, proposal.stage, now)
        and need(
            proposal.stage.opened_at is None,
            _("Judging has begun: an assignment stays. Release the judges who cannot read."),
        )
        and need(proposal.state != "undone", _("This assignment was taken back already."))
        and need(proposal.state == "committed", _("Nobody was assigned by this plan."))
    )


def sees_stage_entry(person: Person, stage_entry: StageEntry, now: datetime) -> Verdict:
    """The offices, but for whoever has a conflict of interest with the entry."""
    conflicted = has_conflict(person, stage_entry.candidacy.entry, now)
    return sees_stage(person, stage_entry.stage, now) and need(
        not conflicted, _("You have a conflict of interest with this applicant.")
    )


def may_assign_by_hand(person: Person, stage_entry: StageEntry, now: datetime) -> Verdict:
    """Give one entry one more judge."""
    return (
        sees_stage_entry(person, stage_entry, now)
        and may_propose_assignment(person, stage_entry.stage, now)
        and need(stage_entry.left_at is None, _("This entry has left the stage."))
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What speaks for and against a judge reading one more entry. `limit`: none where the whole panel reads."""

    is_free: bool
    conflict: bool
    assigned: bool
    gave_up: bool
    load: int
    limit: int | None


def can_read(reading: Reading) -> Verdict:
    """Whether a member of the panel can be given one more entry; the first reason that holds."""
    return (
        need(not reading.assigned, _("Reads this entry already."))
        and need(not reading.gave_up, _("Was recused or released from this entry."))
        and need(not reading.conflict, _("Has a conflict of interest with this entry."))
        and need(reading.is_free, _("Takes no further entries in this panel."))
        and need(
            reading.limit is None or reading.load < reading.limit,
            _("Reads %(load)s entries already: a judge of this panel reads at most %(limit)s."),
            load=reading.load,
            limit=reading.limit,
        )
    )


def needs_reader(readers: int, needed: int | None) -> Verdict:
    """`needed`: how many judges the rule-book asks for; none where the whole panel reads."""
    return need(
        needed is None or readers < needed,
        _("This entry has the %(needed)s readers that the rule-book asks for."),
        needed=needed,
    )
