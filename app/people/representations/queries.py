"""Who acts for an organisation, who says that they do, and who was invited to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.people.models import Organisation, Person, Representation
from app.people.representations.models import Claim, ClaimState, ColleagueInvitation
from app.people.sign_in.tokens import hash_of

MOST = 20
Acting = TypeVar("Acting", Representation, Person)


def is_confirmed(organisation: Organisation, now: datetime) -> bool:
    """Whether the mail domain or the secretariat vouches for somebody who acts for it."""
    confirmed = _acting(now, Representation).where(
        Representation.organisation_id == organisation.id, Representation.confirmed_at.is_not(None)
    )
    return bool(db.session.scalar(sa.select(confirmed.exists())))


def representations_of(organisation: Organisation, now: datetime) -> Sequence[Representation]:
    """Who acts for it now, and since when."""
    return db.session.scalars(
        _acting(now, Representation)
        .where(Representation.organisation_id == organisation.id)
        .options(joinedload(Representation.person))
        .order_by(Representation.id)
    ).all()


def people_acting_for(organisation_id: int, now: datetime) -> Sequence[Person]:
    """Whom a letter to the organisation goes to."""
    return db.session.scalars(
        _acting(now, Person)
        .join(Representation.person)
        .where(Representation.organisation_id == organisation_id, Person.disabled_at.is_(None))
        .order_by(Person.id)
    ).all()


def _acting(now: datetime, what: type[Acting]) -> sa.Select[Acting]:
    running = sa.or_(Representation.until.is_(None), Representation.until > now)
    return sa.select(what).select_from(Representation).where(Representation.since <= now, running)


def get_representation(organisation: Organisation, person_public_id: str) -> Representation:
    found = db.session.scalar(
        sa.select(Representation)
        .join(Representation.person)
        .where(Representation.organisation_id == organisation.id, Person.public_id == person_public_id)
    )
    if found is None:
        raise NotFound
    return found


def get_claim(public_id: str) -> Claim:
    found = db.session.scalar(
        sa.select(Claim)
        .where(Claim.public_id == public_id)
        .options(joinedload(Claim.person), joinedload(Claim.organisation))
    )
    if found is None:
        raise NotFound(public_id)
    return found


def find_open_claim(organisation: Organisation, person: Person) -> Claim | None:
    return db.session.scalar(
        sa.select(Claim).where(
            Claim.organisation_id == organisation.id,
            Claim.person_id == person.id,
            Claim.state == ClaimState.OPEN,
        )
    )


def open_claims(*, size: int = 200) -> Sequence[Claim]:
    """What waits for an officer, the longest first."""
    return db.session.scalars(
        sa.select(Claim)
        .where(Claim.state == ClaimState.OPEN)
        .options(joinedload(Claim.person), joinedload(Claim.organisation))
        .order_by(Claim.id)
        .limit(size)
    ).all()


def count_open_claims(*, but: Person) -> int:
    """How many claims the person could decide: their own is for somebody else."""
    waiting = sa.select(sa.func.count(Claim.id)).where(
        Claim.state == ClaimState.OPEN, Claim.person_id != but.id
    )
    return db.session.scalar(waiting) or 0


def claims_of(person: Person) -> Sequence[Claim]:
    """What the person has claimed and is still open or was refused, the latest first."""
    return db.session.scalars(
        sa.select(Claim)
        .where(Claim.person_id == person.id, Claim.state != ClaimState.CONFIRMED)
        .options(joinedload(Claim.organisation))
        .order_by(Claim.id.desc())
        .limit(MOST)
    ).all()


def get_colleague_invitation(token: str) -> ColleagueInvitation:
    """The invitation of a mailed link, whatever has become of it."""
    found = db.session.scalar(
        sa.select(ColleagueInvitation).where(ColleagueInvitation.token_hash == hash_of(token))
    )
    if found is None:
        raise NotFound
    return found


def open_colleague_invitations(organisation: Organisation) -> Sequence[ColleagueInvitation]:
    return db.session.scalars(
        sa.select(ColleagueInvitation)
        .where(
            ColleagueInvitation.organisation_id == organisation.id,
            ColleagueInvitation.accepted_at.is_(None),
            ColleagueInvitation.withdrawn_at.is_(None),
        )
        .order_by(ColleagueInvitation.id)
    ).all()
