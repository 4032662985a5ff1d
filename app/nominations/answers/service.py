"""The nominee's answer, and the proposer's second thoughts. Either gives an unused unit back.

A `token` is that of the mailed link. With it, whoever signed in may answer for a nominee who has no account yet.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.nominations import rules as nominations_rules
from app.nominations.answers import rules
from app.nominations.models import Nomination, NominationState
from app.nominations.nominating.sending import about
from app.outbox.service import enqueue_letter, enqueue_letter_to_address
from app.people.models import Person
from app.people.organisations.service import take_up
from app.people.representations.queries import people_acting_for
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


def withdraw(*, nomination: Nomination, by: Person) -> None:
    """Take it back before the deadline, answered or not; the nominee is told."""
    enforce(nominations_rules.may_withdraw(by, nomination, clock.now()))
    _tell_nominee(nomination, by)
    nomination.state, nomination.withdrawn_at = NominationState.WITHDRAWN, clock.now()
    nomination.answered_at, nomination.answered_by_id = None, None
    record(
        "nomination.withdrawn",
        f"nomination:{nomination.public_id}",
        by=by,
        edition_id=nomination.edition_id,
        slot=nomination.slot,
    )
    db.session.flush()


def _nominees(nomination: Nomination) -> Sequence[Person]:
    """Who answers for the nominee: everybody who acts for the firm, or the individual."""
    if nomination.nominee_organisation_id is not None:
        return people_acting_for(nomination.nominee_organisation_id, clock.now())
    return [person for person in (nomination.answered_by or nomination.nominee_person,) if person is not None]


def _tell_nominee(nomination: Nomination, by: Person) -> None:
    known = _nominees(nomination)
    for person in known:
        enqueue_letter("nomination_withdrawn", to=person, **about(nomination, to=person))
    if not known:
        address = nomination.nominee_email
        enqueue_letter_to_address(
            "nomination_withdrawn", address=address, locale=by.locale, **about(nomination)
        )
