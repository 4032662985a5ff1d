"""The tests' own ground: what one test writes, no other sees, and only transactions write."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.db import db, transaction
from app.people.models import Person
from tests.factories import make_organisation, make_person
from tests.isolation import preparing


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_undone(session: Session, turn: int) -> None:
    make_person(email="once@example.test")
    with transaction() as inside:
        inside.add(Person(email="twice@example.test", name_zh="乙", sort_key="yi", created_at=sa.func.now()))
    assert session.scalar(sa.select(sa.func.count(Person.id))) == 2


def test_a_transaction_that_fails_leaves_the_rows_from_before(session: Session) -> None:
    make_person(email="before@example.test")
    with pytest.raises(ZeroDivisionError), transaction():
        make_organisation()
        raise ZeroDivisionError
    assert session.scalars(sa.select(Person.email)).all() == ["before@example.test"]


def test_outside_of_a_transaction_a_request_cannot_write(session: Session, app: Flask) -> None:
    make_person(email="a@example.test")
    token = preparing.set(False)
    try:
        session.execute(sa.select(Person)).all()
        with pytest.raises(DBAPIError):
            session.execute(sa.update(Person).values(email="b@example.test"))
        session.rollback()
        with transaction():
            db.session.execute(sa.update(Person).values(email="b@example.test"))
    finally:
        preparing.reset(token)
    assert session.scalar(sa.select(Person.email)) == "b@example.test"
