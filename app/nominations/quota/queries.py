"""Which units of its quota a member has used: those of its nominations that stand."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.core.db import db
from app.core.errors import Refused
from app.core.verdict import _, need
from app.nominations.models import LIVE, Membership, Nomination
from app.nominations.quota.rules import Proposal
from app.programmes.models import Direction, Edition


def proposal(direction: Direction, membership: Membership | None, *, lock: bool = False) -> Proposal:
    """What the rules ask about a nomination to be made. `lock` makes other nominations of the member wait."""
    if membership is None:
        return Proposal(direction)
    if lock:
        _lock(membership)
    return Proposal(direction, membership, len(taken_slots(direction, membership)))


def _lock(membership: Membership) -> None:
    """Read the row again and hold it until the transaction ends; the names that it was loaded with need no lock."""
    row = sa.select(Membership).where(Membership.id == membership.id).with_for_update(of=Membership)
    db.session.scalars(row.execution_options(populate_existing=True)).one()


def proposals(edition: Edition, memberships: Sequence[Membership]) -> list[Proposal]:
    """Every nomination that these members might make in the edition, with the units they have used."""
    used = _used(edition, memberships)
    return [
        Proposal(direction, membership, used.get((membership.id, direction.id), 0))
        for membership in memberships
        for direction in edition.directions
    ]


def _used(edition: Edition, memberships: Sequence[Membership]) -> dict[tuple[int | None, int], int]:
    rows = (
        sa.select(Nomination.membership_id, Nomination.direction_id, sa.func.count())
        .where(
            Nomination.edition_id == edition.id,
            Nomination.membership_id.in_([membership.id for membership in memberships]),
            Nomination.slot.is_not(None),
            Nomination.state.in_(LIVE),
        )
        .group_by(Nomination.membership_id, Nomination.direction_id)
    )
    return {(membership, direction): count for membership, direction, count in db.session.execute(rows)}


def taken_slots(direction: Direction, membership: Membership) -> set[int | None]:
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


def lowest_free_slot(made: Proposal) -> tuple[int | None, int | None]:
    """The unit that a nomination takes, and the limit; None where nominations are not counted. Raises Refused."""
    if made.limit is None or made.membership is None:
        return None, None
    taken = taken_slots(made.direction, made.membership)
    for slot in range(1, made.limit + 1):
        if slot not in taken:
            return slot, made.limit
    raise Refused(need(False, _("All %(limit)s nominations of this member are used."), limit=made.limit))
