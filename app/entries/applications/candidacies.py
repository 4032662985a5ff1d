"""The candidacies of an entry: one for each chosen track, made as it is submitted."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.entries.models import Candidacy, Eligibility, Entry


def settle_candidacies(entry: Entry, *, changed: bool) -> None:
    """One candidacy a chosen track, in order of preference.

    An answered correction waits for screening again, and so does what was found eligible as another text.
    """
    asked_again = {Eligibility.RETURNED, Eligibility.ELIGIBLE} if changed else {Eligibility.RETURNED}
    standing = [candidacy.track.code for candidacy in entry.candidacies]
    if standing != entry.tracks_draft:
        _replace_candidacies(entry)
    for candidacy in entry.candidacies:
        if candidacy.eligibility in asked_again:
            candidacy.eligibility, candidacy.screened_at = Eligibility.PENDING, None
            candidacy.screened_by_id, candidacy.answer_by = None, None


def _replace_candidacies(entry: Entry) -> None:
    if entry.candidacies:
        withdraw_candidacies(entry)
    of_code = {
        track.code: track for track in entry.edition.tracks if track.direction_id == entry.direction_id
    }
    entry.candidacies.extend(
        Candidacy(track=of_code[code], slot=slot) for slot, code in enumerate(entry.tracks_draft, start=1)
    )


def withdraw_candidacies(entry: Entry) -> None:
    """They stay on record; their slots are free for the next ones."""
    for candidacy in entry.candidacies:
        candidacy.withdrawn_at = clock.now()
    db.session.flush()
    db.session.expire(entry, ["candidacies"])
