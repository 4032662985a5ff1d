"""Whose a signed-in browser is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.people.models import Person, SignInSession


def owns_session(person: Person, session: SignInSession, _now: datetime) -> Verdict:
    return need(session.person_id == person.id, _("Only this person may do this."))
