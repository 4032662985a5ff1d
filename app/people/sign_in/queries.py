"""The browsers in which somebody is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import NotFound
from app.people.models import Person, SignInSession


def sessions_of(person: Person, now: datetime) -> Sequence[SignInSession]:
    """The browsers in which this person is signed in."""
    return db.session.scalars(
        sa.select(SignInSession)
        .where(
            SignInSession.person_id == person.id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
        .order_by(SignInSession.id.desc())
    ).all()


def get_session(public_id: str) -> SignInSession:
    found = db.session.scalar(sa.select(SignInSession).where(SignInSession.public_id == public_id))
    if found is None:
        raise NotFound
    return found
