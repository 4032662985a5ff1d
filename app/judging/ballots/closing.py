"""Close a ballot: so that nothing in the database tells what was cast together, and nobody changes a vote unseen."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import Verdict
from app.judging.ballots import rules
from app.judging.ballots.queries import turnout_of, voters_of
from app.judging.impartiality import impartial
from app.judging.models import Ballot, BallotVoter, Vote
from app.people.models import Person


def may_count(ballot: Ballot, by: Person) -> Verdict:
    """By an officer without a conflict of interest, with a quorum or after the time is up."""
    now = clock.now()
    closes = impartial(rules.may_close_ballot)(by, ballot, now)
    return closes and rules.is_quorate(turnout_of(ballot), ballot.stage, now)


def close_ballot(*, ballot: Ballot, by: Person) -> Ballot:
    """End the vote: rewrite the votes in the order of their keys, and commit to them in one event.

    After the rewriting every vote carries this transaction's mark, so that not even row versions tell which were
    cast together.
    """
    stage = ballot.stage
    db.session.refresh(stage, with_for_update=True)
    enforce(may_count(ballot, by))
    ballot.votes_sha256 = commitment(_rewrite(ballot))
    ballot.closed_at = stage.closed_at = clock.now()
    ballot.closed_by_id = by.id
    record(
        "ballot.closed",
        f"stage:{stage.public_id}",
        by=by,
        edition_id=stage.edition_id,
        votes_sha256=ballot.votes_sha256,
        voters=len(voters_of(ballot.id)),
        members=ballot.members,
    )
    db.session.flush()
    return ballot


def _rewrite(ballot: Ballot) -> list[dict[str, object]]:
    own = Vote.ballot_id == ballot.id
    columns = sa.select(Vote.__table__).where(own).order_by(Vote.key)
    votes = [dict(row) for row in db.session.execute(columns).mappings()]
    voters = list(
        db.session.scalars(sa.select(BallotVoter.judge_id).where(BallotVoter.ballot_id == ballot.id))
    )
    db.session.execute(sa.delete(Vote).where(own))
    db.session.execute(sa.delete(BallotVoter).where(BallotVoter.ballot_id == ballot.id))
    if votes:
        db.session.execute(sa.insert(Vote), votes)
    if voters:
        rows = [{"ballot_id": ballot.id, "judge_id": judge} for judge in sorted(voters)]
        db.session.execute(sa.insert(BallotVoter), rows)
    return votes


def commitment(votes: list[dict[str, object]]) -> str:
    """SHA-256 over the votes, sorted by key, a line each."""
    lines = "".join(f"{vote['key']} {vote['stage_entry_id']} {vote['mark']}\n" for vote in votes)
    return hashlib.sha256(lines.encode()).hexdigest()
