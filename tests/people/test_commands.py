"""`flask accounts …`, as whoever runs the installation types it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.people.models import Person
from app.people.persons import service
from app.people.persons.queries import find_person
from app.people.roles.queries import administrators
from tests.client import Client
from tests.time import Clock

PASSWORD = "four words stand here"


@pytest.fixture
def flask(fresh_app: Flask, clock: Clock) -> Iterator[Callable[..., Result]]:
    with fresh_app.app_context():
        yield lambda *args: fresh_app.test_cli_runner().invoke(args=["people", *args])


@pytest.fixture
def ann(flask: Callable[..., Result]) -> Person:
    with transaction():
        return service.register(email="ann@firm.cn", name_zh="", name_latin="Ann", locale="en", verified=True)


def names() -> list[str]:
    db.session.rollback()
    return [grant.person.email for grant in administrators(clock.now())]


def test_somebody_with_an_account_is_one_at_once(flask: Callable[..., Result], ann: Person) -> None:
    shown = flask("administrator", "Ann@Firm.cn")
    assert (shown.exit_code, shown.output) == (0, "ann@firm.cn is an administrator.\n")
    assert flask("administrator", "ann@firm.cn").exit_code == 0
    assert names() == ["ann@firm.cn"]


def test_somebody_new_gets_a_link_that_works(
    flask: Callable[..., Result], fresh_app: Flask, clock: Clock
) -> None:
    shown = flask("administrator", "new@firm.cn")
    assert shown.exit_code == 0
    base = fresh_app.config["SETTINGS"].base_url
    (link,) = re.findall(rf"{base}(/invitation\?token=\S+)", shown.output)
    answer = Client.of(fresh_app, clock).send(link, name_zh="", name_latin="New", password=PASSWORD)
    assert answer.status_code == 303
    assert names() == ["new@firm.cn"]


def test_what_is_no_address(flask: Callable[..., Result]) -> None:
    shown = flask("administrator", "nobody")
    assert shown.exit_code == 1
    assert "This is not a mail address." in shown.output


def test_closing_and_opening(flask: Callable[..., Result], ann: Person) -> None:
    assert flask("disable", "ann@firm.cn").output == "Closed.\n"
    db.session.rollback()
    found = find_person("ann@firm.cn")
    assert found is not None
    assert not found.is_active
    assert flask("enable", " Ann@firm.cn").output == "Open.\n"
    db.session.refresh(found)
    assert found.is_active


@pytest.mark.parametrize("command", ["disable", "enable"])
def test_nobody_has_this_address(flask: Callable[..., Result], command: str) -> None:
    shown = flask(command, "nobody@firm.cn")
    assert shown.exit_code == 1
    assert "No account has this address." in shown.output


def test_a_link_for_a_new_password_is_handed_over_and_works_once(
    flask: Callable[..., Result], ann: Person, fresh_app: Flask, clock: Clock
) -> None:
    shown = flask("password-link", " Ann@firm.cn")
    path = re.search(r"https?://[^/]+(/reset/new\S+)", shown.output)
    assert shown.exit_code == 0 and path is not None
    browser = Client.of(fresh_app, clock)
    assert browser.send(path[1], password=PASSWORD).status_code == 303
    assert browser.press(path[1], password=PASSWORD).status_code == 422
    assert flask("password-link", "nobody@firm.cn").exit_code == 1
