"""Who somebody is, asked of the roles they hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.representations.rules import acts_for
from app.people.roles.rules import is_staff

if TYPE_CHECKING:
    from app.people.models import Organisation, Person


def may_register_organisation(person: Person, _thing: object, _now: datetime) -> Verdict:
    return need(person.is_active, _("This account is closed."))


def is_trusted_with(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    """Who may name somebody to act for the organisation: nobody names themselves into a stranger's."""
    return need(
        person.is_active and (acts_for(person, organisation.id, now) or is_staff(person, now)),
        _("Only somebody who acts for this organisation, or the secretariat, may do this."),
    )
