"""What a browser is told to keep, and over what connection it may come."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, Response, make_response
from flask_login import current_user

from app.core.access import public
from tests.client import Client, browser_of_somebody
from tests.databases import Databases, app_on
from tests.time import Clock

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("base", "shown"), [("https://awards.wic.example", "max-age=31536000"), ("http://a", None)]
)
def test_over_tls_the_browser_comes_back_over_tls_alone(
    databases: Databases, tmp_path: Path, clock: Clock, base: str, shown: str | None
) -> None:
    with app_on(databases.copy("sqlite"), tmp_path, base_url=base) as app:
        for address in ("/", "/nowhere", "/static/css/tokens.css"):
            answer = Client.of(app, clock).get(address)
            assert answer.headers.get("Strict-Transport-Security") == shown
            answer.close()


@pytest.fixture
def careless(fresh_app: Flask) -> Flask:
    """Pages that allow more than they should."""

    @fresh_app.get("/page/<kept>")
    @public
    def page(kept: str) -> Response:
        response = make_response("yours" if current_user.is_authenticated else "anybody's")
        response.headers["Cache-Control"] = kept
        return response

    return fresh_app


@pytest.mark.parametrize("kept", ["private, max-age=60", "no-cache", "private, no-cache"])
def test_what_a_signed_in_person_reads_is_not_stored(careless: Flask, clock: Clock, kept: str) -> None:
    assert browser_of_somebody(careless, clock).get(f"/page/{kept}").headers["Cache-Control"] == "no-store"
    assert Client.of(careless, clock).get(f"/page/{kept}").headers["Cache-Control"] == kept
