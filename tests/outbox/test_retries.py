"""A letter that could not be sent: tried again later and later, and in the end given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.outbox.models import Message
from app.outbox.retries import MOST_ATTEMPTS, delay_after
from app.outbox.sending import send_waiting
from app.people.models import Person
from tests.outbox.server import Box

Write = Callable[..., Person]
Later = Callable[..., None]
pytestmark = pytest.mark.usefixtures("clock")


def messages() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Message).order_by(Message.id)))


def to(number: int) -> str:
    return f"person{number}@firm.cn"


def test_a_refused_receiver_is_given_up_and_others_get_theirs(write: Write, mailbox: Box) -> None:
    write(to(1))
    write(to(2))
    mailbox.answers[to(1)] = "550 no such mailbox"
    assert send_waiting() == 1
    refused, sent = messages()
    assert (refused.sent_at, refused.given_up_at) == (None, clock.now())
    assert "no such mailbox" in (refused.last_error or "")
    assert sent.sent_at == clock.now()
    assert send_waiting() == 0


def test_a_passing_fault_is_tried_again_later_and_later(write: Write, mailbox: Box, later: Later) -> None:
    write(to(1))
    mailbox.answers[to(1)] = "451 try again"
    tries: list[datetime] = []
    for _ in range(40):
        before = messages()[0].attempts
        send_waiting()
        if messages()[0].attempts > before:
            tries.append(clock.now())
        later(minutes=1)
    waits = [(b - a) / timedelta(minutes=1) for a, b in pairwise(tries)]
    assert waits == [2, 4, 8, 16]
    mailbox.answers.clear()
    later(hours=6)
    assert send_waiting() == 1


def test_in_the_end_it_is_given_up(write: Write, mailbox: Box, later: Later) -> None:
    write(to(1))
    mailbox.answers[to(1)] = "451 try again"
    for _ in range(MOST_ATTEMPTS + 3):
        send_waiting()
        later(hours=7)
    (message,) = messages()
    assert message.attempts == MOST_ATTEMPTS
    assert message.given_up_at is not None


def test_delays_grow_to_six_hours() -> None:
    assert [delay_after(n) for n in (1, 2, 8, 9, 500)] == [
        timedelta(minutes=2),
        timedelta(minutes=4),
        timedelta(minutes=256),
        timedelta(hours=6),
        timedelta(hours=6),
    ]
