"""Put an approved list under public notice (公示), for the working days that the rule-book says."""

from __future__ import annotations

from datetime import date

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import Verdict
from app.people.models import Person
from app.programmes.editions.queries import lock_edition
from app.results.models import PrizeList, PublicNotice
from app.results.notices import rules
from app.results.notices.last_day import end_of_period
from app.results.prizes import rules as prizes_rules
from app.results.prizes.source_rankings import standing_of
from app.results.publications.consents import kept_back, withheld_numbers
from app.results.strikes.service import names_nobody_struck


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
