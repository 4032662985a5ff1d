"""Who sees, may start, withdraw and delete an entry; until when it can be edited: `editing_window/rules.py`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.entries.conflicts.rules import has_conflict
from app.entries.rules import accepts_entries, is_applicant, owns_entry
from app.people.roles.rules import reads_dossiers

if TYPE_CHECKING:
    from app.entries.models import Entry
    from app.people.models import Person
    from app.programmes.models import Edition


def sees_entry(person: Person, entry: Entry, now: datetime) -> Verdict:
    """Applicants see their own; the offices see what was submitted and is not of their own organisation."""
    submitted = entry.submitted_at is not None
    in_office = (
        submitted
        and not has_conflict(person, entry, now)
        and bool(reads_dossiers(person, entry.edition, now))
    )
    return need(is_applicant(person, entry, now) or in_office, _("This entry is not yours."))


def has_consented(purposes: Collection[str]) -> Verdict:
    """Whether somebody may hand over data: publication and transfer abroad are their own free choice."""
    return need(
        "processing" in purposes, _("This needs your consent to the processing of what you write here.")
    )


def may_start(_person: Person, edition: Edition, now: datetime) -> Verdict:
    return accepts_entries(edition, now)


def may_delete(person: Person, entry: Entry, now: datetime) -> Verdict:
    """A draft that was never submitted is the applicant's alone; what was submitted stays on record."""
    return owns_entry(person, entry, now) and need(
        entry.submitted_at is None, _("This entry was submitted: it can be withdrawn, and stays on record.")
    )


def is_corrected(entry: Entry, *, changed: bool) -> Verdict:
    """What was returned is submitted again once something in it has changed; until then the reason stands."""
    returned = any(candidacy.eligibility == "returned" for candidacy in entry.candidacies)
    return need(
        changed or not returned,
        _(
            "Nothing has changed since this entry was returned for correction. Change what the reason asks for first."
        ),
    )


def may_withdraw(person: Person, entry: Entry, now: datetime) -> Verdict:
    return (
        owns_entry(person, entry, now)
        and need(entry.state == "submitted", _("Only a submitted entry can be withdrawn."))
        and accepts_entries(entry.edition, now)
    )


def has_slot(taken: Collection[str], limit: int | None) -> Verdict:
    """Whether one entry more of this applicant can be submitted; `taken`: numbers of those that were."""
    return need(
        limit is None or len(taken) < limit,
        _("One applicant can submit at most %(limit)s here. Withdraw %(numbers)s first, or keep it."),
        limit=limit,
        numbers=", ".join(sorted(taken)),
    )


def is_nominated(needed: str, *, is_member: bool, is_covered: bool) -> Verdict:
    """Whether the rule-book's demand for a nomination is met."""
    if needed == "no" or is_covered:
        return need(True, "")
    if needed == "non_members":
        return need(
            is_member,
            _(
                "Your organisation is not a member: it needs a nomination by a member, accepted by you, to apply."
            ),
        )
    return need(False, _("This needs a nomination that was accepted."))
