"""What can be done in the nominations room."""

from app.nominations.service.answers import accept, decline, withdraw
from app.nominations.service.firms import firm_named, nominate_firm
from app.nominations.service.individuals import nominate_individual
from app.nominations.service.memberships import change_membership, record_membership

__all__ = [
    "accept",
    "change_membership",
    "decline",
    "firm_named",
    "nominate_firm",
    "nominate_individual",
    "record_membership",
    "withdraw",
]
