"""When a public notice, or the time for objections, ends: by the calendar, or with the day that an officer states."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.core.clock import BEIJING
from app.core.errors import Invalid
from app.core.verdict import Verdict, _, need
from app.core.working_days import after_working_days, end_of

LONGEST_BREAK = timedelta(days=30)
"""Holidays never stretch working days by more than this: a day beyond is a slip of the keyboard."""


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
