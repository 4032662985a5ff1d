"""What anybody may fetch of the log, and what its auditors read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.audit import sealing
from app.audit.checkpoints import opened
from app.audit.keys import verifier
from app.audit.models import AuditEvent
from app.audit.service import record
from app.core import clock
from app.core.paging import SIZE as PAGE
from app.people.models import Person, Role
from app.people.organisations import service as organisations_service
from app.people.roles import service as roles_service
from app.programmes.models import Edition
from tests.client import Client
from tests.counting import counted
from tests.factories import (
    make_administrator,
    make_approver,
    make_auditor,
    make_edition,
    make_officer,
    make_person,
)
from tests.people.browsing import YEAR, SignIn


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition()


@pytest.fixture
def auditor(edition: Edition) -> Person:
    return make_auditor(edition)


@pytest.fixture
def done(session: Session, edition: Edition) -> Callable[..., None]:
    """Write so many events of an officer."""
    officer = make_officer(edition, name_latin="Ann Officer", name_zh="")

    def write(count: int, action: str = "stage.opened") -> None:
        for number in range(count):
            record(action, f"person:{officer.public_id}", by=officer, edition_id=edition.id, number=number)
        session.commit()

    return write


def page_of(edition: Edition) -> str:
    return f"/audit/editions/{edition.public_id}"


def items(page: str) -> list[str]:
    return re.findall(r'<li class="task">(.*?)</li>', page, re.S)


class TestCheckpoint:
    def test_none_before_the_first_sealing(self, client: Client) -> None:
        assert client.get("/audit/checkpoint").status_code == 404

    def test_is_linked_once_it_is_there(self, sign_in: SignIn, auditor: Person) -> None:
        browser = sign_in(auditor)
        assert "/audit/checkpoint" not in browser.get("/audit").text
        sealing.seal()
        assert 'href="/audit/checkpoint"' in browser.get("/audit").text

    def test_anybody_can_check_it(self, client: Client, edition: Edition, app: Flask) -> None:
        count = sealing.seal()
        answer = client.get("/audit/checkpoint")
        assert answer.mimetype == "text/plain"
        key = verifier(app.config["SETTINGS"])
        assert client.get("/audit/key").text == f"{key}\n"
        found = opened(answer.text, key)
        assert found is not None
        assert found.size == count > 0


class TestEvents:
    def test_in_words_and_newest_first(
        self, sign_in: SignIn, auditor: Person, edition: Edition, done: Callable[..., None]
    ) -> None:
        done(1, "stage.opened")
        sealing.seal()
        done(1, "prizes.proposed")
        first, second, *_rest = items(sign_in(auditor).get(f"{page_of(edition)}?lang=en").text)
        assert "proposed the prize list" in first
        assert "not sealed yet" in first.lower()
        assert "Ann Officer" in second
        assert "opened a stage" in second
        assert "sealed, no." in second.lower()

    def test_the_events_of_others_editions_are_elsewhere(
        self, sign_in: SignIn, auditor: Person, edition: Edition, session: Session
    ) -> None:
        other = make_edition("leading-technology-2024")
        record("stage.opened", "edition:elsewhere", by=None, edition_id=other.id)
        session.commit()
        browser = sign_in(auditor)
        assert "edition:elsewhere" not in browser.get(page_of(edition)).text
        assert browser.get(page_of(other)).status_code == 404
        assert browser.get("/audit").text.count(page_of(edition)) == 1
        assert page_of(other) not in browser.get("/audit").text

    def test_nobody_else_reads_it(self, sign_in: SignIn, client: Client, edition: Edition) -> None:
        others = (make_person(), make_officer(edition), make_approver(edition), make_administrator())
        assert [sign_in(who).get(page_of(edition)).status_code for who in others] == [404] * 4
        assert client.get(page_of(edition)).status_code == 303

    def test_an_auditor_whose_role_has_ended_reads_nothing(
        self, sign_in: SignIn, auditor: Person, edition: Edition, later: Callable[..., None]
    ) -> None:
        browser = sign_in(auditor)
        assert browser.get(page_of(edition)).status_code == 200
        roles_service.end_role(grant=auditor.grants[0], title=None, by=auditor)
        assert browser.get(page_of(edition)).status_code == 404

    def test_searching(
        self,
        sign_in: SignIn,
        auditor: Person,
        edition: Edition,
        done: Callable[..., None],
        later: Callable[..., None],
    ) -> None:
        done(2, "stage.opened")
        later(days=1)
        done(3, "stage.closed")
        browser, page = sign_in(auditor), page_of(edition)
        who = re.findall(r"person=(\w+)", browser.get(page).text)[0]
        found = {
            asked: len(items(browser.get(f"{page}?{asked}").text))
            for asked in (
                "action=stage.opened",
                "action=stage.closed",
                f"person={who}",
                "first_day=2024-06-21",
                f"last_day=2024-06-20&person={who}",
                f"first_day=2024-06-22&person={who}",
            )
        }
        assert list(found.values()) == [2, 3, 5, 3, 2, 0]

    @pytest.mark.parametrize(
        "asked",
        [
            "action=nonsense",
            "first_day=x",
            "after=zz",
            "after=00",
            "person=x'y",
            "after=%00",
            "last_day=9999-12-31",
        ],
    )
    def test_nonsense_is_no_error(
        self, sign_in: SignIn, auditor: Person, edition: Edition, done: Callable[..., None], asked: str
    ) -> None:
        done(1)
        assert sign_in(auditor).get(f"{page_of(edition)}?{asked}").status_code == 200

    def test_pages_hold_every_event_once(
        self, sign_in: SignIn, auditor: Person, edition: Edition, done: Callable[..., None], session: Session
    ) -> None:
        done(2 * PAGE + 3)
        browser, address, seen = sign_in(auditor), page_of(edition), []
        while address:
            page = browser.get(address).text
            seen += re.findall(r'class="small mono">(\w{64})', page)
            address = next(iter(re.findall(r'rel="next" href="([^"]*)"', page)), "").replace("&amp;", "&")
        written = session.scalars(
            sa.select(AuditEvent.data)
            .where(AuditEvent.edition_id == edition.id)
            .order_by(AuditEvent.id.desc())
        )
        assert seen == [data.hex() for data in written]

    def test_the_same_questions_at_any_length(
        self, sign_in: SignIn, auditor: Person, edition: Edition, done: Callable[..., None], session: Session
    ) -> None:
        browser, counts = sign_in(auditor), []
        for more in (10, 90, 900):
            done(more)
            with counted() as shown:
                browser.get(page_of(edition))
            counts.append(len(shown))
        assert counts[0] == counts[1] == counts[2] <= 12

    def test_every_kind_of_subject_has_a_name(
        self, sign_in: SignIn, auditor: Person, edition: Edition, session: Session
    ) -> None:
        officer, firm = make_officer(edition), None
        with_name = make_person(name_latin="Judge Named", name_zh="")
        firm = organisations_service.register_organisation(
            name_zh="", name_en="Named Firm", country_region="SG", by=with_name
        )
        stage = edition.stages[0]
        for subject in (
            f"person:{with_name.public_id}",
            f"organisation:{firm.public_id}",
            f"stage:{stage.public_id}",
        ):
            record("stage.opened", subject, by=officer, edition_id=edition.id)
        session.commit()
        page = sign_in(auditor).get(f"{page_of(edition)}?lang=en").text
        for name in ("Judge Named", "Named Firm", stage.name["en"]):
            assert name in page

    def test_what_somebody_typed_is_no_markup(
        self, sign_in: SignIn, auditor: Person, edition: Edition, session: Session
    ) -> None:
        evil = make_person(name_latin="<script>alert(1)</script>", name_zh="")
        record("stage.opened", f"person:{evil.public_id}", by=evil, edition_id=edition.id)
        session.commit()
        assert "<script>alert" not in sign_in(auditor).get(page_of(edition)).text


def test_a_role_given_is_read_by_the_auditor_of_that_edition(
    sign_in: SignIn, auditor: Person, edition: Edition, session: Session
) -> None:
    officer = make_officer(edition)
    roles_service.grant(
        person=make_person(), role=Role.JUDGE, edition=edition, ends_at=clock.now() + YEAR, by=officer
    )
    session.commit()
    assert any(
        "gave a role" in item for item in items(sign_in(auditor).get(f"{page_of(edition)}?lang=en").text)
    )
