"""Publish: freeze the document, hash it, tell the applicants."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from app.accounts.models import Person
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import Verdict
from app.entries.models import Entry, EntryState
from app.outbox.service import post
from app.results import document, rules
from app.results.models import PrizeList, PrizeListState, Publication
from app.results.queries import notice_of, prizes_of
from app.results.reading.rankings import is_up_to_date


def may_publish(prize_list: PrizeList, by: Person) -> Verdict:
    publishes = rules.may_publish(by, prize_list, clock.now(), notice=notice_of(prize_list))
    return publishes and rules.is_up_to_date(is_up_to_date(prize_list))


def publish(*, prize_list: PrizeList, by: Person) -> Publication:
    """Let the world read the list. What is published is never changed: a corrected list is a further publication."""
    now = clock.now()
    enforce(may_publish(prize_list, by))
    text = document.as_text(document.build(prize_list, prizes_of(prize_list), published_at=now))
    count = sa.select(sa.func.count()).where(Publication.edition_id == prize_list.edition_id)
    publication = Publication(
        edition_id=prize_list.edition_id,
        prize_list=prize_list,
        number=(db.session.scalar(count) or 0) + 1,
        document=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        published_at=now,
        published_by_id=by.id,
    )
    db.session.add(publication)
    prize_list.state, prize_list.published_at = PrizeListState.PUBLISHED, now
    record(
        "results.published", f"prize-list:{prize_list.public_id}", by=by, edition_id=prize_list.edition_id,
        number=publication.number, sha256=publication.sha256,
    )  # fmt: skip
    _tell_applicants(prize_list)
    db.session.flush()
    return publication


def _tell_applicants(prize_list: PrizeList) -> None:
    """Everybody who applied hears on the same day, whatever the outcome; their own page says what it is."""
    applicants = sa.select(Person, Entry.public_id, Entry.number).join(Entry, Entry.created_by_id == Person.id).where(
        Entry.edition_id == prize_list.edition_id, Entry.state == EntryState.SUBMITTED
    ).order_by(Entry.number)  # fmt: skip
    for person, entry, number in db.session.execute(applicants).all():
        post("results_published", to=person, entry=entry, number=number, edition=prize_list.edition.public_id)
