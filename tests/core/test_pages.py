"""What every answer of the site carries, and how it takes bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, request
from flask.typing import ResponseReturnValue

from app.core.access import public
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.migrations import upgrade
from app.core.models import Job
from app.core.verdict import Verdict
from config import MAX_BODY_BYTES
from tests.client import Client
from tests.databases import Databases, app_on
from tests.time import Clock

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def failing(fresh_app: Flask, clock: Clock) -> Client:
    """An application with a page for each way to fail."""
    errors = {
        "not-found": NotFound(),
        "refused": Refused(Verdict(False, "Closed %(days)s days ago.", {"days": 3})),
        "conflict": Conflict("Somebody else changed this.", mine={"a": "1"}, theirs={"a": "2"}),
        "invalid": Invalid({"": Verdict(False, "Not this.")}),
        "bug": ZeroDivisionError("a secret detail"),
    }

    @fresh_app.route("/fails/<how>", methods=["GET", "POST"])
    @public
    def fails(how: str) -> ResponseReturnValue:
        raise errors[how]

    return Client.of(fresh_app, clock)


@pytest.mark.parametrize(
    ("how", "status"),
    [("not-found", 404), ("refused", 403), ("conflict", 409), ("invalid", 422), ("bug", 500)],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_failure_has_its_page_in_both_languages(
    failing: Client, how: str, status: int, language: str
) -> None:
    failing.may_fail = True
    answer = failing.get(f"/fails/{how}?lang={language}")
    assert answer.status_code == status
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert "secret" not in answer.text


def test_where_nothing_is_a_link_leads_to_the_desk(failing: Client) -> None:
    assert '<a class="btn" href="/desk">To your desk</a>' in failing.get("/fails/not-found?lang=en").text


def test_a_refusal_says_its_reason(failing: Client) -> None:
    assert "Closed 3 days ago." in failing.get("/fails/refused?lang=en").text


def test_a_failure_leads_back_to_the_page_before_on_this_site_alone(failing: Client) -> None:
    before = "http://localhost/healthz"
    assert f'href="{before}"' in failing.get("/fails/refused", headers={"Referer": before}).text
    for elsewhere in (
        "http://elsewhere.example/",
        "http://localhost/fails/refused",
        "http://localhost.example/",
    ):
        assert elsewhere not in failing.get("/fails/refused", headers={"Referer": elsewhere}).text


def test_an_unexpected_failure_is_logged_under_its_request(
    failing: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    failing.may_fail = True
    answer = failing.get("/fails/bug")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (line,) = [line for line in lines if line["event"] == "unexpected error"]
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert "ZeroDivisionError" in line["exception"]


def test_a_token_in_an_address_is_not_logged(
    fresh_app: Flask, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    @fresh_app.get("/links/<token>")
    @public
    def link(token: str) -> ResponseReturnValue:
        return token

    assert Client.of(fresh_app, clock).get("/links/abc123secret").text == "abc123secret"
    logged = capsys.readouterr().out
    assert '"path": "/links/…"' in logged
    assert "abc123secret" not in logged


def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for address in ("/healthz", "/nowhere"):
        headers = client.get(address).headers
        assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert len(headers["X-Request-Id"]) == 16


def test_a_method_that_is_not_there_names_those_that_are(client: Client) -> None:
    answer = client.press("/healthz")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_form_without_token_is_refused(failing: Client) -> None:
    answer = failing.post("/fails/not-found", data={"a": "1"})
    assert answer.status_code == 400


def test_a_body_of_20_megabytes_gets_a_clear_page(failing: Client) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="large.pdf"\r\n\r\n'
    body = head + bytes(20 * 1024 * 1024) + b"\r\n--x--\r\n"
    answer = failing.post("/fails/not-found", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert MAX_BODY_BYTES < 20 * 1024 * 1024


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary at all"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\xff\xfe--x--"),
        ("application/x-www-form-urlencoded", b"a=%ff%fe&csrf_token=%00"),
        ("application/json", b"{"),
        ("nonsense", b"\x00" * 1000),
    ],
)
def test_a_broken_body_is_refused_not_tripped_over(failing: Client, content_type: str, body: bytes) -> None:
    answer = failing.post("/fails/not-found", data=body, content_type=content_type)
    assert answer.status_code == 400
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_form_of_thousands_of_fields_is_refused(failing: Client) -> None:
    fields = {f"field{number}": "x" for number in range(2000)}
    answer = failing.post("/fails/not-found", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "address", ["/%00", "/%ff", "/..%2f..%2fetc/passwd", "/?lang=%ff", "/nowhere?lang=xx"]
)
def test_a_hostile_address_is_nowhere(client: Client, address: str) -> None:
    assert client.get(address).status_code in (200, 404)


def test_alive_and_ready(databases: Databases, clock: Clock, tmp_path: Path) -> None:
    url = databases.empty("sqlite")
    with app_on(url, tmp_path) as app:
        client = Client.of(app, clock)
        assert client.get("/healthz").json == {"status": "alive"}
        before = client.get("/readyz")
        upgrade(url)
        after = client.get("/readyz")
    assert (before.status_code, before.json) == (503, {"status": "migrations missing", "migration": None})
    assert (after.status_code, after.json["status"]) == (200, "ready")  # type: ignore[index]


def test_what_the_database_cannot_store_is_bad_input(
    databases: Databases, clock: Clock, tmp_path: Path
) -> None:
    """PostgreSQL stores no NUL in a text and no number beyond its column."""
    with app_on(databases.copy("postgresql"), tmp_path) as app:

        @app.post("/kinds")
        @public
        def kinds() -> ResponseReturnValue:
            found = db.session.scalar(sa.select(Job.id).where(Job.kind == request.form["kind"]))
            return str(found)

        client = Client.of(app, clock)
        assert client.press("/kinds", kind="a").status_code == 200
        assert client.press("/kinds", kind="a\x00").status_code == 400
