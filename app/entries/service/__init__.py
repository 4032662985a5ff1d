"""What can be done to an entry, by its applicant and by the secretariat."""

from app.entries.service.applications import (
    is_admissible,
    is_consented,
    is_nominated,
    missing,
    rules_of,
    save_draft,
    start,
    submit,
    withdraw,
)
from app.entries.service.attachments import attach, detach, store
from app.entries.service.merging import merge_organisations
from app.entries.service.screening import is_met, nomination_stands, screen

__all__ = [
    "attach",
    "detach",
    "is_admissible",
    "is_consented",
    "is_met",
    "is_nominated",
    "merge_organisations",
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
