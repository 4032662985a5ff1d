"""Who may act for an organisation, and who decides it: nobody does by its name alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.roles.rules import editions_of, is_staff

if TYPE_CHECKING:
    from app.people.models import Organisation, Person, Representation


def is_able_to_act(person: Person) -> Verdict:
    """Whether the person may act for an organisation at all: nobody does under an address that is not proved theirs."""
    return need(person.is_active, _("This account is closed.")) and need(
        person.verified_at is not None,
        _("Confirm your mail address first: open the link that was mailed to it."),
    )


def is_running(row: Representation, now: datetime) -> bool:
    return row.since <= now and (row.until is None or now < row.until)


def represents(person: Person, organisation_id: int | None, now: datetime) -> bool:
    """Whether the person stands for the organisation on record now."""
    return organisation_id is not None and any(
        row.organisation_id == organisation_id and is_running(row, now) for row in person.representations
    )


def acts_for(person: Person, organisation_id: int | None, now: datetime) -> bool:
    """Whether the person may sign for the organisation now."""
    return bool(is_able_to_act(person)) and represents(person, organisation_id, now)


def organisation_ids_of(person: Person, now: datetime) -> list[int]:
    """Whom the person may sign for now."""
    if not is_able_to_act(person):
        return []
    return [
        row.organisation_id
        for row in person.representations
        if row.since <= now and (row.until is None or now < row.until)
    ]


def related_organisations(person: Person, now: datetime) -> set[int]:
    """Ids of the organisations that the person acts for, works for or has worked for: their conflicts of interest."""
    acting = {
        row.organisation_id for row in person.representations if represents(person, row.organisation_id, now)
    }
    former = {row.organisation_id for row in person.former_employments}
    return acting | former | ({person.employer_id} if person.employer_id is not None else set())


def may_register_organisation(person: Person, _thing: object, _now: datetime) -> Verdict:
    return is_able_to_act(person)


def is_trusted_with(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    """Who may name somebody to act for the organisation: nobody names themselves into a stranger's."""
    return need(
        person.is_active and (acts_for(person, organisation.id, now) or is_staff(person, now)),
        _("Only somebody who acts for this organisation, or the secretariat, may do this."),
    )


def is_any_officer(person: Person, _thing: object, now: datetime) -> Verdict:
    """The register is of the installation, so the office of an officer in any edition is enough."""
    officer = person.is_active and bool(editions_of(person, "officer", now))
    return need(officer, _("Only an officer may do this."))


def sees_register(person: Person, _thing: object, now: datetime) -> Verdict:
    offices = any(editions_of(person, role, now) for role in ("officer", "approver", "auditor"))
    return need(person.is_active and offices, _("Only the secretariat may see this."))


def sees_organisation(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    """Whoever acts for it, and the secretariat."""
    own = need(acts_for(person, organisation.id, now), _("You do not act for this organisation."))
    return own or sees_register(person, organisation, now)


def may_edit_organisation(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    own = need(acts_for(person, organisation.id, now), _("You do not act for this organisation."))
    return own or is_any_officer(person, organisation, now)


def may_correct_name(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    """Nobody gives their own organisation another's name: an officer puts a misspelled one right."""
    return is_any_officer(person, organisation, now)


def is_to_set_code(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    """Whoever acts for it may give its code once; an officer may correct it."""
    return is_any_officer(person, organisation, now) or (
        may_edit_organisation(person, organisation, now)
        and need(not organisation.registration_code, _("Only the secretariat changes a registration code."))
    )


def sees_pair(person: Person, _pair: tuple[Organisation, Organisation], now: datetime) -> Verdict:
    return is_any_officer(person, None, now)


def may_merge(person: Person, pair: tuple[Organisation, Organisation], now: datetime) -> Verdict:
    """Say that two rows of the register are one organisation."""
    duplicate, survivor = pair
    apart = (
        duplicate.id != survivor.id and duplicate.merged_into_id is None and survivor.merged_into_id is None
    )
    return is_any_officer(person, None, now) and need(apart, _("These are the same organisation already."))
