"""Put an approved list under public notice (公示), for the working days that the rule-book says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.audit.service import record
from app.core import clock
from app.core.clock import BEIJING
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.verdict import Verdict, _, need
from app.core.working_days import after_working_days, end_of
from app.people.models import Person
from app.programmes.editions.queries import lock_edition
from app.results.models import PrizeList, PublicNotice
from app.results.notices import rules
from app.results.prizes import rules as prizes_rules
from app.results.prizes.source_rankings import standing_of
from app.results.publications.consents import kept_back, withheld_numbers
from app.results.strikes.service import names_nobody_struck

LONGEST_BREAK = timedelta(days=30)
"""Holidays never stretch working days by more than this: a day beyond is a slip of the keyboard."""


def may_post_notice(prize_list: PrizeList, by: Person) -> Verdict:
    return (
        rules.may_post_notice(by, prize_list, clock.now())
        and prizes_rules.stands(standing_of(prize_list))
        and names_nobody_struck(prize_list)
    )


def post_notice(*, prize_list: PrizeList, by: Person, last_day: date | None = None) -> PublicNotice:
    """`last_day` is stated by the officer where the working days of the year are not announced yet."""
    lock_edition(prize_list.edition)
    enforce(may_post_notice(prize_list, by))
    now = clock.now()
    days = prize_list.rulebook_version.rulebook.notice.working_days
    notice = PublicNotice(
        prize_list=prize_list,
        starts_at=now,
        ends_at=end_of_period(now, days, stated=last_day),
        posted_by_id=by.id,
    )
    db.session.add(notice)
    record(
        "notice.posted",
        f"prize-list:{prize_list.public_id}",
        by=by,
        edition_id=prize_list.edition_id,
        ends_at=notice.ends_at.isoformat(),
        withheld=withheld_numbers(prize_list, kept_back(prize_list)),
    )
    db.session.flush()
    return notice


def end_of_period(start: datetime, days: int, *, stated: date | None) -> datetime:
    """By the calendar where it is known, else 24:00 of the stated day: nobody makes up a day but an officer."""
    if ends := after_working_days(start, days):
        return ends
    if stated is None:
        raise Invalid({"last_day": Verdict(False, _("State the last day."))})
    if not (fits := _fits(start.astimezone(BEIJING).date(), days, stated)):
        raise Invalid({"last_day": fits})
    return end_of(stated)


def _fits(first: date, days: int, stated: date) -> Verdict:
    return need(
        stated >= first + timedelta(days=days),
        _("There are fewer than %(days)s days until then."),
        days=days,
    ) and need(
        stated <= first + timedelta(days=2 * days) + LONGEST_BREAK,
        _("This is much later than %(days)s working days can last."),
        days=days,
    )
