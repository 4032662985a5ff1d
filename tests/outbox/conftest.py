"""An outbox whose rows are really committed, and ways for its mail to take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.core import clock
from app.core.db import transaction
from app.outbox.service import enqueue_letter
from app.people.models import Person
from tests.outbox.server import Box, serving

Route = Callable[[str], None]


@pytest.fixture
def outbox_app(fresh_app: Flask) -> Iterator[Flask]:
    with fresh_app.app_context():
        yield fresh_app


@pytest.fixture
def route(outbox_app: Flask) -> Route:
    """Send mail by this SMTP address from now on."""

    def changed(url: str) -> None:
        settings = outbox_app.config["SETTINGS"]
        outbox_app.config["SETTINGS"] = settings.model_copy(
            update={"smtp_url": type(settings.smtp_url)(url), "mail_from": "awards@wic.example"}
        )

    return changed


@pytest.fixture
def mailbox(route: Route) -> Iterator[Box]:
    box = Box()
    with serving(box) as port:
        route(f"smtp://127.0.0.1:{port}")
        yield box


@pytest.fixture
def mail_folder(outbox_app: Flask) -> Path:
    return Path(outbox_app.config["SETTINGS"].var_dir) / "mail"


@pytest.fixture
def write(outbox_app: Flask) -> Callable[..., Person]:
    """Post a message to a new person of this address."""

    def posted(email: str, kind: str = "password_changed", **params: object) -> Person:
        with transaction() as session:
            person = Person(
                email=email,
                name_zh="",
                name_latin="Ann Lee",
                sort_key="ann",
                locale="en",
                created_at=clock.now(),
                grants=[],
                representations=[],
            )
            session.add(person)
            session.flush()
            enqueue_letter(kind, to=person, **params)
        return person

    return posted
