"""An open edition, and the people around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.people.models import Person
from app.people.passwords.hashing import hash_password
from app.programmes.models import Edition
from tests.factories import make_administrator, make_edition, make_officer, make_person
from tests.people.browsing import PASSWORD


@pytest.fixture
def administrator(session: Session) -> Person:
    return make_administrator()


@pytest.fixture
def open_edition(session: Session) -> Callable[[str], Edition]:
    return make_edition


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition()


@pytest.fixture
def officer(edition: Edition) -> Person:
    return make_officer(edition)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person()


@pytest.fixture
def known(session: Session) -> Person:
    return make_person(password_hash=hash_password(PASSWORD))
