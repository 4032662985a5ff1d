"""A member declares a tie before voting: the entry leaves their ballot and its base; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Refused
from app.entries.models import ConflictOfInterest, ConflictSource
from app.judging.ballots import closing, service
from app.judging.ballots.queries import voters_of
from app.judging.models import Assignment, StageEntry, Vote
from app.judging.stages.queries import entries_in
from app.results.rankings.queries import ballot_counts
from tests.factories import keep, make_person
from tests.judging.conftest import BALLOT, ROUND, ballot_of, vote
from tests.locking import locks_noted
from tests.results.conftest import Contest


def close(contest: Contest) -> None:
    with transaction():
        closing.close_ballot(ballot=ballot_of(contest), by=contest.officer)


def declare_conflict(contest: Contest, title: str, *, judge: int = 0, reason: str = "A former team.") -> int:
    entry = contest.entry(title)
    row = next(row for row in entries_in(contest.stage(BALLOT)) if row.candidacy.entry_id == entry.id)
    with transaction():
        service.declare_conflict(
            ballot=ballot_of(contest), stage_entry=row, reason=reason, by=contest.judges[judge]
        )
    return row.id


def test_a_member_who_declares_a_conflict_counts_as_recused_in_the_base(
    voting: Contest, session: Session
) -> None:
    row = declare_conflict(voting, "connected project 1")
    assert row not in service.votable(ballot_of(voting), voting.judges[0])
    for judge in voting.judges:
        vote(voting, judge)
    close(voting)
    yes, base, voters = ballot_counts(ballot_of(voting))
    assert (yes[row], base[row], voters) == (2, 2, 3)
    assert {base[other] for other in base if other != row} == {3}


def test_a_declaration_holds_the_edition_before_the_stage(voting: Contest) -> None:
    """As advancing does: neither waits for what the other holds."""
    with locks_noted() as locked:
        declare_conflict(voting, "connected project 1")
    assert locked[:2] == ["edition", "stage"]


def test_a_declaration_is_on_record_with_its_reason_for_the_office_alone(
    voting: Contest, session: Session
) -> None:
    declare_conflict(voting, "connected project 1", reason=" My sister works there. ")
    (conflict,) = session.scalars(
        sa.select(ConflictOfInterest).where(ConflictOfInterest.person_id == voting.judges[0].id)
    )
    assert (conflict.source, conflict.reason) == (ConflictSource.DECLARED, "My sister works there.")
    leaf = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "ballot.tie_declared")).one()
    assert leaf.actor == voting.judges[0].public_id and "sister" not in leaf.statement
    assert voters_of(ballot_of(voting).id) == set() and session.scalars(sa.select(Vote)).all() == []


def test_what_the_member_still_has_to_read_of_the_entry_is_given_up_with_it(
    voting: Contest, session: Session
) -> None:
    judge, candidacy = voting.judges[0], voting.entry("connected project 1").candidacies[0]
    row = keep(StageEntry(stage=voting.stage(ROUND), candidacy=candidacy, added_at=voting.clock.now))
    held = keep(
        Assignment(
            stage_entry=row, judge_id=judge.id, assigned_at=row.added_at, assigned_by_id=voting.officer.id
        )
    )
    declare_conflict(voting, "connected project 1")
    assert held.recused_at == voting.clock.now and held.released_by_id is None


@pytest.mark.parametrize("when", ["after voting", "after its hour", "after the count"])
def test_it_is_declared_before_the_vote(voting: Contest, session: Session, when: str) -> None:
    if when == "after voting":
        vote(voting, voting.judges[0])
    elif when == "after its hour":
        voting.clock.move(timedelta(days=2))
    else:
        voting.clock.move(timedelta(days=2))
        close(voting)
    with pytest.raises(Refused, match="You have voted" if when == "after voting" else "not open"):
        declare_conflict(voting, "connected project 1")
    assert session.scalars(sa.select(ConflictOfInterest)).all() == []


def test_only_a_member_declares_and_only_for_what_is_on_their_ballot(
    voting: Contest, session: Session
) -> None:
    declare_conflict(voting, "connected project 1")
    with pytest.raises(Refused, match="not on your ballot"):
        declare_conflict(voting, "connected project 1")
    with pytest.raises(Refused, match="Say what your conflict of interest is"):
        declare_conflict(voting, "connected project 2", reason=" ")
    voting.judges.append(make_person())
    with pytest.raises(Refused, match="Only a judge"):
        declare_conflict(voting, "connected project 2", judge=-1)
    assert len(session.scalars(sa.select(ConflictOfInterest)).all()) == 1
