"""Hand out roles and end them. Each ends by itself at its date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.verdict import _, need
from app.outbox.service import enqueue_letter
from app.people.incompatible_roles.rules import goes_with_roles
from app.people.models import Person, Role, RoleGrant
from app.people.roles import rules
from app.people.roles.queries import administrators
from app.people.roles.rules import OfEdition

TERM = timedelta(days=365)


def grant(
    *, person: Person, role: Role, edition: OfEdition | None, ends_at: datetime, by: Person | None
) -> RoleGrant:
    """Give a role until `ends_at`. Other verbs decide whether `by` may; what cannot go together is refused here."""
    now = clock.now()
    enforce(goes_with_roles(person, role, edition_id=_id(edition), now=now))
    if ends_at <= now:
        raise Invalid({"role_ends_at": need(False, _("The role has to end in the future."))})
    held = next((row for row in person.grants if (row.role, row.edition_id) == (role, _id(edition))), None)
    row = held or RoleGrant(role=role, edition_id=_id(edition), starts_at=now, ends_at=ends_at)
    if held is None:
        person.grants.append(row)
    elif held.ends_at <= now:
        held.starts_at = now
    row.ends_at, row.granted_by_id, row.ended_by_id = ends_at, by.id if by else None, None
    db.session.flush()
    _record("role.granted", row, by, ends_at=ends_at.isoformat())
    return row


def create_administrator(*, person: Person) -> RoleGrant:
    """Make somebody administrator of the installation, by whoever runs it from the command line."""
    return grant(person=person, role=Role.ADMINISTRATOR, edition=None, ends_at=clock.now() + TERM, by=None)


def end_role(*, grant: RoleGrant, title: Mapping[str, str] | None, by: Person) -> None:
    """End a role now. The last administrator stays. `title`: of the edition, for the letter."""
    now = clock.now()
    enforce(rules.may_end_role(by, grant, now))
    if grant.role == Role.ADMINISTRATOR:
        others = [row for row in administrators(now, lock=True) if row.id != grant.id]
        enforce(need(others, _("The last administrator stays until there is another.")))
    grant.ends_at = max(now, grant.starts_at)
    grant.ended_by_id = by.id
    db.session.flush()
    _record("role.ended", grant, by)
    if grant.person_id != by.id:
        enqueue_letter("role_ended", to=grant.person, role=str(grant.role), edition=title)


def _id(edition: OfEdition | None) -> int | None:
    return edition.id if edition else None


def _record(action: str, row: RoleGrant, by: Person | None, **facts: object) -> None:
    subject = f"person:{row.person.public_id}"
    record(action, subject, by=by, edition_id=row.edition_id, role=str(row.role), **facts)
