"""Who may act for an organisation, and who decides it: nobody does by its name alone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.accounts.organisations.domains import belongs_to
from app.accounts.rules import acts_for, editions_of, is_able_to_act
from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.accounts.models import FormerEmployment, Organisation, Person, Representation
    from app.accounts.organisations.models import Claim, ColleagueInvitation


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


def may_claim(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    return is_able_to_act(person) and need(
        not acts_for(person, organisation.id, now), _("You act for this organisation already.")
    )


def is_of_its_domain(person: Person, organisation: Organisation) -> bool:
    """Whether the person's proved address is one of the domain that is recorded for the organisation."""
    return person.verified_at is not None and belongs_to(person.email, organisation.mail_domain)


def is_free_to_take_up(person: Person, organisation: Organisation, _now: datetime) -> Verdict:
    """Whether somebody whom a member has written to may act for an organisation for which nobody acts yet."""
    free = not organisation.mail_domain or is_of_its_domain(person, organisation)
    return need(
        free,
        _(
            "Addresses of this organisation end in “%(domain)s”. Say that you act for it; the secretariat confirms it."
        ),
        domain=organisation.mail_domain,
    )


def may_decide_claim(person: Person, claim: Claim, now: datetime) -> Verdict:
    return (
        is_any_officer(person, claim, now)
        and need(claim.person_id != person.id, _("Somebody else decides what you have claimed."))
        and need(claim.state == "open", _("This has been decided."))
    )


def may_edit_organisation(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    own = need(acts_for(person, organisation.id, now), _("You do not act for this organisation."))
    return own or is_any_officer(person, organisation, now)


def is_to_set_code(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    """Whoever acts for it may give its code once; an officer may correct it."""
    return is_any_officer(person, organisation, now) or (
        may_edit_organisation(person, organisation, now)
        and need(not organisation.registration_code, _("Only the secretariat changes a registration code."))
    )


def may_invite_colleague(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    return need(acts_for(person, organisation.id, now), _("You do not act for this organisation."))


def may_join_colleagues(person: Person, invitation: ColleagueInvitation, now: datetime) -> Verdict:
    """By the mailed link, which proves the address that it was written to, or with another address that is proved."""
    proved = person.verified_at is not None or person.email == invitation.email
    return (
        need(
            person.is_active and proved,
            _("Confirm your mail address first: open the link that was mailed to it."),
        )
        and need(invitation.withdrawn_at is None, _("This invitation has been withdrawn."))
        and need(invitation.accepted_at is None, _("This invitation has been accepted."))
        and need(now < invitation.expires_at, _("This invitation has expired. Ask for a new one."))
    )


def sees_representation(person: Person, row: Representation, now: datetime) -> Verdict:
    return sees_organisation(person, row.organisation, now)


def may_end_representation(person: Person, row: Representation, now: datetime) -> Verdict:
    """An officer, or oneself."""
    return need(row.until is None or now < row.until, _("This has ended.")) and (
        need(row.person_id == person.id, _("You do not act for this organisation."))
        or is_any_officer(person, row, now)
    )


def may_confirm_representation(person: Person, row: Representation, now: datetime) -> Verdict:
    return (
        is_any_officer(person, row, now)
        and need(row.person_id != person.id, _("Somebody else decides what you have claimed."))
        and need(row.confirmed_at is None, _("This has been confirmed."))
    )


def sees_pair(person: Person, _pair: tuple[Organisation, Organisation], now: datetime) -> Verdict:
    return is_any_officer(person, None, now)


def may_merge(person: Person, pair: tuple[Organisation, Organisation], now: datetime) -> Verdict:
    """Say that two rows of the register are one organisation."""
    duplicate, survivor = pair
    apart = (
        duplicate.id != survivor.id and duplicate.merged_into_id is None and survivor.merged_into_id is None
    )
    return is_any_officer(person, None, now) and need(apart, _("These are one organisation already."))


def owns_employment(person: Person, row: FormerEmployment, _now: datetime) -> Verdict:
    return need(row.person_id == person.id, _("Only this person may do this."))
