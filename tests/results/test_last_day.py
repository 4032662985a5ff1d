"""The last day of a public notice and of objections: by the calendar, or stated where it says nothing yet."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.core.clock import BEIJING
from app.core.db import transaction
from app.core.errors import Invalid
from app.core.working_days import YEARS
from app.results.notices import service as notices_service
from app.results.publications import service as publications_service
from tests.results.conftest import Contest


@pytest.fixture
def unannounced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(YEARS, 2024)


STATED = [None, date(2024, 9, 6), date(2024, 10, 13)]
"""No day; one too near for five working days after 2 September; one too far."""


@pytest.mark.usefixtures("unannounced")
@pytest.mark.parametrize("stated", STATED)
def test_the_day_that_a_notice_ends_is_stated_or_refused(
    with_notice_period: Contest, stated: date | None
) -> None:
    approved = with_notice_period.approved()
    with pytest.raises(Invalid) as refused, transaction():
        notices_service.post_notice(prize_list=approved, by=with_notice_period.officer, last_day=stated)
    assert list(refused.value.faults) == ["last_day"]


@pytest.mark.usefixtures("unannounced")
def test_a_notice_ends_with_the_day_that_was_stated(with_notice_period: Contest) -> None:
    approved = with_notice_period.approved()
    with transaction():
        posted = notices_service.post_notice(
            prize_list=approved, by=with_notice_period.officer, last_day=date(2024, 9, 10)
        )
    assert posted.ends_at == datetime(2024, 9, 11, tzinfo=BEIJING)


def test_where_the_calendar_knows_nobody_states_another_day(with_notice_period: Contest) -> None:
    approved = with_notice_period.approved()
    with transaction():
        posted = notices_service.post_notice(
            prize_list=approved, by=with_notice_period.officer, last_day=date(2024, 9, 10)
        )
    assert posted.ends_at == datetime(2024, 9, 10, tzinfo=BEIJING)


@pytest.mark.usefixtures("unannounced")
@pytest.mark.parametrize("stated", STATED)
def test_the_day_that_objections_end_is_stated_or_refused(contest: Contest, stated: date | None) -> None:
    approved = contest.approved()
    with pytest.raises(Invalid) as refused, transaction():
        publications_service.publish(prize_list=approved, by=contest.officer, last_day=stated)
    assert list(refused.value.faults) == ["last_day"]
    with transaction():
        published = publications_service.publish(
            prize_list=approved, by=contest.officer, last_day=date(2024, 9, 10)
        )
    assert published.objections_end_at == datetime(2024, 9, 11, tzinfo=BEIJING)


def test_objections_end_with_the_last_working_day(contest: Contest) -> None:
    contest.clock.set(datetime(2024, 9, 30, 18, tzinfo=BEIJING))
    assert contest.published().objections_end_at == datetime(
        2024, 10, 13, tzinfo=BEIJING
    )  # Saturday 12 is worked
