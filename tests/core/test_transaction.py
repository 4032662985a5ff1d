from __future__ import annotations

import threading
import time
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, transaction
from app.core.db.transaction import Queue
from app.core.errors import Conflict
from app.core.models import Job
from app.people.models import Organisation
from tests.core.counting import count
from tests.factories import make_organisation, make_person
from tests.racing import race

PROCESSES, TIMES = 3, 25


def job() -> Job:
    return Job(kind="count", params={}, asked_at=clock.now())


def test_a_transaction_writes_all_or_nothing(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        with transaction() as session:
            session.add(job())
        with pytest.raises(ZeroDivisionError), transaction() as session:
            session.add(job())
            session.flush()
            raise ZeroDivisionError
        assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 1


def test_a_reader_cannot_write(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        db.session.add(job())
        with pytest.raises(DBAPIError):
            db.session.flush()
        db.session.rollback()
        with transaction() as session:
            session.add(job())
        with pytest.raises(DBAPIError):
            db.session.execute(sa.delete(Job))
        db.session.rollback()
        assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 1


def test_a_transaction_inside_another_is_a_mistake(session: Session) -> None:
    with transaction(), pytest.raises(RuntimeError, match="inside another"), transaction():
        pass
    with transaction():
        pass


def test_what_was_read_before_is_read_again_inside(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        with transaction() as session:
            session.add(job())
        mine = db.session.get_one(Job, 1)
        db.session.commit()
        other = threading.Thread(target=_set_total, args=(fresh_app, 7))
        other.start()
        other.join()
        assert mine.total == 0
        with transaction():
            assert mine.total == 7


def _set_total(app: Flask, total: int) -> None:
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Job).values(total=total))


def test_the_slower_of_two_editors_is_told(session: Session) -> None:
    organisation = make_organisation()
    with pytest.raises(Conflict), transaction():
        assert organisation.version == 1
        organisation.name_en = "mine"
        session.connection().execute(
            sa.update(Organisation).values(name_en="theirs", version=Organisation.version + 1)
        )
    assert organisation.version == 1


def test_a_save_at_the_same_instant_meets_the_constraint(session: Session) -> None:
    make_person(email="same@example.test")
    with pytest.raises(sa.exc.IntegrityError):
        make_person(email="same@example.test")
    session.rollback()


def test_no_process_loses_what_another_wrote(fresh_app: Flask) -> None:
    with fresh_app.app_context(), transaction() as session:
        session.add(job())
        session.add(Organisation(name_en="0", sort_key="0", country_region="CN", created_at=clock.now()))
    counting = [partial(count, TIMES)] * PROCESSES
    race(fresh_app, [counting], at=clock.now(), processes=PROCESSES)
    with fresh_app.app_context():
        assert db.session.scalar(sa.select(Organisation.name_en)) == str(PROCESSES * TIMES)
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(sa.select(Job.done)) == PROCESSES * TIMES


def test_the_queue_serves_in_the_order_of_asking() -> None:
    queue, served = Queue(), list[int]()

    def ask(number: int) -> None:
        with queue:
            served.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    with queue:
        for count, thread in enumerate(threads, start=1):
            thread.start()
            while len(queue._waiting) <= count:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert served == list(range(20))


def test_one_at_a_time_is_in_the_queue() -> None:
    queue, inside, most = Queue(), 0, 0

    def enter() -> None:
        nonlocal inside, most
        for _ in range(50):
            with queue:
                inside += 1
                most = max(most, inside)
                time.sleep(0)
                inside -= 1

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
