"""Pages on which a public notice or objections end: the day by the calendar, or asked of an officer; and an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.db import db, transaction
from app.core.working_days import YEARS
from app.people.models import Person
from app.results.models import Publication, PublicNotice
from app.results.notices import service
from tests.client import Client
from tests.results.conftest import Contest

SignIn = Callable[[Person], Client]
WINNERS, NOTICE = "/winners/straight-to-wuzhen/2024", "/notice/straight-to-wuzhen/2025"
UNKNOWN = "has not announced all the working days"


def test_objections_go_to_the_address_of_the_installation_until_their_day(
    contest: Contest, client: Client
) -> None:
    publication = contest.published()
    page = client.get("/winners/straight-to-wuzhen/2024?lang=en").text
    assert 'href="mailto:awards@localhost"' in page and "9 September 2024, 24:00 Beijing time" in page
    assert publication.objections_end_at is not None
    contest.clock.set(publication.objections_end_at)
    page = client.get("/winners/straight-to-wuzhen/2024?lang=en").text
    assert "mailto:" not in page and "ended on 9 September 2024, 24:00" in page


def test_objections_to_a_notice_have_an_address_too(with_notice_period: Contest, client: Client) -> None:
    approved = with_notice_period.approved()
    with transaction():
        service.post_notice(prize_list=approved, by=with_notice_period.officer)
    assert 'href="mailto:awards@localhost"' in client.get(NOTICE).text


def test_a_notice_of_a_year_that_is_announced_names_its_day(
    with_notice_period: Contest, sign_in: SignIn
) -> None:
    approved = with_notice_period.approved()
    page = sign_in(with_notice_period.officer).get(f"/prize-lists/{approved.public_id}/notice?lang=en").text
    assert "until 9 September 2024, 24:00" in page and UNKNOWN not in page and 'name="last_day"' not in page


@pytest.mark.parametrize(("step", "model"), [("notice", PublicNotice), ("publish", Publication)])
def test_for_a_year_not_announced_the_page_says_so_and_asks_for_the_day(
    contest: Contest,
    with_notice_period: Contest,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    model: Any,
) -> None:
    monkeypatch.delitem(YEARS, 2024)
    own = with_notice_period if step == "notice" else contest
    approved = own.approved()
    browser, address = sign_in(own.officer), f"/prize-lists/{approved.public_id}/{step}"
    assert UNKNOWN in browser.get(f"{address}?lang=en").text
    answer = browser.send(address, last_day="2024-09-03")
    assert answer.status_code == 422 and "2024-09-03" in answer.text
    assert browser.send(address, last_day="2024-09-10").status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 1
