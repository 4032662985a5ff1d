"""What is good once is done once: threads of several processes on one database, and the last vote against the count."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextvars import Context
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.models import Person, Role
from app.core import clock
from app.core.db import db, deed
from app.core.errors import ApplicationError
from app.judging import service
from app.judging.models import Assignment, Ballot, BallotMark, BallotPaper, BallotVoter, ScoreSheet
from app.judging.queries import entries_in
from app.judging.service.ballots import commitment
from app.programmes.models import Stage
from tests.factories import make_grant, make_person
from tests.judging import racing
from tests.judging.conftest import (
    ROUND,
    ballot_of,
    judges_on,
    open_ballot,
    prepared,
    with_ballot,
    with_dossier,
)
from tests.judging.racing import THREADS, Round
from tests.results.conftest import JUDGED, Contest, make_contest

PROCESSES, ROUNDS = 2, 4


Race = Callable[[Flask, list[Round]], list[int]]


@pytest.fixture(scope="module")
def race(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Race]:
    """How many of the sixteen attempts of each round succeeded. The processes run all races: to start one takes its
    time."""
    spawn, folder = multiprocessing.get_context("spawn"), tmp_path_factory.mktemp("race")
    start = spawn.Barrier(PROCESSES * THREADS)

    def run(app: Flask, rounds: list[Round]) -> list[int]:
        url = app.config["SETTINGS"].database_url
        start.reset()
        started = [pool.submit(racing.run, url, folder, JUDGED, rounds) for _ in range(PROCESSES)]
        return [sum(each) for each in zip(*(future.result(timeout=110) for future in started), strict=True)]

    with ProcessPoolExecutor(PROCESSES, mp_context=spawn, initializer=racing.begin, initargs=(start,)) as pool:
        yield run


def prepare(app: Flask, steps: Callable[[Contest], list[Round]], change: Callable[..., None]) -> list[Round]:
    """A contest in a fresh database, as far as `steps` take it."""
    def play() -> list[Round]:
        with prepared(app) as now:
            contest = make_contest(now, 2024, change)
            contest.apply()
            return steps(contest)

    return Context().run(play)


def with_more_members(contest: Contest) -> list[Round]:
    for _ in range(ROUNDS - len(contest.judges)):
        contest.judges.append(make_person())
        make_grant(contest.judges[-1], Role.JUDGE, contest.edition)
    db.session.expire_all()
    open_ballot(contest)
    return [Round("vote", ballot_of(contest).id, judge.id) for judge in contest.judges]


def test_sixteen_votes_of_one_member_at_once_are_one(fresh_app: Flask, race: Race) -> None:
    rounds = prepare(fresh_app, with_more_members, with_ballot)
    assert race(fresh_app, rounds) == [1] * ROUNDS
    with fresh_app.app_context():
        voters = db.session.scalars(sa.select(BallotVoter.judge_id)).all()
        per_entry = db.session.execute(
            sa.select(BallotPaper.stage_entry_id, sa.func.count()).group_by(BallotPaper.stage_entry_id)
        )
        assert sorted(voters) == sorted(one.person_id for one in rounds)
        assert [count for _entry, count in per_entry] == [ROUNDS] * 10


@pytest.mark.parametrize("kind_of_deed", ["save", "send"])
def test_sixteen_first_saves_of_one_sheet_are_one(fresh_app: Flask, race: Race, kind_of_deed: str) -> None:
    rounds = prepare(fresh_app, lambda contest: first_rounds(contest, kind_of_deed), with_dossier)
    assert race(fresh_app, rounds) == [1] * ROUNDS
    with fresh_app.app_context():
        sheets = db.session.scalars(sa.select(ScoreSheet)).all()
        assert sorted(sheet.assignment_id for sheet in sheets) == sorted(one.row_id for one in rounds)
        assert all(service.scores_of(sheet) == racing.GOOD for sheet in sheets)
        assert {sheet.state for sheet in sheets} == {"draft" if kind_of_deed == "save" else "sent"}


def first_rounds(contest: Contest, kind_of_deed: str) -> list[Round]:
    contest.open(ROUND)
    return [Round(kind_of_deed, each.id, each.judge_id) for each in contest.assignments(ROUND)[:ROUNDS]]


def test_whoever_steps_back_sixteen_times_is_replaced_once(fresh_app: Flask, race: Race) -> None:
    rounds = prepare(fresh_app, lambda contest: one_of_each_entry(first_rounds(contest, "recuse")), with_dossier)
    assert race(fresh_app, rounds) == [1] * len(rounds)
    with fresh_app.app_context():
        stepped_in = db.session.scalars(sa.select(Assignment.replaces_id).where(Assignment.replaces_id.is_not(None)))
        assert sorted(stepped_in) == sorted(one.row_id for one in rounds)


def test_one_plan_of_sixteen_is_written(fresh_app: Flask, race: Race) -> None:
    def steps(contest: Contest) -> list[Round]:
        contest.seat(ROUND)
        pairs = service.plan_assignments(contest.stage(ROUND))
        return [Round("assign", contest.stage(ROUND).id, contest.officer.id, tuple(pairs))]

    (one,) = prepare(fresh_app, steps, with_dossier)
    assert race(fresh_app, [one]) == [1]
    with fresh_app.app_context():
        held = db.session.execute(sa.select(Assignment.stage_entry_id, Assignment.judge_id))
        assert sorted(tuple(row) for row in held) == sorted(one.pairs)


def test_two_different_plans_give_no_entry_a_third_reader(fresh_app: Flask) -> None:
    """Neither is among what the other writes: no constraint would see it."""
    def steps(contest: Contest) -> list[Round]:
        contest.seat(ROUND)
        stage, officer = contest.stage(ROUND), contest.officer
        first = service.plan_assignments(stage)
        every = {(entry, judge.id) for entry, _judge in first for judge in contest.judges}
        return [Round("assign", stage.id, officer.id, tuple(pairs)) for pairs in (first, sorted(every - set(first)))]

    rounds = prepare(fresh_app, steps, with_dossier)
    overtake(fresh_app, *(lambda one=one: _assign(one) for one in rounds))
    with fresh_app.app_context():
        stage = db.session.get_one(Stage, rounds[0].row_id)
        assert {len(judges_on(row)) for row in entries_in(stage)} == {2}


def test_of_sending_in_and_stepping_back_at_once_one_wins(fresh_app: Flask, race: Race) -> None:
    rounds = prepare(fresh_app, lambda contest: rivals(contest, "send", "recuse"), with_dossier)
    assert race(fresh_app, rounds) == [1] * len(rounds)
    with fresh_app.app_context():
        for one in rounds:
            assignment = db.session.get_one(Assignment, one.row_id)
            assert assignment.is_sent == (assignment.recused_at is None)


def rivals(contest: Contest, deed: str, rival: str) -> list[Round]:
    """Of several judges and entries, each entry once: who steps back from one reads no more of it."""
    return [replace(one, rival=rival) for one in one_of_each_entry(first_rounds(contest, deed))]


def one_of_each_entry(rounds: list[Round]) -> list[Round]:
    entries = {db.session.get_one(Assignment, one.row_id).stage_entry_id: one for one in rounds}
    return list(entries.values())


def _assign(one: Round) -> None:
    racing.assign(one, db.session.get_one(Person, one.person_id))


def overtake(app: Flask, slow: Callable[[], None], fast: Callable[[], None]) -> None:
    """Begin `slow`, let `fast` run into it before it has committed, then let both end."""
    done, go = threading.Event(), threading.Event()

    def first() -> None:
        with app.app_context(), clock.held_at(JUDGED), deed():
            slow()
            db.session.flush()
            done.set()
            go.wait(10)

    def second() -> None:
        done.wait(10)
        try:
            with app.app_context(), clock.held_at(JUDGED), deed():
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
    service.close_ballot(ballot=ballot, by=db.session.get_one(Person, ballot.opened_by_id))


def test_a_vote_under_way_is_counted_or_refused_but_never_slips_past_the_count(fresh_app: Flask) -> None:
    rounds = prepare(fresh_app, with_more_members, with_ballot)
    overtake(fresh_app, lambda: _vote(rounds[0]), count_votes)
    assert standing(fresh_app) == (1, 10), "the count waited for the vote"


def test_a_count_under_way_lets_no_vote_in(fresh_app: Flask) -> None:
    rounds = prepare(fresh_app, with_more_members, with_ballot)
    overtake(fresh_app, count_votes, lambda: _vote(rounds[0]))
    assert standing(fresh_app) == (0, 0), "the vote waited for the count, and came too late"


def _vote(one: Round) -> None:
    racing.vote(one, db.session.get_one(Person, one.person_id))


def standing(app: Flask) -> tuple[int, int]:
    """Voters and papers, all of which the commitment must cover."""
    with app.app_context():
        ballot = db.session.scalars(sa.select(Ballot)).one()
        papers = db.session.scalars(sa.select(BallotPaper).order_by(BallotPaper.key)).all()
        rows = [{"key": p.key, "stage_entry_id": p.stage_entry_id, "mark": BallotMark(p.mark)} for p in papers]
        assert ballot.papers_sha256 == commitment(rows)
        return db.session.scalar(sa.select(sa.func.count()).select_from(BallotVoter)) or 0, len(papers)
