"""How often somebody may knock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.core.db import transaction
from app.core.limits import limiter
from app.people.models import Person
from app.people.passwords.hashing import hash_password
from tests.people.browsing import PASSWORD
from tests.client import Client
from tests.databases import Databases, let_go, test_settings
from tests.factories import make_person
from tests.time import Clock


@pytest.fixture
def app(databases: Databases, kind: str, tmp_path: Path) -> Iterator[Flask]:
    """An application that counts, on a database of its own."""
    limited = test_settings(databases.copy(kind), tmp_path).model_copy(update={"rate_limits": True})
    made = create_app(limited)
    with made.app_context():
        yield made
    let_go(made)
    limiter.reset()
    limiter.enabled = False


@pytest.fixture
def client(app: Flask, clock: Clock) -> Client:
    return Client.of(app, clock)


@pytest.fixture
def known(app: Flask) -> Person:
    with transaction():
        return make_person(password_hash=hash_password(PASSWORD))


@pytest.fixture
def tries(client: Client) -> Callable[..., list[int]]:
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


def a_person() -> str:
    with transaction():
        return make_person().email


def test_ten_sign_ins_in_a_quarter_of_an_hour_from_one_address(tries: Callable[..., list[int]]) -> None:
    codes = tries("/sign-in", 12, email="a{}@firm.example", password="wrong words here")
    assert codes == [422] * 10 + [429] * 2


@pytest.mark.parametrize("known", [True, False])
def test_ten_for_one_account_from_anywhere(
    tries: Callable[..., list[int]], client: Client, known: bool
) -> None:
    email = a_person() if known else "nobody@firm.example"
    codes = tries("/sign-in", 12, addresses=12, email=email.upper(), password="wrong words here")
    assert codes == [422] * 10 + [429] * 2


def test_the_right_password_is_kept_waiting_as_well(tries: Callable[..., list[int]], known: Person) -> None:
    tries("/sign-in", 10, email=known.email, password="wrong words here")
    assert tries("/sign-in", 1, email=known.email, password=PASSWORD) == [429]


@pytest.mark.parametrize("known", [True, False])
def test_three_resets_an_hour(tries: Callable[..., list[int]], client: Client, known: bool) -> None:
    email = a_person() if known else "nobody@firm.example"
    assert tries("/reset", 5, addresses=5, email=email) == [303] * 3 + [429] * 2


def test_three_resets_an_hour_from_one_address(tries: Callable[..., list[int]]) -> None:
    assert tries("/reset", 5, email="a{}@firm.example") == [303] * 3 + [429] * 2


def test_a_forged_forwarding_header_changes_nothing(client: Client) -> None:
    codes = []
    for number in range(5):
        data = {"csrf_token": client.token(), "email": f"a{number}@firm.example"}
        codes.append(
            client.post("/reset", data=data, headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code
        )
    assert codes == [303] * 3 + [429] * 2


def test_looking_at_the_page_is_free(client: Client) -> None:
    assert {client.get("/sign-in").status_code for _ in range(30)} == {200}
