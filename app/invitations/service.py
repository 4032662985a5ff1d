"""Offer a role by mail; take it, once."""

from __future__ import annotations

import hmac
from datetime import datetime

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Conflict, Invalid, enforce
from app.core.rate_limits import take
from app.core.verdict import Verdict, _, need
from app.invitations import rules
from app.invitations.models import Invitation
from app.invitations.queries import find_unended
from app.outbox.service import enqueue_letter, enqueue_letter_to_address
from app.people.mail_addresses import normal
from app.people.mailed_links.lifetimes import INVITATION
from app.people.models import Person, Role, RoleGrant
from app.people.persons import service as people
from app.people.persons.queries import find_person
from app.people.rate_limits import INVITATIONS
from app.people.roles import rules as roles_rules
from app.people.roles.service import grant
from app.people.sign_in.tokens import hash_of, new_token
from app.programmes.labels import official_title
from app.programmes.models import Edition


def invite(
    *, email: str, role: Role | str, edition: Edition | None, role_ends_at: datetime, by: Person | None
) -> tuple[Invitation, str]:
    """Offer a role; the token stands in the mailed link and nowhere else. `by` nobody is the command line."""
    now = clock.now()
    if by is not None:
        enforce(roles_rules.may_offer(by, role, edition=edition, now=now))
    if role_ends_at <= now:
        raise Invalid({"role_ends_at": need(False, _("The role has to end in the future."))})
    address = normal(email)
    _make_room(address, Role(role), edition)
    if by:
        take((INVITATIONS, by.public_id))
    token = new_token()
    invitation = Invitation(
        email=address,
        role=Role(role),
        edition=edition,
        token_hash=hash_of(token),
        invited_by_id=by.id if by else None,
        created_at=now,
        expires_at=min(now + INVITATION, role_ends_at),
        role_ends_at=role_ends_at,
    )
    db.session.add(invitation)
    db.session.flush()
    _send(invitation, token, by)
    _record("invitation.sent", invitation, by, role_ends_at=role_ends_at.isoformat())
    return invitation, token


def _make_room(address: str, role: Role, edition: Edition | None) -> None:
    """One invitation is open at a time: what has run out is closed, and what is good is said."""
    if (before := find_unended(address, role, edition)) is None:
        return
    if clock.now() < before.expires_at:
        given = _(
            "An invitation to this role is open for this address, sent %(time)s. Withdraw it to send another."
        )
        raise Invalid({"email": need(False, given, time=before.created_at)})
    _close(before, withdrawn_at=clock.now())


def withdraw_invitation(*, invitation: Invitation, by: Person) -> None:
    """Take back an offer that nobody has accepted."""
    enforce(rules.may_withdraw_invitation(by, invitation, clock.now()))
    _close(invitation, withdrawn_at=clock.now())
    _record("invitation.withdrawn", invitation, by)


def accept_invitation(*, invitation: Invitation, by: Person, token: str = "") -> RoleGrant:
    """Take the role: by the mailed link, or as the owner of the address it was written to."""
    now = clock.now()
    enforce(_holds_link(invitation, token) or rules.is_addressed(by, invitation, now))
    enforce(rules.may_accept(by, invitation, now))
    _close(invitation, accepted_at=now, accepted_by_id=by.id)
    if by.email == invitation.email:
        by.verified_at = by.verified_at or now
    elif invitation.invited_by is not None:
        enqueue_letter(
            "invitation_taken",
            to=invitation.invited_by,
            role=str(invitation.role),
            invited=invitation.email,
            account=by.email,
            edition=official_title(invitation.edition),
        )
    _record("invitation.accepted", invitation, by)
    return grant(
        person=by,
        role=invitation.role,
        edition=invitation.edition,
        ends_at=invitation.role_ends_at,
        by=invitation.invited_by,
    )


def join(
    *, invitation: Invitation, token: str, name_zh: str, name_latin: str, locale: str, password_hash: str
) -> Person:
    """Make an account by the mailed link and take the role, in one."""
    enforce(_holds_link(invitation, token))
    known = find_person(invitation.email)
    enforce(rules.is_joinable(known, invitation, clock.now()))
    person = people.join(
        email=invitation.email,
        name_zh=name_zh,
        name_latin=name_latin,
        locale=locale,
        password_hash=password_hash,
        known=known,
    )
    accept_invitation(invitation=invitation, by=person, token=token)
    return person


def _holds_link(invitation: Invitation, token: str) -> Verdict:
    held = hmac.compare_digest(hash_of(token), invitation.token_hash)
    return need(held, _("This invitation was written to another address. Open it by its link."))


def _close(invitation: Invitation, **end: object) -> None:
    """Of several that end an invitation at once, one succeeds: the row is changed only while it is open."""
    still_open = sa.update(Invitation).where(
        Invitation.id == invitation.id, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )
    if db.session.scalar(still_open.values(**end).returning(Invitation.id)) is None:
        raise Conflict(_("This invitation has just been used or withdrawn."))
    db.session.refresh(invitation)


def _send(invitation: Invitation, token: str, by: Person | None) -> None:
    params = {
        "token": token,
        "invitation": invitation.public_id,
        "role": str(invitation.role),
        "edition": official_title(invitation.edition),
        "expires_at": invitation.expires_at.isoformat(),
    }
    if person := find_person(invitation.email):
        enqueue_letter("invitation", to=person, **params)
    else:
        locale = by.locale if by else "zh"
        enqueue_letter_to_address("invitation", address=invitation.email, locale=locale, **params)


def _record(action: str, invitation: Invitation, by: Person | None, **facts: object) -> None:
    subject, role = f"invitation:{invitation.public_id}", str(invitation.role)
    edition_id = invitation.edition.id if invitation.edition else None
    record(action, subject, by=by, edition_id=edition_id, role=role, **facts)
