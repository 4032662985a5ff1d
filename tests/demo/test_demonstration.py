"""The whole demonstration, played once at its real size: it keeps the rules, and every role finds work and no dead end."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.keys import verifier
from app.audit.models import AuditCheckpoint, AuditEvent, AuditPlace
from app.audit.verify import verify
from app.core import clock
from app.core.db import db, transaction
from app.demo import season_report as table
from app.demo.accounts import ROLES
from app.demo.commands import bring_up_to_today, play_all
from app.demo.runner import Telling
from app.demo.season import Season
from app.desk.tasks import sections
from app.people.models import Person, RoleGrant
from app.people.passwords.hashing import hash_password
from app.people.sign_in.sessions import IN_COOKIE, open_session
from app.programmes.models import Edition
from tests.client import Client
from tests.crawling import reachable
from tests.databases import app_on, create_tables
from tests.sharing import once
from tests.time import Clock

EACH = 3


@pytest.fixture(scope="module")
def today() -> datetime:
    return clock.now()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, today: datetime) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("demonstration")
    once(tmp_path_factory.getbasetemp(), "the demonstration was played")
    url = f"sqlite:///{folder / 'awards.sqlite3'}"
    create_tables(url)
    with app_on(url, folder) as app, app.app_context():
        play_all(Season(Telling(quiet=True)), hash_password("none of these people signs in"))
        yield app


@pytest.fixture
def visitor(played: Flask, today: datetime, request: pytest.FixtureRequest) -> Iterator[Client]:
    """Somebody in the role that the test names; "nobody" has not signed in."""
    with Clock.standing_at(today) as held:
        client = Client.of(played, held)
        if request.param != "nobody":
            enter(client, person_in(request.param))
        yield client


def enter(client: Client, person: Person) -> None:
    with transaction():
        token = open_session(person, device="test")
    with client.session_transaction() as cookie:
        cookie[IN_COOKIE] = token


def person_in(role: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.email == ROLES[role])).one()


def test_the_season_keeps_every_rule(played: Flask) -> None:
    assert table.broken_rules(table.rows()) == []


def test_the_log_is_sealed_and_holds_all_of_it(played: Flask) -> None:
    """But what visitors of other tests have done since: they sign in, which belongs to no edition."""
    report = verify(verifier(played.config["SETTINGS"]))
    assert report.sealed > 10_000 and report.faults == []
    unsealed = sa.select(AuditEvent.action).where(~sa.exists().where(AuditPlace.leaf_id == AuditEvent.id))
    assert set(db.session.scalars(unsealed)) <= {"session.opened"}


def test_no_seal_is_older_than_what_it_seals(played: Flask) -> None:
    sealed = sa.select(AuditPlace.index, AuditEvent.at).join(AuditPlace.leaf).order_by(AuditPlace.index)
    leaves = list(db.session.execute(sealed))
    marks = db.session.scalars(sa.select(AuditCheckpoint).order_by(AuditCheckpoint.size)).all()
    assert marks and all(at <= mark.at for mark in marks for _index, at in leaves[: mark.size])


def test_within_an_edition_the_log_goes_forward_in_time(played: Flask) -> None:
    leaves = sa.select(AuditEvent.edition_id, AuditEvent.at, AuditEvent.action).order_by(AuditEvent.id)
    latest: dict[int, datetime] = {}
    back = []
    for edition, at, action in db.session.execute(leaves.where(AuditEvent.edition_id.is_not(None))):
        if at < latest.get(edition, at):
            back.append((edition, action, at))
        latest[edition] = at
    assert latest and back == []


def test_nobody_holds_a_role_before_they_were_registered(played: Flask) -> None:
    early = (
        sa.select(RoleGrant.id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.starts_at < Person.created_at)
    )
    assert db.session.scalars(early).all() == []


@pytest.mark.parametrize("role", ROLES)
def test_every_role_finds_work_on_its_desk(played: Flask, today: datetime, role: str) -> None:
    with played.test_request_context("/"):
        assert [task for section in sections(person_in(role), today) for task in section.tasks]


@pytest.mark.parametrize("visitor", ["nobody", *ROLES], indirect=True)
def test_no_link_leads_nowhere(played: Flask, visitor: Client) -> None:
    pages = list(reachable(played, visitor, each=EACH))
    assert len(pages) > 20
    assert Counter(page.answer.status_code // 100 for page in pages).keys() <= {2, 3}, [
        (page.address, page.answer.status) for page in pages if page.answer.status_code >= 400
    ]


def test_a_day_later_it_is_renewed_and_sealed(played: Flask, today: datetime, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'awards.sqlite3'}"
    db.session.rollback()
    with (
        closing(sqlite3.connect(tmp_path / "awards.sqlite3")) as copy,
        closing(_database_of(played)) as original,
    ):
        original.backup(copy)
    with app_on(url, tmp_path) as app, app.app_context(), Clock.standing_at(today + timedelta(days=1)):
        before = set(db.session.scalars(_standing()))
        bring_up_to_today(Season(Telling(quiet=True)), hash_password("none of these people signs in"))
        after = set(db.session.scalars(_standing()))
        assert len(before) == len(after) > 3 and not before & after
        assert verify(verifier(played.config["SETTINGS"])).unsealed == 0


def _database_of(app: Flask) -> sqlite3.Connection:
    return sqlite3.connect(str(app.config["SETTINGS"].database).removeprefix("sqlite:///"))


def _standing() -> sa.Select[int]:
    """Editions of today, by the ids of those in force."""
    return sa.select(Edition.id).where(
        Edition.year != 2024, Edition.archived_at.is_(None), Edition.current_version_id.is_not(None)
    )
