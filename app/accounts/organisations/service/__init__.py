"""Verbs of the register: claim, decide, invite colleagues, correct, merge; and where people work."""

from app.accounts.organisations.service.claims import (
    claim,
    confirm_claim,
    confirm_representation,
    refuse_claim,
)
from app.accounts.organisations.service.colleagues import (
    end_representation,
    invite_colleague,
    join_colleagues,
)
from app.accounts.organisations.service.employments import add_employer, leave_employer, remove_employer
from app.accounts.organisations.service.register import correct_organisation, merge_organisation

__all__ = [
    "add_employer",
    "claim",
    "confirm_claim",
    "confirm_representation",
    "correct_organisation",
    "end_representation",
    "invite_colleague",
    "join_colleagues",
    "leave_employer",
    "merge_organisation",
    "refuse_claim",
    "remove_employer",
]
