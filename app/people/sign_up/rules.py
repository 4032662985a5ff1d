"""Who may confirm an address, and by whose link."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.people.models import OneTimeToken, Person


def may_ask_verification(person: Person, _thing: object, _now: datetime) -> Verdict:
    return need(person.verified_at is None, _("Your address is confirmed already."))


def owns_token(person: Person, token: OneTimeToken, _now: datetime) -> Verdict:
    return need(token.person_id == person.id, _("This link belongs to another account."))


def may_verify(person: Person, token: OneTimeToken, now: datetime) -> Verdict:
    """Only whoever is signed in confirms their address: a stranger's account is not confirmed by a careless click."""
    return owns_token(person, token, now) and need(
        token.used_at is None and now < token.expires_at, _("This link has been used or has expired.")
    )
