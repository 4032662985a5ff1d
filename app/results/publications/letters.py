"""Who gets a letter when winners are published, and when a correction of them is."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.entries.applications.queries import applicants_in
from app.entries.models import Candidacy, Entry
from app.outbox.service import enqueue_letter
from app.results.models import Prize, PrizeList
from app.results.publications.differences import differences
from app.results.publications.queries import publications_of


def tell_applicants(prize_list: PrizeList, *, only: Collection[str] | None) -> None:
    """Everybody who applied hears of the results on the same day, whatever the outcome; of a correction `only` those
    whom it touches. Their own page says what the outcome is."""
    for person, entry, number in applicants_in(prize_list.edition_id, clock.now()):
        about = {"entry": entry, "number": number, "edition": prize_list.edition.public_id}
        if only is None:
            enqueue_letter("results_published", to=person, **about)
        elif entry in only:
            enqueue_letter("results_corrected", to=person, **about)


def touched(prize_list: PrizeList, prizes: Sequence[Prize], text: str) -> set[str]:
    """Public ids of the entries whose prizes, or whose applicant's name, are not those of the publication before."""
    _own, before, *_earlier = publications_of(prize_list.edition_id)
    found = differences(json.loads(before.document), json.loads(text))
    renamed = {each.number for each in found if each.names}
    entries = {prize.candidacy.entry for prize in prizes}
    return {entry.public_id for entry in entries if entry.number in renamed} | {
        entry for entry, _track, _tier in _given(before.prize_list_id) ^ _given(prize_list.id)
    }


def _given(prize_list_id: int) -> set[tuple[str, int, str]]:
    """Entry, track and tier of every place."""
    given = (
        sa.select(Entry.public_id, Candidacy.track_id, Prize.tier).join(Prize.candidacy).join(Candidacy.entry)
    )
    rows = db.session.execute(given.where(Prize.prize_list_id == prize_list_id))
    return {(entry, track, tier) for entry, track, tier in rows}
