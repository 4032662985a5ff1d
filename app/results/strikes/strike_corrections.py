"""An entry that what is published names, and that is struck: the strike begins the correction that leaves it out."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.core.verdict import YES, Verdict
from app.entries.models import Candidacy, Entry
from app.people.models import Person
from app.programmes.corrections import rules
from app.programmes.corrections.queries import live_correction
from app.programmes.corrections.service import begin_correction
from app.results.models import Prize
from app.results.publications.queries import latest_publication
from app.results.strikes.models import Strike, StrikeCause

NOTES = {
    StrikeCause.WITHDRAWN: {
        "zh": "申报 {number} 已退出，终止参评。已公布的名单据此更正。",
        "en": "Entry {number} was withdrawn and struck. The published list is corrected.",
    },
    StrikeCause.INELIGIBLE: {
        "zh": "申报 {number} 经认定不符合条件，终止参评。已公布的名单据此更正。",
        "en": "Entry {number} was found not to meet the conditions and struck. The published list is corrected.",
    },
}


def is_published_with(entry: Entry) -> bool:
    """Whether the list that everybody reads names it."""
    if (publication := latest_publication(entry.edition_id)) is None:
        return False
    named = sa.exists().where(
        Prize.prize_list_id == publication.prize_list_id,
        Prize.candidacy_id == Candidacy.id,
        Candidacy.entry_id == entry.id,
    )
    return bool(db.session.scalar(sa.select(named)))


def note_of(strike: Strike) -> dict[str, str]:
    """What everybody reads of it from the day that two people agree."""
    words = NOTES[StrikeCause(strike.cause)]
    return {language: text.format(number=strike.entry.number) for language, text in words.items()}


def may_lead_on(strike: Strike) -> Verdict:
    """Whether nothing is in the way of the correction, where one follows."""
    entry = strike.entry
    return (
        rules.has_room(entry.edition, live_correction(entry.edition_id)) if is_published_with(entry) else YES
    )


def begins(strike: Strike) -> bool:
    """Whether it would begin a correction: one that is under way already serves this strike too."""
    return is_published_with(strike.entry) and live_correction(strike.entry.edition_id) is None


def lead_on(strike: Strike, *, by: Person) -> None:
    if begins(strike):
        assert strike.proposed_by is not None and strike.proposed_at is not None
        begin_correction(
            edition=strike.entry.edition,
            reason=strike.reason,
            note=note_of(strike),
            asked_by=strike.proposed_by,
            asked_at=strike.proposed_at,
            by=by,
        )
