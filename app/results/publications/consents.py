"""Whose name may be published: the consent to publication of those who apply with an entry, as it stands now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.consents.models import Consent, ConsentPurpose
from app.core.db import db
from app.entries.conflicts.queries import VISIBLE, reader
from app.entries.models import Candidacy, Entry, Submission
from app.judging.models import StageEntry
from app.people.models import Person, Representation
from app.programmes.models import Edition
from app.results.models import PrizeList
from app.results.publications.winners_json import KeptBack
from app.results.strikes.queries import STRUCK, struck_on


@dataclass(frozen=True, slots=True)
class Lapse:
    """There is no consent to publication. `since`: when it was withdrawn; None where it was never given."""

    since: datetime | None


def _applicants(entries: Collection[int]) -> sa.CompoundSelect[Any]:
    """Entry and person: who began it, who sent it in, who applies, and who acts for the organisation that does."""
    acting = sa.and_(Representation.organisation_id == Entry.organisation_id, Representation.until.is_(None))
    these = Entry.id.in_(entries)
    return sa.union(
        sa.select(Entry.id.label("entry"), Entry.created_by_id.label("person")).where(these),
        sa.select(Submission.entry_id, Submission.submitted_by_id).where(Submission.entry_id.in_(entries)),
        sa.select(Entry.id, Entry.person_id).where(these, Entry.person_id.is_not(None)),
        sa.select(Entry.id, Representation.person_id).join(Representation, acting).where(these),
    )


def lapses(edition: Edition, entries: Collection[int]) -> dict[int, Lapse]:
    """Of these entries those that lack the consent: given by none of their people, or taken back by one of them."""
    if edition.rulebook.consent("publication") is None or not entries:
        return {}
    people = _applicants(entries).subquery()
    live = sa.func.sum(sa.case((Consent.withdrawn_at.is_(None), 1), else_=0))
    rows = db.session.execute(
        sa.select(people.c.entry, live, sa.func.max(Consent.withdrawn_at))
        .join(Consent, Consent.person_id == people.c.person)
        .where(Consent.edition_id == edition.id, Consent.purpose == ConsentPurpose.PUBLICATION)
        .group_by(people.c.entry, people.c.person)
    ).all()
    asked = {entry for entry, _live, _withdrawn in rows}
    found = {entry: Lapse(None) for entry in entries if entry not in asked}
    for entry, standing, withdrawn in rows:
        if not standing:
            found[entry] = Lapse(max(withdrawn, (found.get(entry) or Lapse(None)).since or withdrawn))
    return found


def kept_back(prize_list: PrizeList) -> KeptBack:
    """What of a list must not be published as it was drawn up."""
    entries = {prize.candidacy.entry_id for prize in prize_list.prizes}
    return KeptBack(frozenset(struck_on(prize_list)), frozenset(lapses(prize_list.edition, entries)))


def finalists_without_consent(
    edition: Edition, person: Person, now: datetime
) -> Sequence[tuple[Entry, Lapse]]:
    """Entries in the stages that fill prizes, as far as the person may know of them."""
    book = edition.rulebook
    filling = {
        (direction.code, direction.deciding_stage(tier).code)
        for direction in book.directions
        for tier in direction.prizes
    }
    stages = [stage.id for stage in edition.stages if (stage.direction.code, stage.code) in filling]
    entries = db.session.scalars(
        sa.select(Entry)
        .where(Entry.id.in_(_in_stages(stages)), VISIBLE, sa.not_(STRUCK))
        .options(joinedload(Entry.organisation))
        .order_by(Entry.number),
        reader(person, now),
    ).all()
    found = lapses(edition, {entry.id for entry in entries})
    return [(entry, found[entry.id]) for entry in entries if entry.id in found]


def _in_stages(stages: Sequence[int]) -> sa.Select[int]:
    return (
        sa.select(Candidacy.entry_id)
        .join(StageEntry, StageEntry.candidacy_id == Candidacy.id)
        .where(StageEntry.stage_id.in_(stages), StageEntry.left_at.is_(None))
    )


def withheld_numbers(prize_list: PrizeList, kept: KeptBack) -> list[str]:
    """For the record: which entries were not published by their name."""
    own = (
        prize.candidacy.entry for prize in prize_list.prizes if prize.candidacy.entry_id in kept.unconsented
    )
    return sorted({str(entry.number) for entry in own})


def lapses_on(prize_list: PrizeList) -> Mapping[int, Lapse]:
    return lapses(prize_list.edition, {prize.candidacy.entry_id for prize in prize_list.prizes})
