"""Publish: freeze the document, hash it, tell the applicants."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import Verdict
from app.people.models import Person
from app.programmes.corrections.service import complete_correction
from app.programmes.editions.queries import lock_edition
from app.results.models import PrizeList, PrizeListState, Publication
from app.results.notices.last_day import end_of_period
from app.results.notices.queries import notice_of
from app.results.prizes import rules as prizes_rules
from app.results.prizes.queries import prizes_of
from app.results.prizes.source_rankings import standing_of
from app.results.publications import rules, winners_json
from app.results.publications.consents import kept_back, withheld_numbers
from app.results.publications.letters import tell_applicants, touched
from app.results.strikes.service import names_nobody_struck


def may_publish(prize_list: PrizeList, by: Person) -> Verdict:
    """Approved, its notice over where there is one, and nothing has overtaken it."""
    return (
        rules.may_publish(by, prize_list, clock.now(), notice=notice_of(prize_list))
        and prizes_rules.stands(standing_of(prize_list))
        and names_nobody_struck(prize_list)
    )


def publish(*, prize_list: PrizeList, by: Person, last_day: date | None = None) -> Publication:
    """Let the world read the list. What is published is never changed: a correction ends in a further publication.

    `last_day`, on which objections end, is stated where the working days of the year are not announced yet.
    """
    now = clock.now()
    lock_edition(prize_list.edition)
    enforce(may_publish(prize_list, by))
    kept = kept_back(prize_list)
    prizes = prizes_of(prize_list)
    text = winners_json.as_text(winners_json.build(prize_list, prizes, published_at=now, kept_back=kept))
    count = sa.select(sa.func.count()).where(Publication.edition_id == prize_list.edition_id)
    publication = Publication(
        edition_id=prize_list.edition_id,
        prize_list=prize_list,
        number=(db.session.scalar(count) or 0) + 1,
        document=text,
        withheld=withheld_numbers(prize_list, kept),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        published_at=now,
        published_by_id=by.id,
        objections_end_at=_objections_end_at(prize_list, now, last_day),
    )
    db.session.add(publication)
    prize_list.state, prize_list.published_at = PrizeListState.PUBLISHED, now
    record(
        "results.published",
        f"prize-list:{prize_list.public_id}",
        by=by,
        edition_id=prize_list.edition_id,
        number=publication.number,
        sha256=publication.sha256,
        withheld=publication.withheld,
    )
    tell_applicants(prize_list, only=None if publication.number == 1 else touched(prize_list, prizes, text))
    db.session.flush()
    if (correction := prize_list.correction) is not None:
        complete_correction(correction, by)
    return publication


def _objections_end_at(prize_list: PrizeList, now: datetime, last_day: date | None) -> datetime | None:
    days = prize_list.rulebook_version.rulebook.objections.working_days
    return end_of_period(now, days, stated=last_day) if days else None
