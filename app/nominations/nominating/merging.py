"""Two rows of the register turn out to be one firm: what members did for either, they did for it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.core.verdict import _, need
from app.nominations.models import LIVE, Membership, Nomination, NominationState
from app.people.models import Organisation, Person
from app.people.organisations.rules import is_any_officer


def move_firm(*, duplicate: Organisation, survivor: Organisation, by: Person) -> None:
    """A member that nominated both has nominated one firm twice: the later nomination gives its unit back."""
    enforce(is_any_officer(by, None, clock.now()))
    _enforce_one_membership(duplicate, survivor)
    for nomination in _twice_nominated(duplicate, survivor):
        _give_back(nomination, by)
    db.session.execute(
        sa.update(Nomination)
        .where(Nomination.nominee_organisation_id == duplicate.id)
        .values(nominee_organisation_id=survivor.id, version=Nomination.version + 1)
    )
    db.session.execute(
        sa.update(Membership)
        .where(Membership.organisation_id == duplicate.id)
        .values(organisation_id=survivor.id, version=Membership.version + 1)
    )
    db.session.expire_all()


def _enforce_one_membership(duplicate: Organisation, survivor: Organisation) -> None:
    of_either = Membership.organisation_id.in_([duplicate.id, survivor.id])
    members = db.session.scalar(sa.select(sa.func.count(Membership.id)).where(of_either)) or 0
    enforce(
        need(
            members < 2,
            _("Both are recorded as members. One firm has one membership: they cannot be merged."),
        )
    )


def _twice_nominated(duplicate: Organisation, survivor: Organisation) -> Sequence[Nomination]:
    """Of each two nominations that stand, the later one; of two that were answered differently, the unanswered one."""
    first, second = aliased(Nomination), aliased(Nomination)
    rows = db.session.execute(
        sa.select(first, second)
        .join(
            second,
            sa.and_(
                first.membership_id == second.membership_id,
                first.edition_id == second.edition_id,
                second.nominee_organisation_id == survivor.id,
                second.state.in_(LIVE),
            ),
        )
        .where(first.nominee_organisation_id == duplicate.id, first.state.in_(LIVE))
    )
    return [max(pair, key=_rank) for pair in rows]


def _rank(nomination: Nomination) -> tuple[bool, int]:
    return nomination.state == NominationState.SENT, nomination.id


def _give_back(nomination: Nomination, by: Person) -> None:
    nomination.state, nomination.withdrawn_at = NominationState.WITHDRAWN, clock.now()
    nomination.answered_at, nomination.answered_by_id = None, None
    db.session.flush()
    record(
        "nomination.merged",
        f"nomination:{nomination.public_id}",
        by=by,
        edition_id=nomination.edition_id,
        slot=nomination.slot,
    )
