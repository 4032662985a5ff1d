"""An individual is proposed by the secretariat or a member, outside the quota, and answers in private."""

from __future__ import annotations

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.verdict import _, need
from app.nominations import rules
from app.nominations.models import LIVE, Membership, Nomination
from app.nominations.nominating.sending import about, add_nomination
from app.nominations.quota.queries import proposal
from app.nominations.quota.rules import Proposal
from app.outbox.service import enqueue_letter, enqueue_letter_to_address
from app.people.mail_addresses import normal
from app.people.models import Person
from app.people.organisations.name_likeness import likeness_key
from app.programmes.models import Direction, Edition


def nominate_individual(
    *,
    edition: Edition,
    direction: Direction,
    membership: Membership | None = None,
    name: str,
    email: str,
    statement: str,
    another: bool = False,
    by: Person,
) -> Nomination:
    """Ask somebody privately. Whoever proposed them learns that they accepted, or that they did not.

    `another`: the proposer says that this is not the person of that name whom they have nominated already.
    """
    made = proposal(direction, membership, lock=True)
    enforce(rules.may_nominate(by, made, clock.now()))
    address = normal(email)
    _enforce_individual(made, address, edition=edition, by=by)
    if not another and _has_namesake(made, name):
        words = _("You have nominated somebody of this name. Say that this is another.")
        raise Invalid({"another": need(False, words)})
    nominee = _verified_person(address)
    nomination, token = add_nomination(
        made, email=address, statement=statement, by=by, nominee_person=nominee, nominee_name=name.strip()
    )
    if nominee:
        enqueue_letter("nomination_asked", to=nominee, **about(nomination, to=nominee))
    else:
        enqueue_letter_to_address(
            "nomination_asked", address=address, locale=by.locale, token=token, **about(nomination)
        )
    db.session.flush()
    return nomination


def _enforce_individual(made: Proposal, address: str, *, edition: Edition, by: Person) -> None:
    enforce(rules.takes_individuals(made, edition))
    if not (other := rules.is_another_person(made, address, by=by)):
        raise Invalid({"email": other})
    if _stands_already(made, address):
        raise Invalid({"email": need(False, _("You have nominated this person already."))})


def _stands_already(made: Proposal, address: str) -> bool:
    rows = sa.select(Nomination.id).where(
        Nomination.membership == made.membership,
        Nomination.direction_id == made.direction.id,
        Nomination.nominee_email == address,
        Nomination.state.in_(LIVE),
    )
    return bool(db.session.scalar(sa.select(rows.exists())))


def _has_namesake(made: Proposal, name: str) -> bool:
    """Whether the proposer has nominated somebody of a name like it there, under another address."""
    rows = sa.select(Nomination.nominee_name).where(
        Nomination.membership == made.membership,
        Nomination.direction_id == made.direction.id,
        Nomination.state.in_(LIVE),
    )
    return likeness_key(name) in map(likeness_key, db.session.scalars(rows))


def _verified_person(address: str) -> Person | None:
    """Only a proved address is that person's; anybody could have signed up under another's."""
    return db.session.scalar(
        sa.select(Person).where(
            Person.email == address, Person.verified_at.is_not(None), Person.disabled_at.is_(None)
        )
    )
