"""The nominee's answer, and the proposer's second thoughts. Either gives an unused unit back."""

from __future__ import annotations

from app.accounts.models import Person
from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.nominations import rules
from app.nominations.models import Nomination, NominationState
from app.nominations.service.sending import about
from app.outbox.service import post


def accept(*, nomination: Nomination, by: Person) -> None:
    enforce(rules.may_accept(by, nomination, clock.now()))
    _answer(nomination, NominationState.ACCEPTED, by)
    post("nomination_accepted", to=nomination.sent_by, **about(nomination))
    db.session.flush()


def decline(*, nomination: Nomination, by: Person) -> None:
    """No reason is asked for, and none is passed on."""
    enforce(rules.may_decline(by, nomination, clock.now()))
    _answer(nomination, NominationState.DECLINED, by)
    post("nomination_not_accepted", to=nomination.sent_by, **about(nomination))
    db.session.flush()


def _answer(nomination: Nomination, state: NominationState, by: Person) -> None:
    nomination.state, nomination.answered_at, nomination.answered_by_id = state, clock.now(), by.id
    record(
        f"nomination.{state}", f"nomination:{nomination.public_id}",
        by=by, edition_id=nomination.edition_id, slot=nomination.slot,
    )  # fmt: skip


def withdraw(*, nomination: Nomination, by: Person) -> None:
    enforce(rules.may_withdraw(by, nomination, clock.now()))
    nomination.state, nomination.withdrawn_at = NominationState.WITHDRAWN, clock.now()
    nomination.answered_at, nomination.answered_by_id = None, None
    record(
        "nomination.withdrawn", f"nomination:{nomination.public_id}",
        by=by, edition_id=nomination.edition_id, slot=nomination.slot,
    )  # fmt: skip
    if nomination.nominee_person:
        post("nomination_withdrawn", to=nomination.nominee_person, **about(nomination))
    db.session.flush()
