"""The same form sent twice is carried out once; whatever differs is another request."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import Length

from app.core import clock
from app.core.access import public
from app.core.db import db
from app.core.errors import Invalid
from app.core.forms import Form
from app.core.http.actions import run_action, run_form
from app.core.idempotency import FIELD
from app.core.models import IdempotencyKey, Job
from app.core.verdict import Verdict
from tests.client import Client
from tests.time import Clock

KEY, OTHER_KEY = "0123456789abcdef", "fedcba9876543210"


class NoteForm(Form):
    words = StringField(validators=[Length(max=9)])


def keep_note(words: str) -> Job:
    """A service: it writes a row, and refuses what is wrong in itself."""
    if words == "wrong":
        raise Invalid({"words": Verdict(False, "Not this.")})
    row = Job(kind=words, params={}, asked_at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row


def add_pages(app: Flask) -> None:
    @app.route("/notes", methods=["GET", "POST"])
    @public
    def notes() -> ResponseReturnValue:
        form = NoteForm()
        return run_form(form, "errors/400.html", verb=lambda: keep_note(**form.values), then=address)

    @app.post("/papers")
    @public
    def papers() -> ResponseReturnValue:
        return run_action(lambda: keep_note("paper"), then=address, secret=True)

    def address(row: Job) -> str:
        return f"/notes/{row.public_id}"


@pytest.fixture
def client(fresh_app: Flask, clock: Clock) -> Client:
    add_pages(fresh_app)
    return Client.of(fresh_app, clock)


def rows(client: Client) -> int:
    with client.application.app_context():
        return db.session.scalar(sa.select(sa.func.count(Job.id))) or 0


def kept(client: Client) -> list[IdempotencyKey]:
    with client.application.app_context():
        return list(db.session.scalars(sa.select(IdempotencyKey)))


def send(client: Client, words: str, key: str = KEY) -> tuple[int, str | None]:
    answer = client.press("/notes", words=words, **{FIELD: key})
    return answer.status_code, answer.location


def test_the_same_form_again_gets_the_same_answer(client: Client) -> None:
    first = send(client, "a")
    assert first[0] == 303
    assert send(client, "a") == first
    assert rows(client) == 1


def test_another_body_under_the_same_key_is_a_new_request(client: Client) -> None:
    assert send(client, "a") != send(client, "b")
    assert rows(client) == 2


def test_another_key_with_the_same_body_is_a_new_request(client: Client) -> None:
    assert send(client, "a") != send(client, "a", OTHER_KEY)
    assert rows(client) == 2


def test_a_key_that_is_too_short_to_be_ours_is_no_key(client: Client) -> None:
    send(client, "a", "short")
    send(client, "a", "short")
    assert rows(client) == 2
    assert kept(client) == []


@pytest.mark.parametrize("words", ["much too long", "wrong"])
def test_a_refused_form_uses_no_key(client: Client, words: str) -> None:
    """Faults of shape and faults that the service finds alike."""
    assert send(client, words) == (422, None)
    assert kept(client) == []
    assert send(client, "right")[0] == 303
    assert rows(client) == 1


def test_another_browser_of_nobody_with_a_key_of_its_own(client: Client) -> None:
    send(client, "a")
    other = Client.of(client.application, client.clock)
    send(other, "a", OTHER_KEY)
    assert rows(client) == 2


def test_of_a_secret_form_neither_hash_nor_time_is_kept(client: Client) -> None:
    answers = [client.press("/papers", yes=yes, **{FIELD: KEY}) for yes in ("1", "0")]
    assert answers[0].location == answers[1].location
    (row,) = kept(client)
    assert (row.body_sha256, row.at) == ("", None)
    assert rows(client) == 1


def test_twins_at_the_same_instant_are_carried_out_once(client: Client) -> None:
    app, instant = client.application, client.clock.now
    together, answers = threading.Barrier(6), list[tuple[int, str | None]]()

    def twin() -> None:
        with clock.held_at(instant):
            browser = Client.of(app, client.clock)
            browser.token()
            together.wait()
            answers.append(send(browser, "twin"))

    threads = [threading.Thread(target=twin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert rows(client) == 1
