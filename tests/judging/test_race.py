"""What is good once is done once: threads of several processes on one database, and the last vote against the count."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import Context
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import ApplicationError
from app.judging.assignments.models import AssignmentProposal, ProposalState
from app.judging.assignments.proposal_queries import pairs_of
from app.judging.ballots import closing
from app.judging.ballots.closing import commitment
from app.judging.models import Assignment, Ballot, BallotMark, BallotVoter, ScoreSheet, Vote
from app.judging.sheets import service as sheets_service
from app.people.models import Person, Role
from tests.factories import make_grant, make_person
from tests.isolation import prepared
from tests.judging.conftest import ROUND, ballot_of, open_ballot, with_ballot, with_dossier
from tests.judging.conftest import vote as give_vote
from tests.judging.racing import (
    GOOD,
    Target,
    Verb,
    assign_first,
    commit,
    open_for_judging,
    propose,
    recuse,
    save,
    send,
    undo,
    vote,
)
from tests.racing import in_transaction, race
from tests.results.conftest import JUDGED, OPEN, Contest, make_contest
from tests.time import Clock

PROCESSES, THREADS, ROUNDS = 2, 8, 4
ALL = PROCESSES * THREADS


def won(app: Flask, targets: list[Target], *verbs: Verb) -> list[int]:
    """How many of the sixteen attempts at each target succeeded; of two verbs, every second thread tries the other."""
    turns = [verbs[number // PROCESSES % len(verbs)] for number in range(ALL)]
    rounds = [[in_transaction(verb, one) for verb in turns] for one in targets]
    outcomes = race(app, rounds, at=JUDGED, processes=PROCESSES)
    assert [len(each) for each in outcomes] == [ALL] * len(targets)
    return [each.count(None) for each in outcomes]


def prepare(
    app: Flask, steps: Callable[[Contest], list[Target]], change: Callable[..., None]
) -> list[Target]:
    """A contest in a fresh database, as far as `steps` take it."""

    def play() -> list[Target]:
        with Clock.standing_at(OPEN) as now, prepared(app, keep=True):
            contest = make_contest(now, 2024, change)
            contest.apply()
            return steps(contest)

    return Context().run(play)


def with_more_members(contest: Contest) -> list[Target]:
    for _ in range(ROUNDS - len(contest.judges)):
        contest.judges.append(make_person())
        make_grant(contest.judges[-1], Role.JUDGE, contest.edition)
    db.session.expire_all()
    open_ballot(contest)
    return [Target(ballot_of(contest).id, judge.id) for judge in contest.judges]


def with_one_vote_missing(contest: Contest) -> list[Target]:
    """So that the quorum is there with or without it."""
    targets = with_more_members(contest)
    for judge in contest.judges[1:]:
        give_vote(contest, judge)
    return targets


def test_sixteen_votes_of_one_member_at_once_are_one(fresh_app: Flask) -> None:
    targets = prepare(fresh_app, with_more_members, with_ballot)
    assert won(fresh_app, targets, vote) == [1] * ROUNDS
    with fresh_app.app_context():
        voters = db.session.scalars(sa.select(BallotVoter.judge_id)).all()
        per_entry = db.session.execute(
            sa.select(Vote.stage_entry_id, sa.func.count()).group_by(Vote.stage_entry_id)
        )
        assert sorted(voters) == sorted(one.person_id for one in targets)
        assert [count for _entry, count in per_entry] == [ROUNDS] * 10


@pytest.mark.parametrize("verb", [save, send])
def test_sixteen_first_saves_of_one_sheet_are_one(fresh_app: Flask, verb: Verb) -> None:
    targets = prepare(fresh_app, first_assignments, with_dossier)
    counts = won(fresh_app, targets, verb)
    # The same text saved again changes nothing and is no conflict; a sheet is submitted once.
    assert len(counts) == ROUNDS and all(count == 1 or (verb is save and count > 0) for count in counts)
    with fresh_app.app_context():
        sheets = db.session.scalars(sa.select(ScoreSheet)).all()
        assert sorted(sheet.assignment_id for sheet in sheets) == sorted(one.row_id for one in targets)
        assert all(sheets_service.scores_of(sheet) == GOOD for sheet in sheets)
        assert {sheet.state for sheet in sheets} == {"draft" if verb is save else "submitted"}


def first_assignments(contest: Contest) -> list[Target]:
    contest.open(ROUND)
    return [Target(each.id, each.judge_id) for each in contest.assignments(ROUND)[:ROUNDS]]


def test_whoever_steps_back_sixteen_times_is_replaced_once(fresh_app: Flask) -> None:
    targets = prepare(fresh_app, one_of_each_entry, with_dossier)
    assert won(fresh_app, targets, recuse) == [1] * len(targets)
    with fresh_app.app_context():
        stepped_in = db.session.scalars(
            sa.select(Assignment.replaces_id).where(Assignment.replaces_id.is_not(None))
        )
        assert sorted(stepped_in) == sorted(one.row_id for one in targets)


def planned(contest: Contest) -> list[Target]:
    """A plan that waits."""
    contest.seat(ROUND)
    proposal = contest.plan(ROUND)
    return [Target(proposal.id, contest.officer.id, tuple(pairs_of(proposal)))]


def held(app: Flask) -> list[tuple[int, int]]:
    with app.app_context():
        rows = db.session.execute(sa.select(Assignment.stage_entry_id, Assignment.judge_id))
        return sorted((entry, judge) for entry, judge in rows)


def test_a_plan_committed_sixteen_times_is_written_once(fresh_app: Flask) -> None:
    (one,) = prepare(fresh_app, planned, with_dossier)
    assert won(fresh_app, [one], commit) == [1]
    assert held(fresh_app) == sorted(one.pairs)


def test_what_is_committed_and_taken_back_at_once_is_whole_or_gone(fresh_app: Flask) -> None:
    (one,) = prepare(fresh_app, planned, with_dossier)
    (count,) = won(fresh_app, [one], commit, undo)
    assert count in (1, 2) and held(fresh_app) == (sorted(one.pairs) if count == 1 else [])


@pytest.mark.parametrize(("slow", "fast"), [(undo, open_for_judging), (open_for_judging, undo)])
def test_a_stage_opens_with_its_judges_or_not_at_all(fresh_app: Flask, slow: Verb, fast: Verb) -> None:
    """While an assignment is being taken back, or while the stage is being opened."""

    def steps(contest: Contest) -> list[Target]:
        (one,) = planned(contest)
        contest.commit(db.session.get_one(AssignmentProposal, one.row_id))
        return [one]

    (one,) = prepare(fresh_app, steps, with_dossier)
    overtake(fresh_app, partial(slow, one), partial(fast, one))
    with fresh_app.app_context():
        is_open = db.session.get_one(AssignmentProposal, one.row_id).stage.opened_at is not None
    assert held(fresh_app) == (sorted(one.pairs) if is_open else []) and is_open == (slow is open_for_judging)


def test_of_sixteen_plans_worked_out_at_once_one_is_open(fresh_app: Flask) -> None:
    def steps(contest: Contest) -> list[Target]:
        contest.seat(ROUND)
        return [Target(contest.stage(ROUND).id, contest.officer.id)]

    won(fresh_app, prepare(fresh_app, steps, with_dossier), propose)
    with fresh_app.app_context():
        is_open = sa.select(sa.func.count()).where(AssignmentProposal.state == ProposalState.OPEN)
        assert db.session.scalar(is_open) == 1


def test_by_hand_beside_a_plan_gives_no_entry_a_third_reader(fresh_app: Flask) -> None:
    """It is not among what the plan writes: no constraint would see it."""

    def steps(contest: Contest) -> list[Target]:
        (one,) = planned(contest)
        every = {(entry, judge.id) for entry, _judge in one.pairs for judge in contest.judges}
        return [one, Target(0, contest.officer.id, tuple(sorted(every - set(one.pairs))))]

    plan, other = prepare(fresh_app, steps, with_dossier)
    overtake(fresh_app, partial(commit, plan), partial(assign_first, other))
    assert held(fresh_app) == sorted(plan.pairs)


def test_of_sending_in_and_stepping_back_at_once_none_is_half_done(fresh_app: Flask) -> None:
    """Whoever has submitted can step back still; whoever has stepped back submits no more."""
    targets = prepare(fresh_app, one_of_each_entry, with_dossier)
    counts = won(fresh_app, targets, send, recuse)
    with fresh_app.app_context():
        for one, count in zip(targets, counts, strict=True):
            assignment = db.session.get_one(Assignment, one.row_id)
            assert assignment.recused_at is not None and assignment.is_submitted == (count == 2)


def one_of_each_entry(contest: Contest) -> list[Target]:
    """Of several judges and entries, each entry once: who steps back from one reads no more of it."""
    chosen = first_assignments(contest)
    entries = {db.session.get_one(Assignment, one.row_id).stage_entry_id: one for one in chosen}
    return list(entries.values())


def overtake(app: Flask, slow: Callable[[], None], fast: Callable[[], None]) -> None:
    """Begin `slow`, let `fast` run into it before it has committed, then let both end."""
    done, go = threading.Event(), threading.Event()

    def first() -> None:
        with app.app_context(), clock.held_at(JUDGED), transaction():
            slow()
            db.session.flush()
            done.set()
            go.wait(10)

    def second() -> None:
        done.wait(10)
        try:
            with app.app_context(), clock.held_at(JUDGED), transaction():
                fast()
        except ApplicationError:
            pass

    threads = [threading.Thread(target=each) for each in (first, second)]
    for thread in threads:
        thread.start()
    done.wait(10)
    threads[1].join(1)  # it waits for the first, or has gone past it
    go.set()
    for thread in threads:
        thread.join()


def count_votes() -> None:
    ballot = db.session.scalars(sa.select(Ballot)).one()
    closing.close_ballot(ballot=ballot, by=db.session.get_one(Person, ballot.opened_by_id))


def test_a_vote_under_way_is_counted_or_refused_but_never_slips_past_the_count(fresh_app: Flask) -> None:
    targets = prepare(fresh_app, with_one_vote_missing, with_ballot)
    overtake(fresh_app, partial(vote, targets[0]), count_votes)
    assert standing(fresh_app) == (ROUNDS, 10 * ROUNDS), "the count waited for the vote"


def test_a_count_under_way_lets_no_vote_in(fresh_app: Flask) -> None:
    targets = prepare(fresh_app, with_one_vote_missing, with_ballot)
    overtake(fresh_app, count_votes, partial(vote, targets[0]))
    assert standing(fresh_app) == (ROUNDS - 1, 10 * (ROUNDS - 1)), (
        "the vote waited for the count, and came too late"
    )


def standing(app: Flask) -> tuple[int, int]:
    """Voters and votes, all of which the commitment must cover."""
    with app.app_context():
        ballot = db.session.scalars(sa.select(Ballot)).one()
        papers = db.session.scalars(sa.select(Vote).order_by(Vote.key)).all()
        rows = [
            {"key": p.key, "stage_entry_id": p.stage_entry_id, "mark": BallotMark(p.mark)} for p in papers
        ]
        assert ballot.votes_sha256 == commitment(rows)
        return db.session.scalar(sa.select(sa.func.count()).select_from(BallotVoter)) or 0, len(papers)
