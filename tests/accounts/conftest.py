"""An open edition, and the people around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.programmes.models import Edition
from app.programmes.rulebook import load_rulebook, shipped_books
from app.programmes.service import agree, propose_edition
from tests.factories import make_administrator, make_officer, make_person

BOOK = "straight-to-wuzhen-2024"


@pytest.fixture
def administrator(session: Session) -> Person:
    return make_administrator()


@pytest.fixture
def open_edition(administrator: Person, session: Session) -> Callable[[str], Edition]:
    """Open the edition of a shipped rule-book by the two people that it takes."""

    def opened(name: str) -> Edition:
        book = load_rulebook(shipped_books()[name])
        version = propose_edition(book=book, demonstration=True, by=administrator)
        agree(version=version, by=make_administrator())
        session.commit()
        return version.edition

    return opened


@pytest.fixture
def edition(open_edition: Callable[[str], Edition]) -> Edition:
    return open_edition(BOOK)


@pytest.fixture
def officer(edition: Edition) -> Person:
    return make_officer(edition)


@pytest.fixture
def person(session: Session) -> Person:
    return make_person()
