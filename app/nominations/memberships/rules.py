"""Who sees memberships, and who keeps them: both are of the installation, as the register is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict
from app.people.organisations.rules import is_any_officer, sees_register

if TYPE_CHECKING:
    from app.people.models import Person


def sees_memberships(person: Person, thing: object, now: datetime) -> Verdict:
    return sees_register(person, thing, now)


def may_keep_memberships(person: Person, thing: object, now: datetime) -> Verdict:
    return is_any_officer(person, thing, now)
