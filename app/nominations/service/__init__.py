"""What can be done in the nominations room."""

from app.nominations.service.answers import accept, decline, withdraw
from app.nominations.service.drafts import drop_draft, drop_old_drafts, find_draft, merge_nomination_draft
from app.nominations.service.firms import nominate_firm
from app.nominations.service.individuals import nominate_individual
from app.nominations.service.memberships import change_membership, record_membership
from app.nominations.service.merging import move_firm

__all__ = [
    "accept",
    "change_membership",
    "decline",
    "drop_draft",
    "drop_old_drafts",
    "find_draft",
    "merge_nomination_draft",
    "move_firm",
    "nominate_firm",
    "nominate_individual",
    "record_membership",
    "withdraw",
]
