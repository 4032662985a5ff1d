"""Rows that are written past the session, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import bulk_insert, db, transaction
from app.core.models import IdempotencyKey, Job, JobState


def test_appended_rows_have_all_that_objects_have(session: Session) -> None:
    asked = clock.now()
    with transaction():
        bulk_insert(Job, *({"kind": kind, "params": {"n": [1]}, "asked_at": asked} for kind in ("a", "b")))
    first, second = session.scalars(sa.select(Job).order_by(Job.kind))
    assert (first.kind, first.params, first.asked_at, first.state) == (
        "a",
        {"n": [1]},
        asked,
        JobState.QUEUED,
    )
    assert len({first.public_id, second.public_id}) == 2


def test_nothing_to_append_is_nothing(session: Session) -> None:
    with transaction():
        bulk_insert(Job)
    assert session.scalar(sa.select(sa.func.count(Job.id))) == 0


def test_they_go_with_their_transaction(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        with pytest.raises(ZeroDivisionError), transaction():
            bulk_insert(Job, {"kind": "a", "params": {}, "asked_at": clock.now()})
            raise ZeroDivisionError
        assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 0


def test_a_constraint_speaks_at_once(session: Session) -> None:
    once = {"endpoint": "e", "key": "k" * 16, "location": "/"}
    with pytest.raises(IntegrityError), transaction():
        bulk_insert(IdempotencyKey, once)
        bulk_insert(IdempotencyKey, once)
