"""A member nominates a firm: one unit of its quota, under a lock that makes its other nominations wait."""

from __future__ import annotations

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.verdict import _, need
from app.nominations import rules
from app.nominations.models import LIVE, Membership, Nomination
from app.nominations.nominating.sending import about, add_nomination
from app.nominations.quota.queries import lowest_free_slot, proposal
from app.nominations.quota.rules import Proposal
from app.outbox.service import enqueue_letter, enqueue_letter_to_address
from app.people.models import Organisation, Person
from app.people.representations.queries import people_acting_for
from app.programmes.models import Direction, Edition


def nominate_firm(
    *,
    edition: Edition,
    direction: Direction,
    membership: Membership,
    organisation: Organisation,
    email: str,
    statement: str,
    by: Person,
) -> Nomination:
    """Ask a firm for its consent. The unit is used from now on, and comes back where it declines."""
    made = proposal(direction, membership, lock=True)
    enforce(rules.may_nominate(by, made, clock.now()))
    _enforce_firm(made, edition, organisation)
    slot, limit = lowest_free_slot(made)
    nomination, token = add_nomination(
        made,
        email=email,
        statement=statement,
        by=by,
        nominee_organisation=organisation,
        nominee_name=organisation.name_zh or organisation.name_en,
        slot=slot,
        slot_limit=limit,
    )
    _ask(nomination, token, by)
    db.session.flush()
    return nomination


def _enforce_firm(made: Proposal, edition: Edition, organisation: Organisation) -> None:
    enforce(rules.takes_firms(made, edition))
    if not (other := rules.is_another_firm(made, organisation)):
        raise Invalid({"organisation": other})
    if _stands_already(made, organisation):
        raise Invalid({"organisation": need(False, _("You have nominated this organisation already."))})


def _stands_already(made: Proposal, organisation: Organisation) -> bool:
    rows = sa.select(Nomination.id).where(
        Nomination.membership == made.membership,
        Nomination.edition_id == made.edition.id,
        Nomination.nominee_organisation_id == organisation.id,
        Nomination.state.in_(LIVE),
    )
    return bool(db.session.scalar(sa.select(rows.exists())))


def _ask(nomination: Nomination, token: str, by: Person) -> None:
    """The address that the member gave gets the link; who represents the firm finds it in the inbox."""
    enqueue_letter_to_address(
        "nomination_asked",
        address=nomination.nominee_email,
        locale=by.locale,
        token=token,
        **about(nomination),
    )
    for person in people_acting_for(nomination.nominee_organisation_id or 0, clock.now()):
        if person.email != nomination.nominee_email:
            enqueue_letter("nomination_asked", to=person, **about(nomination))
