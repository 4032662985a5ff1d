"""A running stage can be given more time, never less: whoever steps in late would else find it shut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.clock import BEIJING
from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.judging.sheets import rules
from app.judging.stages import service
from app.people.models import Person
from app.programmes.models import Stage
from tests.client import Client
from tests.judging.conftest import ROUND, own
from tests.results.conftest import Contest

SignIn = Callable[[Person], Client]
DAY = timedelta(days=1)


@pytest.fixture
def stage(contest: Contest) -> Stage:
    return contest.stage(ROUND)


def closing(stage: Stage) -> datetime:
    assert stage.closes_at is not None
    return stage.closes_at


def postpone(contest: Contest, stage: Stage, to: datetime, by: Person | None = None) -> None:
    with transaction():
        service.postpone(stage=stage, closes_at=to, by=by or contest.officer)


def typed(instant: datetime) -> str:
    return f"{instant.astimezone(BEIJING):%Y-%m-%dT%H:%M}"


def test_after_the_hour_judges_can_score_again(contest: Contest, stage: Stage, session: Session) -> None:
    contest.clock.set(closing(stage) + DAY)
    waiting = own(contest, contest.judges[0])[0]
    assert not rules.may_score(waiting.judge, waiting, contest.clock.now)
    postpone(contest, stage, contest.clock.now + DAY)
    assert rules.may_score(waiting.judge, waiting, contest.clock.now)
    assert session.query(AuditEvent).filter_by(action="stage.postponed").count() == 1


@pytest.mark.parametrize("earlier", [timedelta(0), timedelta(seconds=-1), -DAY])
def test_never_less(contest: Contest, stage: Stage, earlier: timedelta) -> None:
    before = closing(stage)
    with pytest.raises(Invalid) as refusal:
        postpone(contest, stage, before + earlier)
    assert list(refusal.value.faults) == ["closes_at"] and closing(stage) == before


def test_a_time_that_has_passed_is_no_more_time(contest: Contest, stage: Stage) -> None:
    contest.clock.set(closing(stage) + 2 * DAY)
    with pytest.raises(Invalid):
        postpone(contest, stage, closing(stage) + DAY)


@pytest.mark.parametrize(("who", "status"), [("judge", 404), ("auditor", 403)])
def test_only_an_officer_of_the_edition(
    contest: Contest, stage: Stage, sign_in: SignIn, who: str, status: int
) -> None:
    person = contest.judges[0] if who == "judge" else contest.auditor
    with pytest.raises(Refused):
        postpone(contest, stage, closing(stage) + DAY, by=person)
    assert sign_in(person).get(f"/stages/{stage.public_id}/postpone").status_code == status


def test_only_while_the_stage_runs(contest: Contest, stage: Stage, session: Session) -> None:
    stage.closed_at = contest.clock.now
    session.commit()
    with pytest.raises(Refused):
        postpone(contest, stage, closing(stage) + DAY)


def test_the_page_says_until_when_and_takes_a_later_time(
    contest: Contest, stage: Stage, sign_in: SignIn
) -> None:
    browser, address = sign_in(contest.officer), f"/stages/{stage.public_id}/postpone"
    assert f'href="{address}"' in browser.get(f"/stages/{stage.public_id}?lang=en").text
    now = closing(stage).astimezone(BEIJING)
    assert f"At present: {now.day} {now:%B %Y}, {now:%H:%M}" in browser.get(address).text
    later = (closing(stage) + DAY).replace(second=0, microsecond=0)
    refused = browser.send(address, closes_at=typed(closing(stage) - DAY))
    assert refused.status_code == 422 and "Choose a time after the present one." in refused.text
    assert browser.send(address, closes_at=typed(later)).status_code == 303
    assert closing(stage) == later


@pytest.mark.parametrize("year", ["0001", "1999", "9999"])
@pytest.mark.parametrize("verb", ["postpone", "open"])
def test_a_year_that_no_clock_counts_on_is_said(
    contest: Contest, fresh: Contest, sign_in: SignIn, verb: str, year: str
) -> None:
    which = contest if verb == "postpone" else fresh
    address = f"/stages/{which.stage(ROUND).public_id}/{verb}"
    answer = sign_in(which.officer).press(f"{address}?lang=en", closes_at=f"{year}-01-01T00:00")
    assert answer.status_code == 422 and "Give a date in this century." in answer.text
