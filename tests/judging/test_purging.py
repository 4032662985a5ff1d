"""What cannot be purged after the count, because somebody reads, is purged later; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import Model, db
from app.core.jobs import Every
from app.judging.jobs import purge_votes_job
from app.judging.models import Ballot, Vote
from app.programmes.models import Stage
from tests.databases import KINDS
from tests.judging.test_secrecy import MEMBERS, Poll, begin, keys, on, raw
from tests.time import Clock


@contextmanager
def reading(app: Flask, what: type[Model]) -> Iterator[None]:
    """Somebody began to read before the count, and has not ended: with all they read still in their sight."""
    with (
        app.app_context(),
        db.engine.connect().execution_options(isolation_level="SERIALIZABLE") as connection,
    ):
        connection.execute(sa.select(sa.func.count()).select_from(what)).all()
        yield


def copies(poll: Poll) -> set[int]:
    on_disk = raw(poll)
    return {on_disk.count(key.encode()) for key in keys(poll)}


@pytest.mark.parametrize("what", [Vote, Stage], ids=["papers", "something else"])
def test_the_count_is_answered_and_the_worker_purges_later(
    fresh_app: Flask, clock: Clock, what: type[Model]
) -> None:
    poll = begin(fresh_app, clock)
    for number in range(MEMBERS):
        poll.vote(number)
    once = {2} if on(poll, KINDS[0]) else {1}  # SQLite's index is in the same file
    task = Every(0, purge_votes_job, apart=False)
    with reading(fresh_app, what):
        poll.count()
        assert state(fresh_app) == (True, False)
        with fresh_app.app_context():
            task.tick()
        assert state(fresh_app) == (True, False)
    assert copies(poll) != once, "earlier copies are there"
    with fresh_app.app_context():
        task.tick()
    assert state(fresh_app) == (True, True) and copies(poll) == once


def state(app: Flask) -> tuple[bool, bool]:
    """Whether the ballot is closed, and whether its votes are purged."""
    with app.app_context():
        ballot = db.session.scalars(sa.select(Ballot)).one()
        return ballot.closed_at is not None, ballot.purged_at is not None
