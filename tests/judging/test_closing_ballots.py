"""Closing a ballot: with a quorum or after its time, once, and with a commitment to every vote."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Refused
from app.judging.ballots import closing
from app.judging.ballots.closing import commitment
from app.judging.models import Ballot, BallotMark, Vote
from app.judging.stages import service as stages_service
from tests.judging.conftest import BALLOT, ballot_of, vote
from tests.results.conftest import Contest

YES, NO, ABSTAIN = BallotMark.YES, BallotMark.NO, BallotMark.ABSTAIN


def papers(session: Session, contest: Contest) -> list[Vote]:
    own = sa.select(Vote).where(Vote.ballot_id == ballot_of(contest).id).order_by(Vote.key)
    return list(session.scalars(own))


def close(contest: Contest) -> Ballot:
    with transaction():
        return closing.close_ballot(ballot=ballot_of(contest), by=contest.officer)


def test_closing_commits_to_the_votes_in_one_leaf(voting: Contest, session: Session) -> None:
    for judge, mark in zip(voting.judges, (YES, NO, ABSTAIN), strict=True):
        vote(voting, judge, mark)
    before = [(paper.key, paper.stage_entry_id, paper.mark) for paper in papers(session, voting)]
    ballot = close(voting)
    session.expire_all()
    after = papers(session, voting)
    assert [(paper.key, paper.stage_entry_id, paper.mark) for paper in after] == before, (
        "not a mark has changed"
    )
    rows = [{"key": key, "stage_entry_id": entry, "mark": mark} for key, entry, mark in before]
    assert ballot.votes_sha256 == commitment(rows)
    leaves = session.scalars(
        sa.select(AuditEvent)
        .where(AuditEvent.subject == f"stage:{ballot.stage.public_id}")
        .order_by(AuditEvent.id)
    ).all()
    assert [leaf.action for leaf in leaves] == [
        "stage.entered",
        "panel.seated",
        "stage.opened",
        "ballot.opened",
        "ballot.closed",
    ]
    assert ballot.votes_sha256 in leaves[-1].statement and '"voters":3' in leaves[-1].statement
    assert ballot.closed_at == ballot.stage.closed_at == voting.clock.now


def test_a_vote_that_is_changed_afterwards_breaks_the_commitment(voting: Contest, session: Session) -> None:
    for judge in voting.judges:
        vote(voting, judge)
    ballot = close(voting)
    rows = [
        {"key": p.key, "stage_entry_id": p.stage_entry_id, "mark": p.mark} for p in papers(session, voting)
    ]
    assert ballot.votes_sha256 == commitment(rows)
    rows[3]["mark"] = NO
    assert ballot.votes_sha256 != commitment(rows)


def test_a_ballot_is_closed_once_and_by_counting(voting: Contest) -> None:
    with pytest.raises(Refused, match="closed by counting"), transaction():
        stages_service.close_stage(stage=voting.stage(BALLOT), by=voting.officer)
    voting.clock.move(timedelta(days=1))
    close(voting)
    with pytest.raises(Refused, match="This stage is closed"):
        close(voting)


def test_the_database_closes_a_ballot_only_with_its_commitment(voting: Contest) -> None:
    with pytest.raises(IntegrityError), transaction():
        ballot_of(voting).closed_at = voting.clock.now


def test_below_its_quorum_a_ballot_is_not_closed_while_members_can_vote(voting: Contest) -> None:
    vote(voting, voting.judges[0], YES)
    with pytest.raises(Refused, match="The quorum is not reached") as refusal:
        close(voting)
    assert {name: refusal.value.verdict.params[name] for name in ("voters", "members", "needed")} == {
        "voters": 1,
        "members": 3,
        "needed": 2,
    }
    vote(voting, voting.judges[1], YES)
    assert close(voting).closed_at == voting.clock.now
