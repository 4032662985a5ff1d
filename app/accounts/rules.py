"""Who somebody is, asked of the roles they hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.accounts.models import Person, Role


class OfEdition(Protocol):
    """An edition, by its number alone."""

    id: int


def holds(person: Person, role: Role | str, edition_id: int | None, now: datetime) -> bool:
    """Whether the role stands at this instant; a disabled account holds none."""
    return person.is_active and any(
        grant.role == role and grant.edition_id == edition_id and grant.starts_at <= now < grant.ends_at
        for grant in person.grants
    )


def editions_of(person: Person, role: Role | str, now: datetime) -> set[int]:
    """Ids of the editions in which the person holds the role."""
    return {
        grant.edition_id
        for grant in person.grants
        if grant.role == role and grant.edition_id is not None and grant.starts_at <= now < grant.ends_at
    }


def is_officer(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    return need(holds(person, "officer", edition.id, now), _("Only an officer of this edition may do this."))


def is_approver(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    return need(holds(person, "approver", edition.id, now), _("Only an approver of this edition may do this."))


def is_auditor(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    return need(holds(person, "auditor", edition.id, now), _("Only an auditor of this edition may see this."))


def is_judge(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    return need(holds(person, "judge", edition.id, now), _("Only a judge of this edition may do this."))


def is_member(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    return need(holds(person, "member", edition.id, now), _("Only a member may do this."))


def is_administrator(person: Person, _thing: object, now: datetime) -> Verdict:
    return need(holds(person, "administrator", None, now), _("Only an administrator may do this."))


def is_secretariat(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    """Officers and approvers work on dossiers."""
    return is_officer(person, edition, now) or is_approver(person, edition, now)


def reads_dossiers(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    """The secretariat and the auditor read everything; the administrator of the installation reads no dossier."""
    return is_secretariat(person, edition, now) or is_auditor(person, edition, now)


def acts_for(person: Person, organisation_id: int | None, now: datetime) -> bool:
    """Whether the person may sign for the organisation now."""
    return organisation_id is not None and any(
        row.organisation_id == organisation_id and row.since <= now and (row.until is None or now < row.until)
        for row in person.representations
    )
