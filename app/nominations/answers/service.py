"""The nominee's answer. One that declines gives the unit back.

A `token` is that of the mailed link. With it, whoever signed in may answer for a nominee who has no account yet.
"""

from __future__ import annotations

import hmac

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.nominations import rules as nominations_rules
from app.nominations.answers import rules
from app.nominations.models import Nomination, NominationState
from app.nominations.nominating.sending import about
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.people.organisations.service import take_up
from app.people.sign_in.tokens import hash_of


def accept(*, nomination: Nomination, by: Person, token: str = "") -> None:
    """Agree. By the link, the signed-in person becomes the nominee, or the first to act for the firm."""
    now, linked = clock.now(), holds_link(nomination, token)
    if linked and not nominations_rules.is_nominee(by, nomination, now):
        enforce(rules.may_take_place(by, nomination, now))
        _take_place(nomination, by)
    enforce(rules.may_accept(by, nomination, now, holds_link=linked))
    _answer(nomination, NominationState.ACCEPTED, by)
    enqueue_letter("nomination_accepted", to=nomination.sent_by, **about(nomination))
    db.session.flush()


def decline(*, nomination: Nomination, by: Person, token: str = "") -> None:
    """No reason is asked for, and none is passed on."""
    enforce(rules.may_decline(by, nomination, clock.now(), holds_link=holds_link(nomination, token)))
    _answer(nomination, NominationState.DECLINED, by)
    enqueue_letter("nomination_not_accepted", to=nomination.sent_by, **about(nomination))
    db.session.flush()


def holds_link(nomination: Nomination, token: str) -> bool:
    return hmac.compare_digest(hash_of(token), nomination.token_hash)


def _take_place(nomination: Nomination, by: Person) -> None:
    if by.email == nomination.nominee_email:  # whoever holds the link reads the mail of this address
        by.verified_at = by.verified_at or clock.now()
    if nomination.nominee_organisation is not None:
        take_up(organisation=nomination.nominee_organisation, by=by)
    else:
        nomination.nominee_person = by
    db.session.flush()


def _answer(nomination: Nomination, state: NominationState, by: Person) -> None:
    nomination.state, nomination.answered_at, nomination.answered_by_id = state, clock.now(), by.id
    record(
        f"nomination.{state}",
        f"nomination:{nomination.public_id}",
        by=by,
        edition_id=nomination.edition_id,
        slot=nomination.slot,
    )
