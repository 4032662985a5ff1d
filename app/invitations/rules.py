"""Who sees and withdraws an invitation, and who may accept it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.incompatible_roles.rules import goes_with_roles
from app.people.roles.rules import may_offer, sees_people

if TYPE_CHECKING:
    from app.invitations.models import Invitation
    from app.people.models import Person


def sees_invitation(person: Person, invitation: Invitation, now: datetime) -> Verdict:
    return sees_people(person, invitation.edition, now)


def may_withdraw_invitation(person: Person, invitation: Invitation, now: datetime) -> Verdict:
    return may_offer(person, invitation.role, edition=invitation.edition, now=now) and is_open(
        person, invitation, now
    )


def is_open(_person: object, invitation: Invitation, now: datetime) -> Verdict:
    return (
        need(invitation.accepted_at is None, _("This invitation has been accepted."))
        and need(not invitation.was_withdrawn, _("This invitation has been withdrawn."))
        and need(now < invitation.expires_at, _("This invitation has expired. Ask for a new one."))
    )


def is_still_offered(invitation: Invitation, now: datetime) -> Verdict:
    """Whoever sent it could still send it; the command line, which nobody signs, always can."""
    host = invitation.invited_by
    offers = host is None or may_offer(host, invitation.role, edition=invitation.edition, now=now)
    return need(offers, _("Whoever sent this invitation can no longer give the role. Ask for a new one."))


def is_joinable(person: Person | None, invitation: Invitation, now: datetime) -> Verdict:
    """Whether whoever holds the link makes an account by it; `person` is who has that address already.

    An account that never proved its address may be a stranger's: the link proves it, and takes the account over.
    """
    settled = person is not None and person.verified_at is not None and person.password_hash is not None
    return (
        is_open(person, invitation, now)
        and need(now < invitation.role_ends_at, _("The role would have ended by now."))
        and is_still_offered(invitation, now)
        and need(person is None or person.is_active, _("This account is closed."))
        and need(not settled, _("This address has an account. Sign in to accept."))
    )


def is_addressed(person: Person, invitation: Invitation, _now: datetime) -> Verdict:
    """Whether the invitation was written to this person's own, verified address."""
    return need(
        person.verified_at is not None and person.email == invitation.email,
        _("This invitation was written to another address. Open it by its link."),
    )


def may_accept(person: Person, invitation: Invitation, now: datetime) -> Verdict:
    return (
        need(person.is_active, _("This account is closed."))
        and is_open(person, invitation, now)
        and need(now < invitation.role_ends_at, _("The role would have ended by now."))
        and is_still_offered(invitation, now)
        and goes_with_roles(person, invitation.role, edition_id=invitation.edition_id, now=now)
    )
