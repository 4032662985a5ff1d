"""Who is a member, of which category, since when."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.verdict import _, need
from app.nominations.memberships import rules
from app.nominations.models import MemberCategory, Membership
from app.people.models import Organisation, Person


def record_membership(
    *,
    organisation: Organisation | None = None,
    person: Person | None = None,
    category: MemberCategory | str,
    since: datetime,
    by: Person,
) -> Membership:
    """Enter an organisation or a person as a member; each once."""
    enforce(rules.may_keep_memberships(by, None, clock.now()))
    if (organisation is None) == (person is None):
        raise ValueError("a member is an organisation or a person")
    if _is_recorded(organisation, person):
        field = "organisation" if organisation else "email"
        raise Invalid({field: need(False, _("This is a member already."))})
    membership = Membership(
        organisation=organisation, person=person, category=MemberCategory(category), since=since
    )
    db.session.add(membership)
    db.session.flush()
    record(
        "membership.recorded",
        f"membership:{membership.public_id}",
        by=by,
        category=membership.category,
        since=since.isoformat(),
    )
    return membership


def _is_recorded(organisation: Organisation | None, person: Person | None) -> bool:
    same = (
        Membership.organisation_id == organisation.id
        if organisation
        else Membership.person_id == (person.id if person else 0)
    )
    return bool(db.session.scalar(sa.select(sa.select(Membership.id).where(same).exists())))


def change_membership(
    *,
    membership: Membership,
    category: MemberCategory | str,
    until: datetime | None,
    version: int,
    by: Person,
) -> Membership:
    """Another category, or an end. Units in use stay; the new category counts for the next nomination."""
    enforce(rules.may_keep_memberships(by, membership, clock.now()))
    if membership.version != version:
        raise Conflict(
            _("Somebody else changed this member in the meantime."),
            mine={"category": category},
            theirs={"category": membership.category},
            version=membership.version,
        )
    if until is not None and until <= membership.since:
        raise Invalid({"until": need(False, _("A membership ends after it began."))})
    membership.category, membership.until = MemberCategory(category), until
    record(
        "membership.changed",
        f"membership:{membership.public_id}",
        by=by,
        category=membership.category,
        until=until.isoformat() if until else None,
    )
    db.session.flush()
    return membership
