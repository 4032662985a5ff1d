"""What can be done to an entry, by its applicant and by the secretariat."""

from app.entries.service.applications import is_admissible, is_nominated, start, submit, withdraw
from app.entries.service.attachments import attach, detach, store
from app.entries.service.drafts import is_consented, merge_draft, missing, rules_of, save_draft
from app.entries.service.screening import is_met, nomination_stands, screen

__all__ = [
    "attach",
    "detach",
    "is_admissible",
    "is_consented",
    "is_met",
    "is_nominated",
    "merge_draft",
    "missing",
    "nomination_stands",
    "rules_of",
    "save_draft",
    "screen",
    "start",
    "store",
    "submit",
    "withdraw",
]
