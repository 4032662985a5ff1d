"""Reads that several callers share: units used, who is covered, lists by key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.nominations.models import LIVE, Membership, Nomination, NominationState
from app.nominations.rules import Proposal
from app.programmes.models import Direction, Edition


def proposal(direction: Direction, membership: Membership | None, *, lock: bool = False) -> Proposal:
    """What the rules ask about a nomination to be made. `lock` makes other nominations of the member wait."""
    if membership is None:
        return Proposal(direction)
    if lock:
        db.session.refresh(membership, with_for_update=True)
    return Proposal(direction, membership, len(taken_slots(direction, membership)))


def taken_slots(direction: Direction, membership: Membership) -> set[int]:
    return set(
        db.session.scalars(
            sa.select(Nomination.slot).where(
                Nomination.membership_id == membership.id,
                Nomination.direction_id == direction.id,
                Nomination.slot.is_not(None),
                Nomination.state.in_(LIVE),
            )
        )
    )


def covers(edition: Edition, *, organisation_id: int | None = None, person_id: int | None = None) -> bool:
    """Whether a nomination of this firm or person was accepted and stands."""
    nominee = (
        Nomination.nominee_organisation_id == organisation_id
        if organisation_id is not None
        else sa.and_(Nomination.nominee_person_id == person_id, Nomination.nominee_person_id.is_not(None))
    )
    accepted = sa.select(Nomination.id).where(
        Nomination.edition_id == edition.id, Nomination.state == NominationState.ACCEPTED, nominee
    )
    return bool(db.session.scalar(sa.select(accepted.exists())))


def is_member_organisation(organisation_id: int | None, now: datetime) -> bool:
    """Whether the organisation is itself a member in good standing."""
    if organisation_id is None:
        return False
    found = db.session.scalar(sa.select(Membership).where(Membership.organisation_id == organisation_id))
    return found is not None and found.is_in_good_standing(now)


def memberships_of(person_id: int, organisation_ids: Sequence[int]) -> Sequence[Membership]:
    """The memberships that a person holds or represents."""
    return db.session.scalars(
        sa.select(Membership)
        .where(sa.or_(Membership.person_id == person_id, Membership.organisation_id.in_(organisation_ids)))
        .order_by(Membership.id)
    ).all()
