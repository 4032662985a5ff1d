"""How often somebody may knock, and that nobody can use it to keep others out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.core.db import db, transaction
from app.core.models import PaceCount
from app.core.rate_limits import take
from app.outbox.models import Message
from app.people.jobs import forget_paces
from app.people.models import Person
from app.people.passwords.hashing import hash_password
from app.people.rate_limits import WRONG_FROM_PLACE
from tests.client import Client
from tests.databases import Databases, app_on, let_go
from tests.factories import make_person
from tests.people.browsing import PASSWORD
from tests.time import Clock

WRONG = "wrong words here"
Tries = Callable[..., list[int]]


@pytest.fixture
def app(databases: Databases, kind: str, tmp_path: Path) -> Iterator[Flask]:
    """An application that counts, on a database of its own."""
    with app_on(databases.copy(kind), tmp_path, rate_limits=True) as made, made.app_context():
        yield made


@pytest.fixture
def client(app: Flask, clock: Clock) -> Client:
    return Client.of(app, clock)


@pytest.fixture
def known(app: Flask) -> Person:
    with transaction():
        return make_person(password_hash=hash_password(PASSWORD))


@pytest.fixture
def tries(client: Client) -> Tries:
    def run(path: str, count: int, *, addresses: int = 1, **fields: str) -> list[int]:
        codes = []
        for number in range(count):
            own = {name: value.format(number) for name, value in fields.items()}
            data = {"csrf_token": client.token(), **own}
            answer = client.post(
                path, data=data, environ_base={"REMOTE_ADDR": f"10.0.0.{number % addresses}"}
            )
            if answer.status_code == 429:
                assert int(answer.headers["Retry-After"]) > 0
            codes.append(answer.status_code)
        return codes

    return run


def from_(client: Client, address: str, email: str, password: str) -> int:
    data = {"csrf_token": client.token(), "email": email, "password": password}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address}).status_code


def a_person() -> str:
    with transaction():
        return make_person().email


@pytest.mark.parametrize("known_address", [True, False])
def test_ten_wrong_passwords_for_an_account_from_a_place(tries: Tries, known_address: bool) -> None:
    email = a_person() if known_address else "nobody@firm.example"
    assert tries("/sign-in", 12, email=email.upper(), password=WRONG) == [422] * 10 + [429] * 2


def test_wrong_passwords_from_elsewhere_do_not_lock_the_right_person_out(
    tries: Tries, client: Client, known: Person
) -> None:
    tries("/sign-in", 20, addresses=10, email=known.email, password=WRONG)
    tries("/sign-in", 10, email=known.email, password=WRONG)  # and one place is shut for this account
    assert from_(client, "10.9.9.9", known.email, PASSWORD) == 303


def test_wrong_passwords_of_a_neighbour_do_not_lock_a_browser_out_that_has_signed_in_before(
    app: Flask, clock: Clock, known: Person
) -> None:
    own, neighbours = Client.of(app, clock), Client.of(app, clock)
    assert from_(own, "10.0.0.1", known.email, PASSWORD) == 303
    own.press("/sign-out")
    assert {from_(neighbours, "10.0.0.1", known.email, WRONG) for _ in range(12)} == {422, 429}
    assert from_(neighbours, "10.0.0.1", known.email, PASSWORD) == 429
    assert from_(own, "10.0.0.1", known.email, PASSWORD) == 303


def test_a_known_browser_may_not_guess_on_and_on_either(client: Client, known: Person) -> None:
    assert from_(client, "10.0.0.1", known.email, PASSWORD) == 303
    client.press("/sign-out")
    codes = [from_(client, f"10.0.1.{number}", known.email, WRONG) for number in range(12)]
    assert codes == [422] * 10 + [429] * 2


def test_a_jury_room_signs_in_within_a_minute(app: Flask, clock: Clock) -> None:
    hashed = hash_password(PASSWORD)
    with transaction():
        emails = [make_person(password_hash=hashed).email for _ in range(40)]
    for number, email in enumerate(
        emails
    ):  # forty browsers behind one address, every eighth of them mistyping first
        browser = Client.of(app, clock)
        assert number % 8 or from_(browser, "10.0.0.1", email, WRONG) == 422
        assert from_(browser, "10.0.0.1", email, PASSWORD) == 303
        clock.move(timedelta(seconds=1))


def test_a_place_that_tries_accounts_in_turn_has_to_wait(tries: Tries) -> None:
    with transaction():
        for _ in range(197):
            take((WRONG_FROM_PLACE, "10.0.0.0"))
    assert tries("/sign-in", 5, email="a{}@firm.example", password=WRONG) == [422] * 3 + [429] * 2


def test_right_passwords_are_not_counted(client: Client, known: Person) -> None:
    for _ in range(12):
        assert from_(client, "10.0.0.1", known.email, PASSWORD) == 303
        client.press("/sign-out")


def test_the_true_time_to_wait_is_told_and_is_the_true_one(
    client: Client, clock: Clock, known: Person
) -> None:
    for _ in range(10):
        from_(client, "10.0.0.1", known.email, WRONG)
    data = {"csrf_token": client.token(), "email": known.email, "password": PASSWORD}
    answer = client.post("/sign-in?lang=en", data=data, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "90")
    assert "Wait 90 seconds" in answer.text and known.email in answer.text
    clock.move(timedelta(seconds=89))
    assert from_(client, "10.0.0.1", known.email, PASSWORD) == 429
    clock.move(timedelta(seconds=1))
    assert from_(client, "10.0.0.1", known.email, PASSWORD) == 303


def test_all_processes_share_one_count(app: Flask, clock: Clock, known: Person) -> None:
    second = create_app(app.config["SETTINGS"])
    try:
        browsers = [Client.of(app, clock), Client.of(second, clock)]
        codes = [from_(browsers[number % 2], "10.0.0.1", known.email, WRONG) for number in range(12)]
    finally:
        let_go(second)
    assert codes == [422] * 10 + [429] * 2


def test_an_address_of_a_later_generation_is_counted_by_its_household(client: Client, known: Person) -> None:
    codes = [from_(client, f"2001:db8:1:2::{number:x}", known.email, WRONG) for number in range(1, 13)]
    assert codes == [422] * 10 + [429] * 2
    assert from_(client, "2001:db8:1:3::1", known.email, PASSWORD) == 303


def test_what_was_counted_says_nothing_of_people_and_is_forgotten(
    app: Flask, tries: Tries, clock: Clock, known: Person
) -> None:
    tries("/sign-in", 3, email=known.email, password=WRONG)
    keys = db.session.scalars(sa.select(PaceCount.key)).all()
    assert len(keys) == 2 and all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)
    clock.move(timedelta(minutes=10))
    forget_paces()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PaceCount)) == 0


@pytest.mark.parametrize("known_address", [True, False])
def test_three_resets_of_an_account_an_hour(tries: Tries, known_address: bool) -> None:
    email = a_person() if known_address else "nobody@firm.example"
    assert tries("/reset", 5, addresses=5, email=email) == [303] * 3 + [429] * 2


def test_a_place_may_ask_for_the_resets_of_a_whole_jury(tries: Tries) -> None:
    assert tries("/reset", 62, email="a{}@firm.example") == [303] * 60 + [429] * 2


def test_ten_sign_ups_of_an_address_an_hour(tries: Tries, app: Flask) -> None:
    fields = {"email": "new@firm.example", "name_latin": "New", "password": PASSWORD}
    assert tries("/sign-up", 12, addresses=12, **fields) == [303] * 10 + [429] * 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 10


def test_a_forged_forwarding_header_changes_nothing(client: Client) -> None:
    codes = []
    for number in range(62):
        data = {"csrf_token": client.token(), "email": f"a{number}@firm.example"}
        codes.append(
            client.post("/reset", data=data, headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code
        )
    assert codes == [303] * 60 + [429] * 2


def test_looking_at_the_page_is_free(client: Client) -> None:
    assert {client.get("/sign-in").status_code for _ in range(30)} == {200}
