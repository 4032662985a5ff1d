"""How many entries an applicant can submit: each holds a slot, and the database gives no slot twice."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import YES, Verdict
from app.entries.applications import rules
from app.entries.models import Entry
from app.people.models import Organisation, Person


def has_slot(entry: Entry) -> Verdict:
    """Whether this entry has a slot, or can have one."""
    limit = _limit(entry)
    return YES if limit is None or entry.slot else rules.has_slot(_taken(entry).values(), limit)


def take_slot(entry: Entry) -> None:
    """Give it the lowest free slot; the applicant is held, so that two entries at once do not meet."""
    limit = _limit(entry)
    if limit is None or entry.slot:
        return
    _hold_applicant(entry)
    taken = _taken(entry)
    enforce(rules.has_slot(taken.values(), limit))
    entry.slot, entry.slot_limit = min(set(range(1, limit + 1)) - taken.keys()), limit


def free_slot(entry: Entry) -> None:
    entry.slot = entry.slot_limit = None


def _limit(entry: Entry) -> int | None:
    return entry.edition.rulebook.direction(entry.direction.code).max_entries


def _hold_applicant(entry: Entry) -> None:
    kind, own = (
        (Person, entry.person_id) if entry.organisation_id is None else (Organisation, entry.organisation_id)
    )
    db.session.execute(sa.select(kind.id).where(kind.id == own).with_for_update())


def _taken(entry: Entry) -> dict[int, str]:
    """Slot to number, of the same applicant in the same direction."""
    rows = sa.select(Entry.slot, Entry.number).where(
        Entry.direction_id == entry.direction_id,
        Entry.organisation_id == entry.organisation_id
        if entry.organisation_id is not None
        else Entry.person_id == entry.person_id,
        Entry.slot.is_not(None),
    )
    return {slot: str(number) for slot, number in db.session.execute(rows) if slot is not None}
