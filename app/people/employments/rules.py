"""Whose an employment on record is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.people.models import FormerEmployment, Person


def owns_employment(person: Person, row: FormerEmployment, _now: datetime) -> Verdict:
    return need(row.person_id == person.id, _("Only this person may do this."))
