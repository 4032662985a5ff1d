"""Whether somebody looks at themselves, and who may close an account."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_administrator

if TYPE_CHECKING:
    from app.people.models import Person


def is_self(person: Person, other: Person, _now: datetime) -> Verdict:
    return need(person.id == other.id, _("Only this person may do this."))


def may_disable(person: Person, other: Person, now: datetime) -> Verdict:
    return is_administrator(person, None, now) and need(
        person.id != other.id, _("You cannot close your own account.")
    )
