"""Who sees candidacies in screening, and who may decide whether one is eligible."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.entries.conflicts.rules import has_conflict
from app.people.roles.rules import is_officer, reads_dossiers

if TYPE_CHECKING:
    from app.entries.models import Candidacy
    from app.people.models import Person
    from app.programmes.models import Edition


def sees_screening(person: Person, edition: Edition, now: datetime) -> Verdict:
    return reads_dossiers(person, edition, now)


def sees_candidacy(person: Person, candidacy: Candidacy, now: datetime) -> Verdict:
    """In the offices: what was submitted, and nothing that one has a conflict of interest with."""
    entry = candidacy.entry
    return reads_dossiers(person, entry.edition, now) and need(
        entry.submitted_at is not None and not has_conflict(person, entry, now),
        _("This entry is not yours to handle."),
    )


def may_screen(person: Person, candidacy: Candidacy, now: datetime) -> Verdict:
    entry = candidacy.entry
    judged = any(
        stage.opened_at is not None
        for stage in entry.edition.stages
        if stage.direction_id == entry.direction_id and stage.kind != "screening"
    )
    return (
        is_officer(person, entry.edition, now)
        and need(
            not has_conflict(person, entry, now), _("You have a conflict of interest with this applicant.")
        )
        and need(
            entry.state == "submitted" and candidacy.withdrawn_at is None, _("This entry was withdrawn.")
        )
        and need(not judged, _("Judging has begun: eligibility is settled."))
    )
