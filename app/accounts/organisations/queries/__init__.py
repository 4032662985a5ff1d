"""Reads of the register."""

from app.accounts.organisations.queries.acting import (
    claims_of,
    count_open_claims,
    find_open_claim,
    get_claim,
    get_colleague_invitation,
    get_representation,
    is_confirmed,
    open_claims,
    open_colleague_invitations,
    people_acting_for,
    representations_of,
)
from app.accounts.organisations.queries.employments import (
    employers_of,
    former_employments_of,
    get_employment,
)
from app.accounts.organisations.queries.lookup import (
    alike,
    get_organisation,
    identity_of,
    of_register,
    organisations_like,
    organisations_named,
)

__all__ = [
    "alike",
    "claims_of",
    "count_open_claims",
    "employers_of",
    "find_open_claim",
    "former_employments_of",
    "get_claim",
    "get_colleague_invitation",
    "get_employment",
    "get_organisation",
    "get_representation",
    "identity_of",
    "is_confirmed",
    "of_register",
    "open_claims",
    "open_colleague_invitations",
    "organisations_like",
    "organisations_named",
    "people_acting_for",
    "representations_of",
]
