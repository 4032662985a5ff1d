"""What is attempted many times at once: one transaction upon one row by one person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.core import clock
from app.core.db import db
from app.core.draft_merging import Opened
from app.judging.assignments import by_hand, proposals
from app.judging.assignments.models import AssignmentProposal
from app.judging.assignments.plan import plan_stage
from app.judging.ballots import service as ballots_service
from app.judging.conflicts import recusals
from app.judging.models import Assignment, Ballot, BallotMark, StageEntry
from app.judging.sheets import service as sheets_service
from app.judging.stages import service as stages_service
from app.people.models import Person
from app.programmes.models import Stage

GOOD = {"innovation": 8000, "technology": 7000}


@dataclass(frozen=True)
class Target:
    row_id: int
    person_id: int
    pairs: Sequence[tuple[int, int]] = ()


Verb = Callable[[Target], None]


def vote(one: Target) -> None:
    ballot, by = db.session.get_one(Ballot, one.row_id), _person(one)
    ballots_service.cast(
        ballot=ballot, marks=dict.fromkeys(ballots_service.votable(ballot, by), BallotMark.YES), by=by
    )


def save(one: Target) -> None:
    sheets_service.save_sheet(
        assignment=_assignment(one), scores=GOOD, comment="", opened=Opened(0), by=_person(one)
    )


def send(one: Target) -> None:
    assignment = _assignment(one)
    version = assignment.sheet.version if assignment.sheet else 0
    sheets_service.submit_sheet(
        assignment=assignment, scores=GOOD, comment="", version=version, by=_person(one)
    )


def recuse(one: Target) -> None:
    recusals.recuse(assignment=_assignment(one), reason="A former team.", by=_person(one))


def commit(one: Target) -> None:
    proposals.commit(proposal=db.session.get_one(AssignmentProposal, one.row_id), by=_person(one))


def undo(one: Target) -> None:
    proposal = db.session.get_one(AssignmentProposal, one.row_id)
    proposals.undo(proposal=proposal, reason="A slip.", by=_person(one))


def open_for_judging(one: Target) -> None:
    """The stage of the proposal, for a day."""
    stage = db.session.get_one(AssignmentProposal, one.row_id).stage
    closes = clock.now() + timedelta(days=1)
    stages_service.open_stage(stage=stage, closes_at=closes, by=_person(one))


def propose(one: Target) -> None:
    stage = db.session.get_one(Stage, one.row_id)
    proposals.propose(stage=stage, plan=plan_stage(stage), by=_person(one))


def assign_first(one: Target) -> None:
    """By hand, the first of the pairs."""
    (entry, judge), *_rest = one.pairs
    by_hand.assign_by_hand(
        stage_entry=db.session.get_one(StageEntry, entry),
        judge=db.session.get_one(Person, judge),
        by=_person(one),
    )


def _person(one: Target) -> Person:
    return db.session.get_one(Person, one.person_id)


def _assignment(one: Target) -> Assignment:
    return db.session.get_one(Assignment, one.row_id)
