"""What the tables themselves give away: after the count, nothing leads from a voter to a mark; on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from structlog.testing import capture_logs

from app.audit.models import AuditEvent
from app.core.db import db, transaction
from app.core.idempotency import FIELD
from app.core.models import IdempotencyKey
from app.judging.models import BallotMark, BallotVoter, Vote
from app.outbox.models import Message
from app.people.models import Person, Role
from tests.client import Client, hidden_fields, signed_in_client
from tests.databases import Databases, app_on
from tests.factories import make_grant, make_person
from tests.isolation import prepared
from tests.judging.conftest import BALLOT, open_ballot, with_ballot
from tests.results.conftest import JUDGED, OPEN, make_contest
from tests.time import Clock

MEMBERS = 12
MARKS = tuple(BallotMark)


@dataclass
class Poll:
    """A ballot in a database of its own, where every vote is a transaction of its own."""

    app: Flask
    clock: Clock
    stage: str
    officer_id: int
    member_ids: list[int]

    @property
    def address(self) -> str:
        return f"/ballots/{self.stage}"

    def browser(self, person_id: int) -> Client:
        with self.app.app_context(), transaction() as session:
            return signed_in_client(self.app, self.clock, session.get_one(Person, person_id))

    def vote(self, number: int) -> dict[str, str]:
        """Each member marks all alike, so that one vote that is traced gives the rest away. What was sent."""
        client = self.browser(self.member_ids[number])
        page = client.get(self.address).text
        marks = dict.fromkeys(re.findall(r'name="(m_\w+)"', page), str(MARKS[number % 3]))
        form = {**hidden_fields(page, self.address), **marks}
        with capture_logs() as lines:
            assert client.post(self.address, data=form).status_code == 303
        assert lines == [], "a vote has no line in the log"
        return form

    def count(self) -> None:
        assert self.browser(self.officer_id).send(f"/stages/{self.stage}/count").status_code == 303

    @contextmanager
    def rows(self) -> Iterator[sa.Connection]:
        with self.app.app_context(), db.engine.connect() as connection:
            yield connection


def begin(app: Flask, clock: Clock) -> Poll:
    def play() -> tuple[str, int, list[int]]:
        with Clock.standing_at(OPEN) as now, prepared(app, keep=True):
            contest = make_contest(now, 2024, with_ballot)
            contest.apply()
            for _ in range(MEMBERS - len(contest.judges)):
                contest.judges.append(make_person())
                make_grant(contest.judges[-1], Role.JUDGE, contest.edition)
            db.session.expire_all()
            open_ballot(contest)
            return contest.stage(BALLOT).public_id, contest.officer.id, [judge.id for judge in contest.judges]

    stage, officer, members = Context().run(play)
    clock.set(JUDGED + timedelta(minutes=1))
    return Poll(app, clock, stage, officer, members)


@pytest.fixture
def poll(fresh_app: Flask, clock: Clock) -> Poll:
    return begin(fresh_app, clock)


@pytest.fixture(scope="module")
def counted(databases: Databases, kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poll]:
    """One that everybody has voted in, and that was counted; it is only read."""
    with app_on(databases.copy(kind), tmp_path_factory.mktemp("counted")) as app:
        with Clock.standing_at(JUDGED) as clock:
            poll = begin(app, clock)
            for number in range(MEMBERS):
                poll.vote(number)
                poll.clock.move(timedelta(minutes=1))
            poll.count()
        yield poll


def on(poll: Poll, kind: str) -> bool:
    return poll.app.config["SETTINGS"].is_sqlite == (kind == "sqlite")


def keys(poll: Poll) -> list[str]:
    with poll.rows() as connection:
        return list(connection.scalars(sa.select(Vote.key)))


def test_a_vote_leaves_no_leaf_and_no_message(poll: Poll) -> None:
    def traces() -> list[Any]:
        with poll.rows() as connection:
            leaves = sa.select(AuditEvent.action).where(AuditEvent.action.not_like("session.%"))
            return [connection.scalars(leaves.order_by(AuditEvent.id)).all(), connection.scalar(messages)]

    messages = sa.select(sa.func.count()).select_from(Message)
    before = traces()
    poll.vote(0)
    assert traces() == before


def test_the_form_is_remembered_without_what_was_sent_and_when(poll: Poll) -> None:
    form = poll.vote(0)
    with poll.rows() as connection:
        kept = connection.execute(sa.select(IdempotencyKey).where(IdempotencyKey.key == form[FIELD])).one()
    assert (kept.body_sha256, kept.at) == ("", None)
    assert kept.location == poll.address


def test_the_same_form_again_even_with_other_marks_is_the_same_vote(poll: Poll) -> None:
    form = poll.vote(0)
    client = poll.browser(poll.member_ids[0])
    other = {**form, "csrf_token": client.token(), **{name: "no" for name in form if name.startswith("m_")}}
    answer = client.post(poll.address, data=other)
    assert (answer.status_code, answer.location) == (303, poll.address)
    with poll.rows() as connection:
        marks = connection.scalars(sa.select(Vote.mark)).all()
        assert connection.scalar(sa.select(sa.func.count()).select_from(BallotVoter)) == 1
    assert marks == [MARKS[0]] * 10


def test_no_row_carries_the_mark_of_the_vote_that_wrote_it(counted: Poll) -> None:
    """On PostgreSQL every row remembers its transaction: all must be of one, the count's own. On SQLite many tables
    number their rows as they come: these have no such number."""
    if on(counted, "sqlite"):
        with counted.rows() as connection:
            for table in ("vote", "ballot_voter"):
                with pytest.raises(sa.exc.OperationalError, match="no such column: rowid"):
                    connection.execute(sa.text(f"SELECT rowid FROM {table}"))
        return
    with counted.rows() as connection:
        papers = connection.execute(sa.text("SELECT xmin::text, xmax::text FROM vote")).all()
        voters = connection.execute(sa.text("SELECT xmin::text, xmax::text FROM ballot_voter")).all()
        forms = connection.scalars(
            sa.text("SELECT xmin::text FROM idempotency_key WHERE body_sha256 = ''")
        ).all()
    assert len(papers) == 10 * MEMBERS and len(set(papers)) == 1
    assert set(voters) == set(papers)
    assert len(set(forms)) == MEMBERS and not {xmin for xmin, _xmax in papers} & set(forms)


def test_rows_lie_in_the_order_of_their_keys(counted: Poll) -> None:
    """However a table is read, its order is neither that of voting nor that of who voted together."""
    place = "" if on(counted, "sqlite") else " ORDER BY ctid"
    with counted.rows() as connection:
        papers = list(connection.scalars(sa.text(f"SELECT key FROM vote{place}")))
        voters = list(connection.scalars(sa.text(f"SELECT judge_id FROM ballot_voter{place}")))
    assert papers == sorted(papers) and voters == sorted(voters)


def raw(poll: Poll) -> bytes:
    """The bytes on the disk in which votes lie, with whatever deleted rows have left there."""
    url = poll.app.config["SETTINGS"].database_url
    if on(poll, "sqlite"):
        path = url.removeprefix("sqlite:///")
        return b"".join(Path(part).read_bytes() for part in (path, f"{path}-wal") if Path(part).exists())
    with closing(psycopg.connect(url.replace("+psycopg", ""), autocommit=True)) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT pg_read_binary_file(pg_relation_filepath('vote'))").fetchone()
    assert row is not None
    return bytes(row[0])


def test_no_earlier_copy_of_a_vote_is_left_on_the_disk(counted: Poll) -> None:
    """A copy from before the count would lie beside those that were cast with it."""
    on_disk = raw(counted)
    copies = {key: on_disk.count(key.encode()) for key in keys(counted)}
    once = 2 if on(counted, "sqlite") else 1  # SQLite's index is in the same file
    assert copies == dict.fromkeys(copies, once) and len(copies) == 10 * MEMBERS


def test_before_the_count_they_could_be_traced_so_these_tests_can_see(poll: Poll) -> None:
    """The link that the count destroys is there before it: without the rewriting, the tests above would be red."""
    for number in range(3):
        poll.vote(number)
    if on(poll, "sqlite"):
        found = raw(poll)
        assert any(found.count(key.encode()) > 2 for key in keys(poll))
        return
    with poll.rows() as connection:
        linked = connection.execute(
            sa.text(
                "SELECT v.judge_id, p.mark FROM ballot_voter v JOIN vote p ON p.xmin::text = v.xmin::text "
                "GROUP BY 1, 2 ORDER BY 1"
            )
        ).all()
    assert [tuple(row) for row in linked] == [(poll.member_ids[n], MARKS[n]) for n in range(3)]


def test_figures_of_the_count_are_those_of_the_votes(counted: Poll) -> None:
    with counted.rows() as connection:
        marks = connection.execute(sa.select(Vote.mark, sa.func.count()).group_by(Vote.mark))
        assert {row.mark: row[1] for row in marks} == dict.fromkeys(MARKS, 10 * MEMBERS // 3)
        voters = connection.scalars(sa.select(BallotVoter.judge_id)).all()
    assert sorted(voters) == sorted(counted.member_ids)
