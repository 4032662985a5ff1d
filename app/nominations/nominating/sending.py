"""What every nomination has in common: its row, its event, its link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.rate_limits import RateLimit, take
from app.nominations.models import Nomination, NominationState
from app.nominations.quota.rules import Proposal
from app.people.mail_addresses import normal
from app.people.models import Person
from app.people.sign_in.tokens import hash_of, new_token

NOMINATIONS = RateLimit("nominations of a member", 30, timedelta(hours=1))
"""Each is a letter to somebody who did not ask for it, and where there is no quota nothing else ends them."""


def add_nomination(
    proposal: Proposal, *, email: str, statement: str, by: Person, **nominee: Any
) -> tuple[Nomination, str]:
    """Add the row and its event; the token of its link is returned once and kept as a hash alone."""
    take((NOMINATIONS, (proposal.membership or by).public_id))
    token = new_token()
    nomination = Nomination(
        edition=proposal.edition,
        direction=proposal.direction,
        membership=proposal.membership,
        nominee_email=normal(email),
        statement=statement.strip(),
        token_hash=hash_of(token),
        sent_at=clock.now(),
        sent_by=by,
        **nominee,
    )
    db.session.add(nomination)
    db.session.flush()
    record(
        "nomination.sent",
        f"nomination:{nomination.public_id}",
        by=by,
        edition_id=proposal.edition.id,
        direction=proposal.direction.code,
        slot=nomination.slot,
        limit=nomination.slot_limit,
        membership=proposal.membership.public_id if proposal.membership else None,
    )
    return nomination, token


def about(nomination: Nomination, *, to: Person | None = None) -> dict[str, Any]:
    """What messages about a nomination say, to a person or to an address without an account."""
    book = nomination.edition.rulebook
    return {
        "nomination": nomination.public_id,
        "programme": book.name.model_dump(),
        "year": book.year,
        "direction": nomination.direction.name,
        "nominee": _nominee(nomination, to),
        "member": nomination.membership.name if nomination.membership else None,
        "closes_at": nomination.edition.closes_at.isoformat(),
    }


def _nominee(nomination: Nomination, to: Person | None) -> dict[str, str] | str:
    """The nominee in both languages. A person's other name comes out of an account: only who accepted shows it."""
    firm, person = nomination.nominee_organisation, nomination.nominee_person
    if firm is not None:
        return firm.name
    if person is not None and (person == to or nomination.state == NominationState.ACCEPTED):
        return {"zh": person.name_zh, "en": person.name_latin}
    return nomination.nominee_name
