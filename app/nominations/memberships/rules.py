"""Who sees memberships, and who keeps them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import editions_of

if TYPE_CHECKING:
    from app.people.models import Person


def sees_memberships(person: Person, _thing: object, now: datetime) -> Verdict:
    """Membership is of the installation, so an office in any edition is enough."""
    offices = any(editions_of(person, role, now) for role in ("officer", "approver", "auditor"))
    return need(person.is_active and offices, _("Only the secretariat may see this."))


def may_keep_memberships(person: Person, _thing: object, now: datetime) -> Verdict:
    officer = person.is_active and bool(editions_of(person, "officer", now))
    return need(officer, _("Only an officer may do this."))
