"""Two rows of the register turn out to be one organisation: limits, nominations and conflicts count it once."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import Verdict, _, need
from app.entries.models import Entry
from app.nominations.nominating.merging import move_firm
from app.people.models import Organisation, Person
from app.people.organisations.merging import merge_organisation
from app.people.organisations.rules import may_merge
from app.programmes.labels import official_title


def merge_organisations(*, duplicate: Organisation, survivor: Organisation, reason: str, by: Person) -> None:
    """Everything that refers to one row refers to the other from now on: accounts, nominations, entries."""
    _hold(duplicate, survivor)
    enforce(may_merge(by, (duplicate, survivor), clock.now()))
    _move_entries(duplicate, survivor)
    move_firm(duplicate=duplicate, survivor=survivor, by=by)
    merge_organisation(duplicate=duplicate, survivor=survivor, reason=reason, by=by)


def _hold(*rows: Organisation) -> None:
    """Nobody submits an entry for either meanwhile, and neither is merged into another: they are read again."""
    ids = sorted(row.id for row in rows)
    own = sa.select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id)
    db.session.scalars(own.with_for_update(), execution_options={"populate_existing": True}).all()


def _move_entries(duplicate: Organisation, survivor: Organisation) -> None:
    """Entries that hold one of so many slots get those that are free; more of them than slots is refused."""
    entries = db.session.scalars(
        sa.select(Entry).where(Entry.organisation_id.in_([duplicate.id, survivor.id])).order_by(Entry.id)
    ).all()
    taken: dict[int, dict[int, Entry]] = defaultdict(dict)
    for entry in entries:
        if entry.organisation_id == survivor.id and entry.slot is not None:
            taken[entry.direction_id][entry.slot] = entry
    for entry in entries:
        if entry.organisation_id == duplicate.id:
            _move(entry, survivor, taken[entry.direction_id])
    db.session.flush()


def _move(entry: Entry, survivor: Organisation, taken: dict[int, Entry]) -> None:
    if entry.slot is not None and entry.slot_limit is not None:
        free = set(range(1, entry.slot_limit + 1)) - taken.keys()
        enforce(_fits(entry, free=bool(free)))
        entry.slot = min(free)
        taken[entry.slot] = entry
    entry.organisation = survivor


def _fits(entry: Entry, *, free: bool) -> Verdict:
    """Without the numbers of the entries: the officer may be of another edition, or have a conflict of interest."""
    return need(
        free,
        _(
            "In “%(edition)s” one applicant may submit at most %(limit)s entries: one has to be withdrawn first."
        ),
        edition=official_title(entry.edition),
        limit=entry.slot_limit,
    )
