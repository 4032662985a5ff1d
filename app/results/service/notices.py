"""Put an approved list under public notice (公示), for the working days that the rule-book says."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from app.accounts.models import Person
from app.audit.service import record
from app.core import clock
from app.core.clock import BEIJING
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import Verdict
from app.programmes.queries import hold_edition
from app.results import rules
from app.results.models import PrizeList, PublicNotice
from app.results.reading.basis import standing_of

SATURDAY = 5


def may_post_notice(prize_list: PrizeList, by: Person) -> Verdict:
    return rules.may_post_notice(by, prize_list, clock.now()) and rules.stands(standing_of(prize_list))


def post_notice(*, prize_list: PrizeList, by: Person) -> PublicNotice:
    hold_edition(prize_list.edition)
    enforce(may_post_notice(prize_list, by))
    now = clock.now()
    days = prize_list.rulebook_version.rulebook.notice.working_days
    notice = PublicNotice(
        prize_list=prize_list, starts_at=now, ends_at=after_working_days(now, days), posted_by_id=by.id
    )
    db.session.add(notice)
    record(
        "notice.posted", f"prize-list:{prize_list.public_id}", by=by, edition_id=prize_list.edition_id,
        ends_at=notice.ends_at.isoformat(),
    )  # fmt: skip
    db.session.flush()
    return notice


def after_working_days(start: datetime, days: int) -> datetime:
    """24:00 in Beijing of the last of `days` whole working days after `start`; public holidays are not known here."""
    day = start.astimezone(BEIJING).date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return datetime.combine(day + timedelta(days=1), time(), BEIJING)
