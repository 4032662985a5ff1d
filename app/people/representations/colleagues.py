"""Whoever acts for an organisation invites colleagues by their address; they accept by the mailed link."""

from __future__ import annotations

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.rate_limits import take
from app.core.verdict import _, need
from app.outbox.service import enqueue_letter, enqueue_letter_to_address
from app.people.mail_addresses import normal
from app.people.mailed_links.lifetimes import COLLEAGUE
from app.people.models import Basis, Organisation, Person, Representation
from app.people.organisations.rules import is_running
from app.people.organisations.service import add_representation
from app.people.rate_limits import COLLEAGUES
from app.people.representations import rules
from app.people.representations.models import ColleagueInvitation
from app.people.representations.queries import people_acting_for
from app.people.sign_in.tokens import hash_of, new_token


def invite_colleague(*, organisation: Organisation, email: str, by: Person) -> ColleagueInvitation:
    """Mail a link by which the owner of the address acts for it too; an earlier link to the address ends."""
    now = clock.now()
    enforce(rules.may_invite_colleague(by, organisation, now))
    address = normal(email)
    if any(person.email == address for person in people_acting_for(organisation.id, now)):
        raise Invalid({"email": need(False, _("This address acts for the organisation already."))})
    take((COLLEAGUES, by.public_id))
    _withdraw(organisation, ColleagueInvitation.email == address)
    token = new_token()
    row = ColleagueInvitation(
        organisation=organisation,
        email=address,
        token_hash=hash_of(token),
        invited_by=by,
        created_at=now,
        expires_at=now + COLLEAGUE,
    )
    db.session.add(row)
    db.session.flush()
    record("organisation.colleague_invited", f"organisation:{organisation.public_id}", by=by)
    enqueue_letter_to_address(
        "colleague_invited",
        address=address,
        locale=by.locale,
        token=token,
        name=organisation.name,
        account=by.email,
        expires_at=row.expires_at.isoformat(),
    )
    return row


def _withdraw(organisation: Organisation, which: sa.ColumnElement[bool]) -> None:
    db.session.execute(
        sa.update(ColleagueInvitation)
        .where(
            ColleagueInvitation.organisation_id == organisation.id,
            which,
            ColleagueInvitation.accepted_at.is_(None),
            ColleagueInvitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
    )


def join_colleagues(*, invitation: ColleagueInvitation, by: Person) -> Representation:
    """Act for the organisation from now on; the link proves the address that it was mailed to."""
    now = clock.now()
    enforce(rules.may_join_colleagues(by, invitation, now))
    _use_once(invitation, by)
    if by.email == invitation.email:
        by.verified_at = by.verified_at or now
    organisation, host = invitation.organisation, invitation.invited_by
    confirmed = any(
        row.confirmed_at and is_running(row, now)
        for row in host.representations
        if row.organisation_id == organisation.id
    )
    row = add_representation(organisation, by, by=host, basis=Basis.COLLEAGUE, confirmed=confirmed)
    enqueue_letter("colleague_joined", to=host, name=organisation.name, account=by.email)
    return row


def _use_once(invitation: ColleagueInvitation, by: Person) -> None:
    """Of several that use the link at once, one succeeds."""
    unused = sa.update(ColleagueInvitation).where(
        ColleagueInvitation.id == invitation.id,
        ColleagueInvitation.accepted_at.is_(None),
        ColleagueInvitation.withdrawn_at.is_(None),
    )
    used = unused.values(accepted_at=clock.now(), accepted_by_id=by.id).returning(ColleagueInvitation.id)
    if db.session.scalar(used) is None:
        raise Conflict(_("This invitation has just been used or withdrawn."))
    db.session.refresh(invitation)


def end_representation(*, row: Representation, by: Person) -> None:
    """From now on this person does not act for the organisation, and nobody joins it by their invitations."""
    enforce(rules.may_end_representation(by, row, clock.now()))
    row.until = clock.now()
    db.session.flush()
    organisation, person = row.organisation, row.person
    _withdraw(organisation, ColleagueInvitation.invited_by_id == person.id)
    record("organisation.left", f"organisation:{organisation.public_id}", by=by, person=person.public_id)
    if person.id != by.id:
        enqueue_letter("representation_ended", to=person, name=organisation.name)
