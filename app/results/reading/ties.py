"""Entries that do not exist for a person: the truth of `entries.rules.has_tie`, and declared conflicts, in SQL.

The conditions are built once; who reads comes in as parameters, by `reader`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person
from app.core.db import db
from app.entries.models import Entry
from app.entries.queries import own_organisations
from app.judging.models import ConflictOfInterest
from app.programmes.models import Edition

_houses = sa.bindparam("houses", expanding=True)
_who = sa.bindparam("who")
_declared = Entry.id.in_(sa.select(ConflictOfInterest.entry_id).where(ConflictOfInterest.person_id == _who))

# An entry has either an organisation or a person, and NULL answers no question.
VISIBLE = sa.and_(
    sa.or_(Entry.organisation_id.is_(None), Entry.organisation_id.not_in(_houses)),
    sa.or_(Entry.person_id.is_(None), Entry.person_id != _who),
    sa.not_(_declared),
)
_ANY_TIE = sa.select(
    sa.exists().where(
        Entry.edition_id == sa.bindparam("edition"), Entry.submitted_at.is_not(None),
        sa.or_(Entry.organisation_id.in_(_houses), Entry.person_id == _who, _declared),
    )
)  # fmt: skip


def reader(person: Person, now: datetime) -> dict[str, Any]:
    """The parameters of `VISIBLE`."""
    return {"who": person.id, "houses": [*own_organisations(person, now), person.employer_id or 0]}


def has_tie_in(person: Person, edition: Edition, now: datetime) -> bool:
    """Whether any entry that was sent in to the edition is hidden from the person, ranked or not."""
    return bool(db.session.scalar(_ANY_TIE, {**reader(person, now), "edition": edition.id}))
