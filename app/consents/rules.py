"""Whose a consent is, and whether it can be withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.consents.models import Consent
    from app.people.models import Person


def owns_consent(person: Person, consent: Consent, _now: datetime) -> Verdict:
    return need(consent.person_id == person.id, _("Only this person may do this."))


def may_withdraw_consent(person: Person, consent: Consent, now: datetime) -> Verdict:
    return owns_consent(person, consent, now) and need(
        consent.withdrawn_at is None, _("This consent has been withdrawn.")
    )
