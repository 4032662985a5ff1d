"""What pages of other features say of results: to an applicant of their entry, to everybody of an edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import db
from app.core.i18n import instant, text
from app.entries.models import Candidacy, Entry, EntryState
from app.programmes.labels import title_of
from app.programmes.models import Edition
from app.programmes.rulebook import DirectionRules
from app.results.models import Prize, Publication
from app.results.publications.consents import lapses
from app.results.publications.queries import announced, latest_publication
from app.results.strikes.queries import is_struck


@dataclass(frozen=True, slots=True)
class Outcome:
    won: bool
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Announcement:
    kind: str
    words: str
    url: str


def announcements(editions: Iterable[Edition]) -> dict[int, Announcement]:
    """Where the public reads the winners of each edition, or the list under notice, by the edition's id."""
    by_id = {edition.id: edition for edition in editions}
    places = {
        "winners": ("results.winners", gettext("Winners")),
        "notice": ("results.public_notice", gettext("Public notice of the winners")),
    }
    return {
        id_: Announcement(
            kind,
            places[kind][1],
            url_for(places[kind][0], programme=by_id[id_].programme.slug, year=by_id[id_].year),
        )
        for id_, kind in announced(by_id.values(), clock.now()).items()
    }


def consent_words(entry: Entry) -> str:
    """Whether the entry may be named in public, as it stands now."""
    if entry.edition.rulebook.consent("publication") is None:
        return gettext("not asked for in this edition")
    lapse = lapses(entry.edition, [entry.id]).get(entry.id)
    if lapse is None:
        return gettext("given")
    return gettext("withdrawn %(time)s", time=instant(lapse.since)) if lapse.since else gettext("not given")


def outcomes(entry: Entry) -> list[Outcome]:
    """The prizes of an entry in the latest publication, or that it has none; empty until there is one."""
    if entry.state != EntryState.SUBMITTED:
        return []
    publication = latest_publication(entry.edition_id)
    if publication is None:
        return []
    if is_struck(entry):
        return []
    prizes = _prizes(entry, publication)
    if prizes and entry.number in (publication.withheld or ()):
        return [_withheld(entry)]
    direction = publication.prize_list.rulebook_version.rulebook.direction(entry.direction.code)
    return [_won(prize, direction) for prize in prizes] or [_not_won(entry.edition)]


def _prizes(entry: Entry, publication: Publication) -> list[Prize]:
    own = (
        sa.select(Prize)
        .join(Prize.candidacy)
        .where(Prize.prize_list_id == publication.prize_list_id, Candidacy.entry_id == entry.id)
        .options(joinedload(Prize.candidacy).joinedload(Candidacy.track))
        .order_by(Prize.position)
    )
    return list(db.session.scalars(own))


def _won(prize: Prize, direction: DirectionRules) -> Outcome:
    """By the rules that the prize was given under."""
    tier = direction.tier(prize.tier)
    track = text(prize.candidacy.track.name)
    if tier.outcome == "collected":
        words = gettext("Your entry in “%(track)s” is among those collected.", track=track)
    else:
        words = gettext("Congratulations: your entry in “%(track)s” won.", track=track)
    return Outcome(True, text(tier.name), words)


def _withheld(entry: Entry) -> Outcome:
    """Without consent to publication, when the list was published."""
    if entry.edition.rulebook.without_consent == "place_vacant":
        words = gettext(
            "Your entry ranked for a prize. Without your consent to publication its place was left vacant."
        )
        return Outcome(False, text(title_of(entry.edition)), words)
    words = gettext(
        "Congratulations: your entry won. Without your consent to publication its name was not published."
    )
    return Outcome(True, text(title_of(entry.edition)), words)


def _not_won(edition: Edition) -> Outcome:
    words = gettext(
        "The results are published. Your entry is not among the prizes this time. Thank you for applying."
    )
    return Outcome(False, text(title_of(edition)), words)
