"""What can be done in the programmes room."""

from app.programmes.service.amendments import propose_amendment
from app.programmes.service.decisions import agree, refuse
from app.programmes.service.editions import archive, propose_edition
from app.programmes.service.proposals import is_lawful
from app.programmes.service.stages import lock_rubric, lock_rules, settle_stage

__all__ = [
    "agree",
    "archive",
    "is_lawful",
    "lock_rubric",
    "lock_rules",
    "propose_amendment",
    "propose_edition",
    "refuse",
    "settle_stage",
]
