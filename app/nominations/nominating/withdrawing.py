"""Whoever nominated takes it back, which gives the unit back too, and the nominee is told."""

from __future__ import annotations

from collections.abc import Sequence

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.nominations import rules
from app.nominations.models import Nomination, NominationState
from app.nominations.nominating.sending import about
from app.outbox.service import enqueue_letter, enqueue_letter_to_address
from app.people.models import Person
from app.people.representations.queries import people_acting_for


def withdraw(*, nomination: Nomination, by: Person) -> None:
    """Take it back before the deadline, answered or not; the nominee is told."""
    enforce(rules.may_withdraw(by, nomination, clock.now()))
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
