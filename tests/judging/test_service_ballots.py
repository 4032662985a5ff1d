"""Secret ballots: one vote each, for what one has no tie to, while it is open; on both databases."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.judging.ballots import closing
from app.judging.ballots import service as ballots_service
from app.judging.ballots.queries import voters_of
from app.judging.models import Ballot, BallotMark, BallotVoter, Vote
from app.judging.stages import service as stages_service
from app.judging.stages.queries import entries_in
from app.people.models import Role
from app.programmes.models import Edition
from app.programmes.rulebook import canonical_json
from app.results.rankings import service as rankings_service
from app.results.rankings.queries import ballot_counts
from tests.factories import make_grant, make_officer, make_person
from tests.judging.conftest import BALLOT, ROUND, ballot_of, declare, employ, vote
from tests.results.conftest import Contest, under

YES, NO, ABSTAIN = BallotMark.YES, BallotMark.NO, BallotMark.ABSTAIN


def papers(session: Session, contest: Contest) -> list[Vote]:
    own = sa.select(Vote).where(Vote.ballot_id == ballot_of(contest).id).order_by(Vote.key)
    return list(session.scalars(own))


def cast(contest: Contest, marks: Mapping[int, BallotMark], judge: int = 0) -> None:
    with transaction():
        ballots_service.cast(ballot=ballot_of(contest), marks=marks, by=contest.judges[judge])


def ids(contest: Contest) -> list[int]:
    return [row.id for row in entries_in(contest.stage(BALLOT))]


def close(contest: Contest) -> Ballot:
    with transaction():
        return closing.close_ballot(ballot=ballot_of(contest), by=contest.officer)


def test_every_vote_is_one_mark_for_each_entry(voting: Contest, session: Session) -> None:
    first, second, *rest = ids(voting)
    cast(voting, {first: YES, second: NO})
    marks = {paper.stage_entry_id: paper.mark for paper in papers(session, voting)}
    assert marks == {first: YES, second: NO, **dict.fromkeys(rest, ABSTAIN)}
    assert voters_of(ballot_of(voting).id) == {voting.judges[0].id}


def test_votes_have_random_keys_and_nothing_else(voting: Contest, session: Session) -> None:
    for judge in voting.judges:
        vote(voting, judge)
    keys = [paper.key for paper in papers(session, voting)]
    assert len(set(keys)) == 30 and all(len(key) == 32 and int(key, 16) >= 0 for key in keys)
    assert {column.name for column in Vote.__table__.columns} == {
        "key",
        "ballot_id",
        "stage_entry_id",
        "mark",
    }
    assert {column.name for column in BallotVoter.__table__.columns} == {"ballot_id", "judge_id"}


def test_nobody_votes_twice(voting: Contest, session: Session) -> None:
    vote(voting, voting.judges[0])
    with pytest.raises(Refused, match="You have voted"):
        vote(voting, voting.judges[0], NO)
    assert Counter(paper.mark for paper in papers(session, voting)) == {YES: 10}


def test_the_database_itself_counts_nobody_twice(voting: Contest, session: Session) -> None:
    vote(voting, voting.judges[0])
    with pytest.raises(IntegrityError), transaction():
        session.add(BallotVoter(ballot_id=ballot_of(voting).id, judge_id=voting.judges[0].id))


def test_a_stage_has_one_ballot(voting: Contest, session: Session) -> None:
    held = ballot_of(voting)
    with pytest.raises(IntegrityError), transaction():
        session.add(
            Ballot(
                stage_id=held.stage_id, members=3, opened_at=held.opened_at, opened_by_id=voting.officer.id
            )
        )


@pytest.mark.parametrize("tie", [employ, declare])
def test_a_member_with_a_conflict_has_no_vote_for_that_entry(
    voting: Contest, session: Session, tie: object
) -> None:
    judge, entry = voting.judges[0], voting.entry("connected project 1")
    tie(judge, entry)  # type: ignore[operator]
    mine = next(row for row in entries_in(voting.stage(BALLOT)) if row.candidacy.entry_id == entry.id)
    with pytest.raises(Invalid, match="cannot vote on"):
        cast(voting, dict.fromkeys(ids(voting), YES))
    assert papers(session, voting) == [] and voters_of(ballot_of(voting).id) == set()
    vote(voting, judge)
    assert mine.id not in {paper.stage_entry_id for paper in papers(session, voting)}
    assert len(papers(session, voting)) == 9


def test_an_entry_of_another_stage_takes_no_mark(voting: Contest, session: Session) -> None:
    with pytest.raises(Invalid, match="cannot vote on"):
        cast(voting, {**dict.fromkeys(ids(voting), YES), 10**6: YES})
    assert papers(session, voting) == []


@pytest.mark.parametrize(
    "who", ["stranger", "officer", "auditor", "judge without a seat", "judge of another edition"]
)
def test_only_members_of_the_committee_vote(
    voting: Contest, fresh: Contest, session: Session, who: str
) -> None:
    person = {
        "stranger": make_person,
        "officer": lambda: voting.officer,
        "auditor": lambda: voting.auditor,
        "judge without a seat": lambda: judge_of(voting.edition),
        "judge of another edition": lambda: fresh.judges[0],
    }[who]()
    with pytest.raises(Refused):
        vote(voting, person)
    assert papers(session, voting) == [] and voters_of(ballot_of(voting).id) == set()


def judge_of(edition: Edition) -> object:
    made = make_person()
    make_grant(made, Role.JUDGE, edition)
    return made


def test_a_vote_counts_until_the_second_at_which_the_ballot_closes(voting: Contest) -> None:
    closes = ballot_of(voting).stage.closes_at
    assert closes is not None
    voting.clock.set(closes - timedelta(seconds=1))
    vote(voting, voting.judges[0])
    voting.clock.set(closes)
    with pytest.raises(Refused, match="The ballot is not open"):
        vote(voting, voting.judges[1])
    assert voters_of(ballot_of(voting).id) == {voting.judges[0].id}


def test_after_the_count_nobody_votes(voting: Contest, session: Session) -> None:
    for judge in voting.judges[:2]:
        vote(voting, judge)
    close(voting)
    with pytest.raises(Refused, match="The ballot is not open"):
        vote(voting, voting.judges[2])
    assert len(papers(session, voting)) == 20


@pytest.mark.parametrize("who", ["member", "approver", "auditor", "officer of another edition"])
def test_only_an_officer_of_the_edition_opens_and_closes(
    voting: Contest, session: Session, fresh: Contest, who: str
) -> None:
    person = {
        "member": lambda: voting.judges[0],
        "approver": lambda: voting.approver,
        "auditor": lambda: voting.auditor,
        "officer of another edition": lambda: make_officer(fresh.edition),
    }[who]()
    with pytest.raises(Refused, match="Only an officer"), transaction():
        closing.close_ballot(ballot=ballot_of(voting), by=person)
    with pytest.raises(Refused, match="Only an officer"), transaction():
        ballots_service.open_ballot(
            stage=voting.stage(BALLOT), closes_at=voting.clock.now + timedelta(1), by=person
        )


def test_a_ballot_needs_a_committee_and_entries(voting: Contest, session: Session) -> None:
    """In the scoring stage of the same edition there is none to open, and the stage of a ballot opens with it."""
    later = voting.clock.now + timedelta(days=1)
    with pytest.raises(Refused, match="no ballot in this stage"), transaction():
        ballots_service.open_ballot(stage=voting.stage(ROUND), closes_at=later, by=voting.officer)
    with pytest.raises(Refused, match="This stage has begun"), transaction():
        ballots_service.open_ballot(stage=voting.stage(BALLOT), closes_at=later, by=voting.officer)


def test_no_entry_is_added_to_a_ballot_that_has_begun(voting: Contest, session: Session) -> None:
    """Whoever voted before would have no vote for it."""
    with pytest.raises(Refused, match="The ballot has begun"), transaction():
        stages_service.enter(stage=voting.stage(BALLOT), candidacies=[], by=voting.officer)


def test_the_figures_of_quorum_and_majority(voting: Contest, session: Session) -> None:
    """Two of three voted, which is the quorum; a member with a conflict of interest with the first is not in its base."""
    first, *_rest = entries_in(voting.stage(BALLOT))
    declare(voting.judges[0], first.candidacy.entry)
    vote(voting, voting.judges[0], YES)
    cast(voting, {first.id: YES}, judge=1)
    ballot = close(voting)
    yes, base, cast_in_all = ballot_counts(ballot)
    assert (yes[first.id], base[first.id], cast_in_all, ballot.members) == (1, 1, 2, 3)
    assert {base[entry] for entry in ids(voting)[1:]} == {2} and {
        yes[entry] for entry in ids(voting)[1:]
    } == {1}
    with transaction():
        ranking = rankings_service.rank_stage(stage=voting.stage(BALLOT), by=voting.officer)
    passed = {row.stage_entry_id for row in ranking.rows if row.passed}
    assert (ranking.facts["quorum_met"], passed) == (True, {first.id}), "one of two is less than two thirds"


def test_without_a_quorum_nothing_passes(voting: Contest) -> None:
    vote(voting, voting.judges[0], YES)
    voting.clock.move(timedelta(days=1))
    close(voting)
    with transaction():
        ranking = rankings_service.rank_stage(stage=voting.stage(BALLOT), by=voting.officer)
    assert ranking.facts["quorum_met"] is False and not any(row.passed for row in ranking.rows)


def test_an_open_ballot_is_not_counted(voting: Contest) -> None:
    vote(voting, voting.judges[0])
    with pytest.raises(Refused, match="before the stage is closed"), transaction():
        rankings_service.rank_stage(stage=voting.stage(BALLOT), by=voting.officer)


@pytest.mark.parametrize(("abstentions", "bases"), [(True, (2, 2)), (False, (1, 1))])
def test_who_abstains_counts_in_the_base_or_not(
    voting: Contest, abstentions: bool, bases: tuple[int, int]
) -> None:
    """Two vote; of each entry one says yes and the other nothing."""
    first, second = ids(voting)[:2]
    cast(voting, {first: YES}, judge=0)
    cast(voting, {second: YES}, judge=1)
    _yes, base, voters = ballot_counts(close(voting), abstentions=abstentions)
    assert ((base[first], base[second]), voters) == (bases, 2)


def test_where_abstentions_are_left_out_the_majority_is_of_yes_and_no(
    voting: Contest, session: Session
) -> None:
    first, second = ids(voting)[:2]
    raw = json.loads(canonical_json(voting.edition.rulebook))
    ballot = next(stage for stage in raw["directions"][0]["stages"] if stage["code"] == BALLOT)["ballot"]
    ballot["abstentions"] = "left_out"
    under(voting, directions=raw["directions"])
    cast(voting, {first: YES}, judge=0)
    cast(voting, {second: YES}, judge=1)
    close(voting)
    with transaction():
        ranking = rankings_service.rank_stage(stage=voting.stage(BALLOT), by=voting.officer)
    assert {row.stage_entry_id for row in ranking.rows if row.passed} == {first, second}
