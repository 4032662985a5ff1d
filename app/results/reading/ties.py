"""Entries that do not exist for a person, in rankings and prize lists."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Person
from app.core.db import db
from app.entries.models import Entry
from app.judging.queries import VISIBLE, reader
from app.programmes.models import Edition

_ANY_TIE = sa.select(
    sa.exists().where(
        Entry.edition_id == sa.bindparam("edition"), Entry.submitted_at.is_not(None), sa.not_(VISIBLE)
    )
)


def has_tie_in(person: Person, edition: Edition, now: datetime) -> bool:
    """Whether any entry that was sent in to the edition is hidden from the person, ranked or not."""
    return bool(db.session.scalar(_ANY_TIE, {**reader(person, now), "edition": edition.id}))
