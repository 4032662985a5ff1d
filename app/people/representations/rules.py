"""Who may claim to act for an organisation, who confirms or ends it, and who may join colleagues."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.people.organisations.domains import belongs_to
from app.people.organisations.rules import acts_for, is_able_to_act, is_any_officer, sees_organisation

if TYPE_CHECKING:
    from app.people.models import Organisation, Person, Representation
    from app.people.representations.models import Claim, ColleagueInvitation


def may_claim(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    return is_able_to_act(person) and need(
        not acts_for(person, organisation.id, now), _("You act for this organisation already.")
    )


def is_of_its_domain(person: Person, organisation: Organisation) -> bool:
    """Whether the person's proved address is one of the domain that is recorded for the organisation."""
    return person.verified_at is not None and belongs_to(person.email, organisation.mail_domain)


def is_settled_by_domain(person: Person, organisation: Organisation) -> bool:
    """Whether a claim needs nobody's decision: not where the person acted for it before and that was ended."""
    returns = any(row.organisation_id == organisation.id for row in person.representations)
    return is_of_its_domain(person, organisation) and not returns


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
        and need(
            acts_for(invitation.invited_by, invitation.organisation_id, now),
            _("Whoever invited you no longer acts for this organisation. Ask somebody who does."),
        )
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
