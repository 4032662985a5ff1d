"""A rate limit for whoever writes to many people: where no quota ends them, time does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.nominations.models import Nomination
from app.outbox.models import Message
from tests.databases import KEPT, Databases, app_on
from tests.isolation import prepared
from tests.nominations.conftest import Scene, SignIn, form_of, play_scene
from tests.time import Clock


@pytest.fixture
def app(databases: Databases, kind: str, tmp_path: Path) -> Iterator[Flask]:
    with app_on(databases.copy(kind), tmp_path, rate_limits=True) as made:
        with prepared(made, keep=True):
            made.extensions[KEPT] = play_scene()
        yield made


def test_after_thirty_nominations_a_member_has_to_wait_and_keeps_the_text(
    scene: Scene, session: Session, sign_in: SignIn, clock: Clock
) -> None:
    browser, address = sign_in(scene.member), form_of(scene, individuals=True)

    def nominate(number: int) -> int:
        fields = {
            "name": f"Nominee {number}",
            "email": f"nominee{number}@example.test",
            "statement": "A pioneer.",
        }
        answer = browser.press(f"{address}?lang=en", **fields)
        if answer.status_code == 429:
            assert "Wait 120 seconds, then try again." in answer.text and "A pioneer." in answer.text
            assert answer.headers["Retry-After"] == "120"
        return answer.status_code

    assert [nominate(number) for number in range(33)] == [303] * 30 + [429] * 3
    assert session.scalar(sa.select(sa.func.count()).select_from(Nomination)) == 30
    letters = sa.select(sa.func.count()).select_from(Message).where(Message.kind == "nomination_asked")
    assert session.scalar(letters) == 30
    clock.move(timedelta(minutes=2))
    assert nominate(40) == 303
