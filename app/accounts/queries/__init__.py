"""Reads that several callers share."""

from app.accounts.queries.consents import consents_of, get_consent, standing_consents
from app.accounts.queries.editions import editions_to_staff, get_edition, get_open_edition
from app.accounts.queries.invitations import (
    find_offered,
    find_unended,
    get_invitation,
    get_invitation_by_token,
    invitations_to,
    open_invitations,
)
from app.accounts.queries.people import find_person, get_person, get_session, organisations_of, sessions_of
from app.accounts.queries.roles import administrators, get_grant, holders, people_in_office, roles_of
from app.accounts.queries.tokens import find_token, get_verification

__all__ = [
    "administrators",
    "consents_of",
    "editions_to_staff",
    "find_offered",
    "find_person",
    "find_token",
    "find_unended",
    "get_consent",
    "get_edition",
    "get_grant",
    "get_invitation",
    "get_invitation_by_token",
    "get_open_edition",
    "get_person",
    "get_session",
    "get_verification",
    "holders",
    "invitations_to",
    "open_invitations",
    "organisations_of",
    "people_in_office",
    "roles_of",
    "sessions_of",
    "standing_consents",
]
