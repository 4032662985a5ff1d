"""Somebody says that they act for an organisation of the register; its mail domain or an officer confirms it."""

from __future__ import annotations

from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.text import stated
from app.core.verdict import _, need
from app.outbox.service import enqueue_letter
from app.people.models import Basis, Organisation, Person, Representation
from app.people.organisations.domains import domain_of, is_public
from app.people.organisations.service import add_representation
from app.people.representations import rules
from app.people.representations.models import Claim, ClaimState
from app.people.representations.queries import find_open_claim, people_acting_for


def claim(*, organisation: Organisation, statement: str, by: Person) -> Claim:
    """Say that one acts for it. An address of its own domain settles that at once; those who act for it are told."""
    now = clock.now()
    enforce(rules.may_claim(by, organisation, now))
    if standing := find_open_claim(organisation, by):
        return standing
    if not (given := statement.strip()):
        raise Invalid({"statement": need(False, _("Say what you do there, and who can confirm it."))})
    row = Claim(person=by, organisation=organisation, statement=given, state=ClaimState.OPEN, made_at=now)
    db.session.add(row)
    db.session.flush()
    _record("organisation.claimed", row, by)
    if rules.is_settled_by_domain(by, organisation):
        row.state, row.decided_at = ClaimState.CONFIRMED, now
        add_representation(organisation, by, by=by, basis=Basis.DOMAIN)
    for person in people_acting_for(organisation.id, now):
        if person.id != by.id:
            enqueue_letter("claim_made", to=person, name=organisation.name, account=by.email)
    db.session.flush()
    return row


def confirm_claim(*, claim: Claim, keep_domain: bool = False, by: Person) -> None:
    """Let them act for it. `keep_domain`: whoever has an address of the claimant's domain belongs to it too."""
    enforce(rules.may_decide_claim(by, claim, clock.now()))
    if keep_domain:
        claim.organisation.mail_domain = _own_domain(claim)
    _decide(claim, ClaimState.CONFIRMED, by)
    add_representation(claim.organisation, claim.person, by=by, basis=Basis.OFFICER)
    _record("organisation.claim_confirmed", claim, by, domain=claim.organisation.mail_domain)
    enqueue_letter("claim_confirmed", to=claim.person, name=claim.organisation.name)


def _own_domain(claim: Claim) -> str:
    domain = domain_of(claim.person.email)
    if is_public(domain):
        words = _("Anybody gets an address at “%(domain)s”: it cannot show who belongs to an organisation.")
        raise Invalid({"keep_domain": need(False, words, domain=domain)})
    return domain


def refuse_claim(*, claim: Claim, reason: str, by: Person) -> None:
    enforce(rules.may_decide_claim(by, claim, clock.now()))
    if not (given := stated(reason)):
        raise Invalid({"reason": need(False, _("Say why, so that the person understands it."))})
    claim.reason = given
    _decide(claim, ClaimState.REFUSED, by)
    _record("organisation.claim_refused", claim, by)
    enqueue_letter("claim_refused", to=claim.person, name=claim.organisation.name, reason=given)


def confirm_representation(*, row: Representation, by: Person) -> None:
    """Vouch for somebody who acts for an organisation by their own word."""
    enforce(rules.may_confirm_representation(by, row, clock.now()))
    row.basis, row.confirmed_at = Basis.OFFICER, clock.now()
    db.session.flush()
    subject = f"organisation:{row.organisation.public_id}"
    record("organisation.confirmed", subject, by=by, person=row.person.public_id)


def _decide(claim: Claim, state: ClaimState, by: Person) -> None:
    claim.state, claim.decided_at, claim.decided_by_id = state, clock.now(), by.id
    db.session.flush()


def _record(action: str, claim: Claim, by: Person, **facts: Any) -> None:
    subject = f"organisation:{claim.organisation.public_id}"
    record(action, subject, by=by, person=claim.person.public_id, **facts)
