"""The whole demonstration, played once at its real size: it keeps the rules, and every role finds work and no dead end."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.keys import FILE as SIGNING_KEY
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
from app.entries.models import Entry, ScreeningDecision
from app.judging.models import Assignment, SheetState, StageEntry
from app.judging.sheets.blind import files_of
from app.people.models import Person, RoleGrant
from app.people.passwords.hashing import hash_password
from app.people.sign_in.sessions import IN_COOKIE, open_session
from app.programmes.models import Edition, Stage
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
    unsealed = sa.select(AuditEvent.action).where(~sa.exists().where(AuditPlace.event_id == AuditEvent.id))
    assert set(db.session.scalars(unsealed)) <= {"session.opened"}


def test_no_seal_is_older_than_what_it_seals(played: Flask) -> None:
    sealed = sa.select(AuditPlace.index, AuditEvent.at).join(AuditPlace.event).order_by(AuditPlace.index)
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


def test_the_judge_can_open_what_every_entry_came_with(played: Flask, today: datetime) -> None:
    judge = person_in("judge")
    readings = db.session.scalars(sa.select(Assignment).where(Assignment.judge_id == judge.id)).all()
    papers = [files_of(reading) for reading in readings]
    assert len(readings) > 5 and all(papers)
    with Clock.standing_at(today) as held:
        client = Client.of(played, held)
        enter(client, judge)
        answer = client.get(f"/judging/files/{papers[0][0].public_id}", buffered=True)
        assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")


def test_a_stage_has_a_hole_and_a_judge_who_is_late(played: Flask) -> None:
    """Others of the track have sent all or nearly all; the late one nothing, and the demonstration's own judge."""
    open_now = sa.select(Stage).where(
        Stage.code == "preliminary", Stage.opened_at.is_not(None), Stage.closed_at.is_(None)
    )
    stage = db.session.scalars(open_now).one()
    reads = stage.edition.rulebook.stage(stage.code, stage.direction.code).reads
    standing = sa.select(Assignment).join(Assignment.stage_entry)
    rows = db.session.scalars(
        standing.where(StageEntry.stage_id == stage.id, Assignment.recused_at.is_(None))
    ).all()
    readers = Counter(row.stage_entry_id for row in rows)
    assert Counter(readers.values()) == {reads: len(readers) - 1, reads - 1: 1}
    sent = Counter(row.judge.email for row in rows if row.sheet and row.sheet.state == SheetState.SUBMITTED)
    nothing = {row.judge.email for row in rows} - set(sent)
    assert ROLES["judge"] in nothing and len(nothing) == 2


def test_some_from_abroad_took_the_title_that_the_secretariat_proposed(played: Flask) -> None:
    abroad = sa.select(Entry).where(Entry.country_region == "US", Entry.submitted_at.is_not(None))
    named = Counter(bool(entry.title_zh) for entry in db.session.scalars(abroad))
    assert named[True] > 3 and named[False] > 3
    proposals = sa.select(ScreeningDecision).where(
        ScreeningDecision.reason.contains("Please confirm this Chinese title")
    )
    for decision in db.session.scalars(proposals):
        entry = decision.candidacy.entry
        assert not entry.title_zh or decision.reason.endswith(entry.title_zh)


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
    shutil.copy(played.config["SETTINGS"].var_dir / SIGNING_KEY, tmp_path)
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
