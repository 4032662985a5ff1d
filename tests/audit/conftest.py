"""A log of its own for each test, with real commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.audit.service import record
from app.core.db import transaction


@pytest.fixture
def log_app(fresh_app: Flask) -> Iterator[Flask]:
    with fresh_app.app_context():
        yield fresh_app


@pytest.fixture
def write(log_app: Flask) -> Callable[..., None]:
    """Write so many leaves, each in a transaction of its own."""

    def written(count: int, *, action: str = "entry.submitted") -> None:
        for number in range(count):
            with transaction():
                record(action, f"entry:{number:016d}", by=None, number=number)

    return written
