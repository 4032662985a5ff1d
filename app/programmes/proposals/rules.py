"""Who may propose a rule-book, and who agrees or refuses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import is_administrator, is_approver, is_officer
from app.programmes.editions.rules import sees_edition

if TYPE_CHECKING:
    from app.people.models import Person
    from app.programmes.models import Edition, RulebookVersion


def sees_version(person: Person, version: RulebookVersion, now: datetime) -> Verdict:
    return sees_edition(person, version.edition, now)


def may_propose_edition(person: Person, _thing: object, now: datetime) -> Verdict:
    return is_administrator(person, None, now)


def may_propose_amendment(person: Person, edition: Edition, now: datetime) -> Verdict:
    return (
        is_officer(person, edition, now)
        and need(edition.current_version_id is not None, _("This edition has not been opened yet."))
        and need(edition.archived_at is None, _("This edition is archived."))
        and need(
            not any(version.is_pending for version in edition.versions),
            _("A proposal waits for a second person: until it is decided, nothing new can be proposed."),
        )
    )


def _is_second_person(person: Person, version: RulebookVersion, now: datetime) -> Verdict:
    """Administrators open an edition; once it is open, its approvers decide on its rules."""
    if version.edition.current_version_id is None:
        return is_administrator(person, version, now)
    return is_approver(person, version.edition, now)


def _is_undecided(version: RulebookVersion) -> Verdict:
    return need(version.is_pending, _("This proposal has been decided.")) and need(
        version.edition.archived_at is None, _("This edition is archived.")
    )


def may_agree(person: Person, version: RulebookVersion, now: datetime) -> Verdict:
    return (
        _is_second_person(person, version, now)
        and _is_undecided(version)
        and need(
            version.proposed_by_id != person.id,
            _("You proposed this yourself: a second person has to agree to it."),
        )
    )


def may_refuse(person: Person, version: RulebookVersion, now: datetime) -> Verdict:
    """The second person may, and whoever proposed it may take it back."""
    own = need(version.proposed_by_id == person.id, _("Only who proposed it may take it back."))
    return (
        (own and sees_version(person, version, now)) or _is_second_person(person, version, now)
    ) and _is_undecided(version)
