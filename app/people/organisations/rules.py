"""Who somebody is, asked of the roles they hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_staff

if TYPE_CHECKING:
    from app.people.models import Organisation, Person


def acts_for(person: Person, organisation_id: int | None, now: datetime) -> bool:
    """Whether the person may sign for the organisation now."""
    return organisation_id is not None and any(
        row.organisation_id == organisation_id and row.since <= now and (row.until is None or now < row.until)
        for row in person.representations
    )


def may_register_organisation(person: Person, _thing: object, _now: datetime) -> Verdict:
    return need(person.is_active, _("This account is closed."))


def is_trusted_with(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    """Who may name somebody to act for the organisation: nobody names themselves into a stranger's."""
    return need(
        person.is_active and (acts_for(person, organisation.id, now) or is_staff(person, now)),
        _("Only somebody who acts for this organisation, or the secretariat, may do this."),
    )
