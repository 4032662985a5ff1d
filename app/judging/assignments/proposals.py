"""A plan of who reads what: proposed and looked at, then committed; undone until the stage opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import bulk_insert, db, transaction
from app.core.errors import enforce
from app.core.jobs import Progress, job
from app.core.text import stated
from app.core.verdict import Verdict, _, need
from app.judging.assignments import rules
from app.judging.assignments.ground import ground_of
from app.judging.assignments.letters import tell, tell_undone
from app.judging.assignments.models import AssignmentProposal, ProposalState, ProposedAssignment
from app.judging.assignments.plan import Plan, plan_stage
from app.judging.assignments.proposal_queries import find_open_proposal, pairs_of
from app.judging.assignments.scoring_door import Planned
from app.judging.impartiality import impartial
from app.judging.models import Assignment
from app.judging.stages.queries import lock_stage
from app.people.models import Person
from app.programmes.models import Stage

OVERTAKEN = {
    "rules": _("The rules have changed meanwhile: plan again."),
    "conflicts": _("A conflict of interest has come up meanwhile: plan again."),
    "assignments": _("Judges were assigned or released meanwhile: plan again."),
    "panels": _("A panel has changed meanwhile: plan again."),
    "entries": _("Entries have come in or left meanwhile: plan again."),
}
"""What a plan was made from, the most telling part first, and what is said where it has changed since."""


@job("plan_assignment")
def plan_assignment(progress: Progress, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Work a plan out, then keep it; nobody is assigned by it."""
    plan = plan_stage(db.session.get_one(Stage, params["stage_id"]))
    progress(1, 2)
    with transaction() as session:
        stage, by = session.get_one(Stage, params["stage_id"]), session.get_one(Person, params["person_id"])
        proposal = propose(stage=stage, plan=plan, by=by)
        return {"proposal": proposal.public_id}


def propose(*, stage: Stage, plan: Plan, by: Person) -> AssignmentProposal:
    """Keep a plan, to be looked at; it takes the place of one that is open."""
    lock_stage(stage)
    enforce(impartial(rules.may_propose_assignment)(by, stage, clock.now()))
    if (earlier := find_open_proposal(stage)) is not None:
        _discard(earlier, by)
    proposal = AssignmentProposal(
        stage=stage,
        basis=plan.basis,
        short=[each.document for each in plan.short],
        asked_at=clock.now(),
        asked_by_id=by.id,
    )
    db.session.add(proposal)
    db.session.flush()
    bulk_insert(ProposedAssignment, *_rows(proposal, plan.pairs))
    _record("assignment.proposed", proposal, by=by, pairs=len(plan.pairs), short=len(plan.short))
    return proposal


def _rows(proposal: AssignmentProposal, pairs: Sequence[Planned]) -> list[dict[str, int]]:
    return [
        {"proposal_id": proposal.id, "stage_entry_id": entry, "judge_id": judge} for entry, judge in pairs
    ]


def discard(*, proposal: AssignmentProposal, by: Person) -> None:
    """Put a plan away. Nobody was assigned by it; it stays on record."""
    _lock(proposal)
    enforce(impartial(rules.may_discard_proposal)(by, proposal, clock.now()))
    _discard(proposal, by)


def _discard(proposal: AssignmentProposal, by: Person) -> None:
    _decide(proposal, ProposalState.DISCARDED, by)
    _record("assignment.discarded", proposal, by=by)


def commit(*, proposal: AssignmentProposal, by: Person) -> int:
    """Assign as planned and tell the judges, unless something has overtaken the plan. The number of pairs."""
    _lock(proposal)
    enforce(impartial(rules.may_commit_proposal)(by, proposal, clock.now()))
    enforce(is_current(proposal))
    pairs, now = pairs_of(proposal), clock.now()
    db.session.add_all(
        Assignment(stage_entry_id=entry, judge_id=judge, assigned_at=now, assigned_by_id=by.id)
        for entry, judge in pairs
    )
    _decide(proposal, ProposalState.COMMITTED, by)
    _record("stage.assigned", proposal, by=by, pairs=len(pairs))
    tell(proposal.stage, Counter(judge for _entry, judge in pairs))
    db.session.flush()
    return len(pairs)


def is_current(proposal: AssignmentProposal) -> Verdict:
    """The plan adds something, and what it was made from is as it was.

    Its reasons are for whoever may commit it: they speak of everything that is in the stage.
    """
    basis = ground_of(proposal.stage).basis
    changed = [reason for part, reason in OVERTAKEN.items() if basis[part] != proposal.basis[part]]
    adds = need(pairs_of(proposal), _("This plan adds nothing: nobody would be assigned."))
    return need(not changed, changed[0] if changed else "") and adds


def undo(*, proposal: AssignmentProposal, reason: str, by: Person) -> int:
    """Take back what a plan has assigned, as a whole, before the stage opens; the pairs can be planned again.

    Who was recused or released meanwhile stays so, and so does who replaced them. The number of pairs taken back.
    """
    _lock(proposal)
    enforce(impartial(rules.may_undo_proposal)(by, proposal, clock.now()))
    enforce(need(given := stated(reason), _("Say why the assignment is taken back.")))
    proposal.state, proposal.undo_reason = ProposalState.UNDONE, given
    proposal.undone_at, proposal.undone_by_id = clock.now(), by.id
    db.session.flush()  # first the plan: without it the database lets no assignment go
    gone = _take_back(proposal)
    _record("assignment.undone", proposal, by=by, pairs=len(gone))
    unknown = ground_of(proposal.stage).conflicts  # in a letter stands what its receiver knows of
    tell_undone(proposal.stage, Counter(pair[1] for pair in gone if pair not in unknown))
    db.session.flush()
    return len(gone)


def _take_back(proposal: AssignmentProposal) -> list[Planned]:
    """The pairs that were assigned by the plan until now."""
    planned = sa.select(ProposedAssignment.id).where(
        ProposedAssignment.proposal_id == proposal.id,
        ProposedAssignment.stage_entry_id == Assignment.stage_entry_id,
        ProposedAssignment.judge_id == Assignment.judge_id,
    )
    gone = sa.delete(Assignment).where(planned.exists(), Assignment.recused_at.is_(None))
    rows = db.session.execute(gone.returning(Assignment.stage_entry_id, Assignment.judge_id)).all()
    db.session.expire_all()
    return [(entry, judge) for entry, judge in rows]


def _lock(proposal: AssignmentProposal) -> None:
    """What is done to the assignments of one stage is done one after the other."""
    lock_stage(proposal.stage)
    db.session.refresh(proposal)


def _decide(proposal: AssignmentProposal, state: ProposalState, by: Person) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by_id = state, clock.now(), by.id
    db.session.flush()


def _record(action: str, proposal: AssignmentProposal, *, by: Person, **more: int) -> None:
    stage = proposal.stage
    subject = f"stage:{stage.public_id}"
    record(action, subject, by=by, edition_id=stage.edition_id, proposal=proposal.public_id, **more)
