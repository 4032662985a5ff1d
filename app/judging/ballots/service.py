"""Secret ballots: who voted is recorded, what they voted cannot be found out, not even from the database."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.text import stated
from app.core.verdict import _, need
from app.entries.conflicts.queries import conflicts_of
from app.judging.ballots import rules
from app.judging.ballots.queries import ballot_view_of
from app.judging.conflicts.declarations import declare
from app.judging.impartiality import impartial
from app.judging.models import Ballot, BallotMark, BallotVoter, StageEntry, Vote
from app.judging.panels.queries import electorate_of
from app.judging.stages import rules as stages_rules
from app.judging.stages.queries import entries_in
from app.judging.stages.service import begin, is_ready
from app.people.models import Person
from app.programmes.editions.queries import lock_edition
from app.programmes.editions.service import lock_rules
from app.programmes.models import Stage, StageKind


def open_ballot(*, stage: Stage, closes_at: datetime, by: Person) -> Ballot:
    """Open the stage and its ballot; the number of members is fixed here, for the quorum."""
    enforce(impartial(stages_rules.may_open_stage)(by, stage, clock.now()))
    enforce(need(stage.kind == StageKind.BALLOT, _("There is no ballot in this stage.")))
    enforce(is_ready(stage, to=by))
    lock_rules(stage)
    members = len(electorate_of(stage))
    begin(stage, closes_at, by)
    ballot = Ballot(stage=stage, members=members, opened_at=clock.now(), opened_by_id=by.id)
    db.session.add(ballot)
    record("ballot.opened", f"stage:{stage.public_id}", by=by, edition_id=stage.edition_id, members=members)
    db.session.flush()
    return ballot


def cast(*, ballot: Ballot, marks: Mapping[int, BallotMark], by: Person) -> None:
    """Vote once. `marks`: StageEntry id to mark; what is not marked counts as an abstention.

    No audit event and no instant: either could link the voter to the votes.
    """
    stage = ballot.stage
    db.session.refresh(
        stage, with_for_update={"read": True}
    )  # the count waits for votes under way, and they for it
    enforce(rules.may_vote(by, ballot_view_of(ballot), clock.now()))
    allowed = votable(ballot, by)
    rule = stage.edition.rulebook.stage(stage.code, stage.direction.code).ballot
    yes = sum(mark == BallotMark.YES for mark in marks.values())
    limit = rule.marks_limit if rule else None
    if not set(marks) <= allowed:
        raise Invalid({"": need(False, _("Your ballot names an entry that you cannot vote on."))})
    if limit is not None and yes > limit:
        raise Invalid(
            {"": need(False, _("You marked %(count)s; %(limit)s are allowed."), count=yes, limit=limit)}
        )
    db.session.add(BallotVoter(ballot_id=ballot.id, judge_id=by.id))
    db.session.flush()
    votes = [
        {
            "key": secrets.token_hex(16),
            "ballot_id": ballot.id,
            "stage_entry_id": entry,
            "mark": marks.get(entry, BallotMark.ABSTAIN),
        }
        for entry in allowed
    ]
    if votes:
        db.session.execute(sa.insert(Vote), sorted(votes, key=lambda vote: str(vote["key"])))


def votable(ballot: Ballot, person: Person) -> set[int]:
    """Ids of the stage's entries that this member may vote on: all but those they have a conflict of interest with."""
    entries = entries_in(ballot.stage)
    barred = conflicts_of([person.id], [row.candidacy.entry_id for row in entries])
    return {row.id for row in entries if (person.id, row.candidacy.entry_id) not in barred}


def declare_conflict(*, ballot: Ballot, stage_entry: StageEntry, reason: str, by: Person) -> None:
    """Before voting, a member names an entry that they have a conflict of interest with: it leaves their
    ballot, and its base.

    The secretariat reads of it; it says nothing of any mark.
    """
    stage = ballot.stage
    lock_edition(stage.edition)  # before the stage, as whoever lets entries go on does
    db.session.refresh(stage, with_for_update=True)  # not while this member's own vote is under way
    enforce(rules.may_declare_conflict(by, ballot_view_of(ballot), clock.now()))
    enforce(need(stage_entry.id in votable(ballot, by), _("This entry is not on your ballot.")))
    enforce(need(given := stated(reason), _("Say what your conflict of interest is.")))
    declare(entry=stage_entry.candidacy.entry, reason=given, by=by)
    record(
        "ballot.tie_declared",
        f"stage:{stage.public_id}",
        by=by,
        edition_id=stage.edition_id,
        entry=stage_entry.public_id,
    )
    db.session.flush()
