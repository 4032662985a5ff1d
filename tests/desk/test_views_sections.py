"""From the page of an edition the offices reach the sections where its work is done, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.people.models import Person
from app.programmes.models import Edition
from tests.client import Client
from tests.factories import make_administrator, make_approver, make_auditor, make_edition, make_officer

SignIn = Callable[[Person], Client]
OFFICES = {"screening", "judging", "results"}


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition("straight-to-wuzhen-2024")


@pytest.mark.parametrize(
    ("make", "sections"),
    [
        (make_officer, OFFICES),
        (make_approver, OFFICES),
        (make_auditor, OFFICES | {"events"}),
        (lambda _edition: make_administrator(), set[str]()),
    ],
    ids=["officer", "approver", "auditor", "administrator"],
)
def test_each_office_reaches_its_sections(
    edition: Edition, sign_in: SignIn, make: Callable[[Edition], Person], sections: set[str]
) -> None:
    browser = sign_in(make(edition))
    page = browser.get(f"/editions/{edition.public_id}?lang=en")
    assert page.status_code == 200
    place = f"/programmes/{edition.programme.slug}/{edition.year}"
    addresses = {section: f"{place}/{section}" for section in OFFICES} | {
        "events": f"/audit/editions/{edition.public_id}"
    }
    assert {section for section, address in addresses.items() if f'href="{address}"' in page.text} == sections
    assert all(browser.get(addresses[section]).status_code == 200 for section in sections)
