"""How long somebody stays signed in, by the settings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.people.sign_in.queries import sessions_of
from app.people.sign_in.sessions import load_from_cookie, open_session
from config import Settings
from tests.databases import make_app
from tests.factories import make_person
from tests.time import Clock


@pytest.fixture
def two_hours(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The application with another setting, until the end of the test."""
    settings: Settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", settings.model_copy(update={"session_longest_hours": 2}))


def test_the_longest_time_is_set(session: Session, clock: Clock, two_hours: None) -> None:
    person = make_person()
    cookie = open_session(person, device="Firefox · Linux")
    (row,) = sessions_of(person, clock.now)
    assert row.expires_at - row.created_at == timedelta(hours=2)
    assert load_from_cookie(cookie) is person


def test_the_idle_time_is_set_and_a_form_bears_as_long(tmp_path: Path) -> None:
    app = make_app("sqlite:///:memory:", tmp_path, session_idle_minutes=30)
    assert app.permanent_session_lifetime == timedelta(minutes=30)
    assert app.config["WTF_CSRF_TIME_LIMIT"] == 30 * 60
