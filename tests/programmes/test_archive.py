"""What is archived is read and changed by nobody, and is never gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Conflict, Refused
from app.people.models import Person, Role
from app.programmes.editions import service as editions_service
from app.programmes.models import Edition
from app.programmes.proposals import service as proposals_service
from tests.client import Client
from tests.factories import (
    book_of,
    make_administrator,
    make_approver,
    make_auditor,
    make_edition,
    make_grant,
    make_officer,
    make_person,
)
from tests.time import Clock

SignIn = Callable[[Person], Client]
CASES = "practice-cases-2024"
PAGE = "/programmes/practice-cases/2024"


def real_edition() -> Edition:
    return make_edition(CASES, change=lambda book: book.update(demonstration=False), demonstration=False)


def archived(clock: Clock) -> Edition:
    edition = real_edition()
    clock.set(edition.closes_at)
    with transaction():
        editions_service.archive(edition=edition, by=make_administrator())
    return edition


def test_a_real_edition_is_archived_after_its_window(session: Session, clock: Clock) -> None:
    edition, administrator = real_edition(), make_administrator()
    clock.set(edition.closes_at - timedelta(seconds=1))
    with pytest.raises(Refused, match="after its applications have closed"), transaction():
        editions_service.archive(edition=edition, by=administrator)
    clock.set(edition.closes_at)
    with transaction():
        editions_service.archive(edition=edition, by=administrator)
    assert edition.archived_at == edition.closes_at


def test_its_year_is_not_opened_twice(session: Session, clock: Clock) -> None:
    archived(clock)
    with pytest.raises(Conflict, match="is archived"), transaction():
        proposals_service.propose_edition(book=book_of(CASES), demonstration=False, by=make_administrator())


@pytest.mark.parametrize(
    "address", [PAGE, f"{PAGE}/rulebook.json", f"{PAGE}/versions/1", f"{PAGE}/versions/1.json"]
)
def test_its_public_pages_stay(session: Session, clock: Clock, client: Client, address: str) -> None:
    archived(clock)
    assert client.get(address).status_code == 200


def test_it_says_so(session: Session, clock: Clock, client: Client, sign_in: SignIn) -> None:
    edition = archived(clock)
    assert "This edition is archived" in client.get(f"{PAGE}?lang=en").text
    page = sign_in(make_administrator()).get("/editions?lang=en").text
    assert edition.public_id in page and "Archived" in page


def test_the_offices_read_it_and_change_nothing(session: Session, clock: Clock, sign_in: SignIn) -> None:
    edition = archived(clock)
    auditor, officer, approver = make_auditor(edition), make_officer(edition), make_approver(edition)
    for person in (auditor, officer, approver):
        browser = sign_in(person)
        for address in (f"{PAGE}/results", f"/editions/{edition.public_id}", f"{PAGE}/judging"):
            assert browser.get(address).status_code == 200, address
    browser = sign_in(officer)
    for address in (
        f"/editions/{edition.public_id}/amend",
        f"{PAGE}/results/draw-up",
        f"/editions/{edition.public_id}/correct",
    ):
        answer = browser.press(address)
        assert answer.status_code == 403 and "archived" in answer.text


def test_nobody_applies_to_it(session: Session, clock: Clock, sign_in: SignIn) -> None:
    edition = make_edition()
    with transaction():
        editions_service.archive(edition=edition, by=make_administrator())
    clock.set(edition.opens_at)
    answer = sign_in(make_person()).get(f"/programmes/straight-to-wuzhen/{edition.year}/apply")
    assert answer.status_code == 403 and "archived" in answer.text


def test_nobody_is_invited_to_it(session: Session, clock: Clock) -> None:
    from app.invitations.service import invite

    edition = archived(clock)
    for person, role in ((make_officer(edition), Role.JUDGE), (make_administrator(), Role.OFFICER)):
        with pytest.raises(Refused, match="archived"), transaction():
            invite(
                email="new@example.test",
                role=role,
                edition=edition,
                role_ends_at=clock.now + timedelta(days=9),
                by=person,
            )
    make_grant(make_person(), Role.JUDGE, edition)
