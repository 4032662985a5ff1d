"""Who may say what they can judge."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.people.models import Person


def may_set_profile(person: Person, judge: Person, _now: datetime) -> Verdict:
    """Judges describe themselves."""
    return need(person.id == judge.id, _("Only the judge may say this."))
