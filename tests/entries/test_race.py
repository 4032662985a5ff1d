"""Many at once on one entry: threads of several processes on one database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import Context
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEvent
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Conflict, Refused
from app.entries.applications import drafts
from app.entries.applications import service as applications_service
from app.entries.models import Candidacy, Entry, Submission
from app.nominations.models import MemberCategory, Membership
from app.outbox.models import Message
from app.people.models import Organisation, Person, Representation, Role, RoleGrant
from app.people.sign_in.sessions import open_session
from app.programmes.models import Direction
from app.programmes.proposals import service as proposals_service
from tests.entries.conftest import ANSWERS, BOOK, GROWTH, OPEN, SOCIAL, with_every_kind, with_two_entries
from tests.entries.racing import Target, press, save, submit
from tests.factories import book_of, consents_to
from tests.racing import Attempt, Outcome, in_transaction, race

PROCESSES, THREADS, ROUNDS = 2, 4, 6
ALL = PROCESSES * THREADS
SINCE = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def ground(fresh_app: Flask) -> Flask:
    Context().run(prepare, fresh_app)
    return fresh_app


@pytest.fixture
def limited(fresh_app: Flask) -> Flask:
    Context().run(prepare, fresh_app, with_two_entries)
    return fresh_app


def prepare(app: Flask, change: Callable[[dict[str, Any]], None] = with_every_kind) -> None:
    """As many complete drafts as rounds, all of one member firm."""
    with app.app_context(), clock.held_at(OPEN):
        direction, applicant = open_edition(change), somebody("applicant")
        firm = Organisation(name_en="Firm", sort_key="firm", country_region="CN", created_at=OPEN)
        with transaction() as session:
            applicant.representations = [Representation(organisation=firm, since=SINCE)]
            session.add_all(
                [applicant, Membership(organisation=firm, category=MemberCategory.MEMBER, since=SINCE)]
            )
        for _ in range(ROUNDS):
            with transaction():
                entry = applications_service.start(
                    edition=direction.edition,
                    direction=direction,
                    organisation=firm,
                    country_region="CN",
                    consents=consents_to(direction.edition),
                    by=applicant,
                )
                drafts.save_draft(
                    entry=entry, answers=ANSWERS, tracks=[GROWTH, SOCIAL], version=entry.version, by=applicant
                )


def open_edition(change: Callable[[dict[str, Any]], None]) -> Direction:
    first, second = (somebody(f"administrator{n}", Role.ADMINISTRATOR) for n in range(2))
    with transaction() as session:
        session.add_all([first, second])
    with transaction():
        version = proposals_service.propose_edition(book=book_of(BOOK, change), demonstration=True, by=first)
    with transaction():
        proposals_service.agree(version=version, by=second)
    return next(direction for direction in version.edition.directions if direction.code == "enterprises")


def somebody(name: str, *roles: Role) -> Person:
    year = timedelta(days=365)
    grants = [RoleGrant(role=role, starts_at=OPEN - year, ends_at=OPEN + year) for role in roles]
    email = f"{name}@example.test"
    return Person(
        email=email, name_latin=name, sort_key=name, created_at=OPEN, verified_at=OPEN, grants=grants
    )


def targets(app: Flask) -> list[Target]:
    with app.app_context(), clock.held_at(OPEN):
        entries = db.session.scalars(sa.select(Entry).order_by(Entry.id)).all()
        person = db.session.get_one(Person, entries[0].created_by_id)
        with transaction():
            token = open_session(person, device="race")
        return [Target(e.id, e.public_id, person.id, e.version, token) for e in entries]


def raced(app: Flask, attempts_at: Callable[[Target], Sequence[Attempt]]) -> list[list[Outcome]]:
    """What became of all attempts at each entry."""
    rounds = [attempts_at(one) for one in Context().run(targets, app)]
    return race(app, rounds, at=OPEN, processes=PROCESSES)


def counted(app: Flask, *models: Any) -> list[int]:
    with app.app_context():
        return [db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in models]


def leaves_and_letters(app: Flask) -> tuple[int, int]:
    with app.app_context():
        leaves = sa.select(sa.func.count()).where(AuditEvent.action == "entry.submitted")
        letters = sa.select(sa.func.count()).where(Message.kind == "entry_submitted")
        return db.session.scalar(leaves) or 0, db.session.scalar(letters) or 0


def test_of_many_who_send_one_version_in_one_does_and_all_get_its_number(ground: Flask) -> None:
    for outcomes in raced(ground, lambda one: [in_transaction(submit, one)] * ALL):
        assert len(outcomes) == ALL and len(set(outcomes)) == 1 and outcomes[0].startswith("OCA-2024-")
    assert Context().run(counted, ground, Submission, Candidacy) == [ROUNDS, 2 * ROUNDS]
    assert Context().run(leaves_and_letters, ground) == (ROUNDS, ROUNDS)
    with ground.app_context():
        numbers = sorted(str(number) for number in db.session.scalars(sa.select(Entry.number)))
    assert numbers == [f"OCA-2024-{number:04d}" for number in range(1, ROUNDS + 1)], (
        "no number twice, none left out"
    )


def test_of_many_who_save_over_one_version_one_does_and_the_others_are_told(ground: Flask) -> None:
    outcomes = raced(ground, lambda one: [in_transaction(save, one, f"By {number}") for number in range(ALL)])
    won = [next(each for each in tried if each is not Conflict) for tried in outcomes]
    assert [tried.count(Conflict) for tried in outcomes] == [ALL - 1] * ROUNDS
    with ground.app_context():
        assert list(db.session.scalars(sa.select(Entry.title_en).order_by(Entry.id))) == won


def test_a_button_pressed_many_times_at_once_is_one_transaction_with_one_answer(ground: Flask) -> None:
    for outcomes in raced(ground, lambda one: [partial(press, one)] * ALL):
        assert len(outcomes) == ALL and len(set(outcomes)) == 1 and outcomes[0].startswith("303 /entries/"), (
            outcomes
        )
    assert Context().run(counted, ground, Submission, Candidacy) == [ROUNDS, 2 * ROUNDS], "each in two tracks"
    assert Context().run(leaves_and_letters, ground) == (ROUNDS, ROUNDS)


def test_twenty_tabs_send_one_version_in_once_and_all_get_its_answer(ground: Flask) -> None:
    """Each tab was opened by itself and has a key of its own."""
    attempts = lambda one: [partial(press, one, key=f"{number:032}") for number in range(20)]  # noqa: E731
    for outcomes in raced(ground, attempts):
        assert len(outcomes) == 20 and len(set(outcomes)) == 1 and outcomes[0].startswith("303 /entries/"), (
            outcomes
        )
    assert Context().run(counted, ground, Submission, Candidacy) == [ROUNDS, 2 * ROUNDS], "each in two tracks"
    assert Context().run(leaves_and_letters, ground) == (ROUNDS, ROUNDS)


def test_the_database_itself_keeps_one_submission_of_a_version(ground: Flask) -> None:
    (one, *_others) = Context().run(targets, ground)
    with ground.app_context(), clock.held_at(OPEN):
        with transaction():
            first = applications_service.submit(
                entry=db.session.get_one(Entry, one.entry_id),
                version=one.version,
                by=db.session.get_one(Person, one.person_id),
            )
        again = {
            "number": 2,
            "entry_version": first.entry_version,
            "answers": {},
            "tracks": [],
            "sha256": "0" * 64,
        }
        with pytest.raises(IntegrityError), transaction() as session:
            session.add(
                Submission(entry_id=one.entry_id, submitted_at=OPEN, submitted_by_id=one.person_id, **again)
            )


def send_all_at_once(app: Flask) -> set[Outcome]:
    """What became of entries of one applicant that are each sent in by both processes."""
    own = Context().run(targets, app)[:THREADS]
    each_in_both = [in_transaction(submit, one) for one in own for _ in range(PROCESSES)]
    (outcomes,) = race(app, [each_in_both], at=OPEN, processes=PROCESSES)
    with app.app_context():
        assert sorted(db.session.scalars(sa.select(Entry.slot).where(Entry.slot.is_not(None)))) == [1, 2]
    return {each for each in outcomes if each not in (Conflict, Refused)}


def test_of_many_entries_of_one_applicant_so_many_get_in_as_the_rule_book_allows(limited: Flask) -> None:
    assert send_all_at_once(limited) == {"OCA-2024-0001", "OCA-2024-0002"}
    assert Context().run(counted, limited, Submission) == [2]


def take_back(app: Flask) -> None:
    """Send in and take back, one after the other: all have their numbers, and none has a slot."""
    with app.app_context(), clock.held_at(OPEN):
        entries = db.session.scalars(sa.select(Entry).order_by(Entry.id).limit(THREADS)).all()
        person = db.session.get_one(Person, entries[0].created_by_id)
        for entry in entries:
            with transaction():
                applications_service.submit(entry=entry, version=entry.version, by=person)
            with transaction():
                applications_service.withdraw(entry=entry, by=person)


def test_entries_that_were_taken_back_come_in_again_within_the_same_limit(limited: Flask) -> None:
    Context().run(take_back, limited)
    assert len(send_all_at_once(limited)) == 2
    assert Context().run(counted, limited, Submission) == [THREADS + 2]
