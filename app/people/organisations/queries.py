"""People, what they act for, and their browsers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.people.models import Organisation, Person, Representation


def organisations_of(person: Person, now: datetime) -> Sequence[Organisation]:
    """What the person acts for now."""
    return db.session.scalars(
        sa.select(Organisation)
        .join(Representation, Representation.organisation_id == Organisation.id)
        .where(
            Representation.person_id == person.id,
            Representation.since <= now,
            sa.or_(Representation.until.is_(None), Representation.until > now),
        )
        .order_by(Organisation.sort_key, Organisation.id)
    ).all()
