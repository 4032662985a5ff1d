"""What can be done to an entry, by its applicant and by the secretariat."""

from app.entries.service.applications import (
    delete_draft,
    is_admissible,
    is_changed,
    is_nominated,
    is_submittable,
    start,
    submit,
    withdraw,
)
from app.entries.service.attachments import attach, detach, forget_files, store
from app.entries.service.drafts import is_consented, merge_draft, missing, registered_of, rules_of, save_draft
from app.entries.service.merging import merge_organisations
from app.entries.service.screening import is_met, nomination_stands, screen

__all__ = [
    "attach",
    "delete_draft",
    "detach",
    "forget_files",
    "is_admissible",
    "is_changed",
    "is_consented",
    "is_met",
    "is_nominated",
    "is_submittable",
    "merge_draft",
    "merge_organisations",
    "missing",
    "nomination_stands",
    "registered_of",
    "rules_of",
    "save_draft",
    "screen",
    "start",
    "store",
    "submit",
    "withdraw",
]
