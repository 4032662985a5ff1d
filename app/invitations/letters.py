"""What the inbox says of the offer in a letter once it is over."""

from __future__ import annotations

from flask_babel import gettext

from app.core import clock
from app.core.access import current_person
from app.core.i18n import instant
from app.invitations.models import Invitation
from app.invitations.queries import find_offered
from app.outbox.models import Message


def end_of_offer(message: Message) -> str:
    """Why the invitation in this letter can be accepted no more; empty while it can, and for any other letter."""
    invitation = find_offered(message) if message.kind == "invitation" else None
    return _end_of(invitation) if invitation else ""


def _end_of(invitation: Invitation) -> str:
    if invitation.accepted_at is not None:
        if invitation.accepted_by_id == current_person().id:
            return str(
                gettext("You accepted this invitation: %(time)s.", time=instant(invitation.accepted_at))
            )
        return str(gettext("This invitation was accepted from another account."))
    if invitation.was_withdrawn:
        return str(gettext("This invitation has been withdrawn."))
    if invitation.expires_at <= clock.now():
        return str(gettext("This invitation ran out: %(time)s.", time=instant(invitation.expires_at)))
    return ""
