"""Who may nominate and withdraw, and who sees a nomination at all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need
from app.nominations.quota.rules import Proposal, has_units_left
from app.people.organisations.rules import acts_for, related_organisations
from app.people.roles.rules import is_member, is_not_archived, is_officer, reads_dossiers
from app.programmes.rulebook.window import is_open

if TYPE_CHECKING:
    from app.nominations.models import Membership, Nomination
    from app.people.models import Organisation, Person
    from app.programmes.models import Edition


def acts_as_member(person: Person, membership: Membership, now: datetime, *, edition: Edition) -> Verdict:
    """The member in person, or who represents it, by a role in the edition."""
    own = membership.person_id == person.id or acts_for(person, membership.organisation_id, now)
    return is_member(person, edition, now) and need(own, _("You do not act for this member."))


def sees_own_nominations(person: Person, edition: Edition, now: datetime) -> Verdict:
    return is_member(person, edition, now)


def sees_proposal(person: Person, proposal: Proposal, now: datetime) -> Verdict:
    if proposal.membership is None:
        return is_officer(person, proposal.edition, now)
    return acts_as_member(person, proposal.membership, now, edition=proposal.edition)


def window_is_open(edition: Edition, now: datetime) -> Verdict:
    return is_not_archived(edition) and is_open(
        edition,
        now,
        before=_("Nominations open on %(opens)s; it is now %(now)s."),
        after=_("Nominations closed on %(closes)s; it is now %(now)s."),
    )


def may_propose(person: Person, proposal: Proposal, now: datetime) -> Verdict:
    """All but the units: what the list of directions asks before it offers a form."""
    proposer = "members" if proposal.membership else "secretariat"
    good = proposal.membership is None or proposal.membership.is_in_good_standing(now)
    return (
        sees_proposal(person, proposal, now)
        and need(good, _("This membership has ended."))
        and need(proposer in proposal.rule.proposers, _("Nobody is nominated here in this way."))
        and window_is_open(proposal.edition, now)
    )


def may_nominate(person: Person, proposal: Proposal, now: datetime) -> Verdict:
    return may_propose(person, proposal, now) and has_units_left(proposal)


def takes_firms(proposal: Proposal, edition: Edition) -> Verdict:
    """Whether organisations are nominated in this direction of the edition."""
    return _is_of(edition, proposal) and need(
        proposal.nominees == "organisation", _("Organisations are not nominated here.")
    )


def takes_individuals(proposal: Proposal, edition: Edition) -> Verdict:
    """Whether individuals are nominated in this direction of the edition."""
    return _is_of(edition, proposal) and need(
        proposal.nominees == "person", _("Individuals are not nominated here.")
    )


def _is_of(edition: Edition, proposal: Proposal) -> Verdict:
    return need(edition.id == proposal.edition.id, _("This direction is of another edition."))


def is_another_firm(proposal: Proposal, organisation: Organisation) -> Verdict:
    own = proposal.membership is not None and proposal.membership.organisation_id == organisation.id
    return need(not own, _("A member does not nominate itself."))


def is_another_person(proposal: Proposal, address: str, *, by: Person) -> Verdict:
    """`address`: a normal one, of whom `by` would nominate."""
    member = proposal.membership.person if proposal.membership else None
    return need(address not in {by.email, member.email if member else ""}, _("Nobody nominates themselves."))


def is_proposer(person: Person, nomination: Nomination, now: datetime) -> Verdict:
    if nomination.membership is None:
        return is_officer(person, nomination.edition, now)
    return acts_as_member(person, nomination.membership, now, edition=nomination.edition)


def is_vouched_for(person: Person, nomination: Nomination, now: datetime) -> Verdict:
    """Whether somebody else than themselves says that they speak for the firm: its mail domain, the secretariat, or
    the member, who has written to their own address."""
    asked = person.verified_at is not None and person.email == nomination.nominee_email
    confirmed = any(
        row.organisation_id == nomination.nominee_organisation_id and row.confirmed_at is not None
        for row in person.representations
    )
    return need(
        not nomination.is_of_a_firm or asked or confirmed,
        _(
            "Nobody has confirmed yet that you act for this organisation. Answer by the link that was mailed to it, or "
            "ask the secretariat to confirm it."
        ),
    )


def has_conflict(person: Person, nomination: Nomination, now: datetime) -> bool:
    """Own employer, a former one, own firm, own person: in an office such a nomination does not exist for them."""
    if nomination.is_of_a_firm:
        return nomination.nominee_organisation_id in related_organisations(person, now)
    return nomination.nominee_person_id == person.id


def sees_in_office(person: Person, nomination: Nomination, now: datetime) -> Verdict:
    return reads_dossiers(person, nomination.edition, now) and need(
        not has_conflict(person, nomination, now), _("You have a conflict of interest with this nominee.")
    )


def sees_nomination(person: Person, nomination: Nomination, now: datetime) -> Verdict:
    return (
        is_nominee(person, nomination, now)
        or is_proposer(person, nomination, now)
        or sees_in_office(person, nomination, now)
    )


def may_withdraw(person: Person, nomination: Nomination, now: datetime) -> Verdict:
    return (
        is_proposer(person, nomination, now)
        and need(nomination.is_live, _("This nomination does not stand any more."))
        and window_is_open(nomination.edition, now)
    )


def sees_nominations(person: Person, edition: Edition, now: datetime) -> Verdict:
    return reads_dossiers(person, edition, now)


def is_nominee(person: Person, nomination: Nomination, now: datetime) -> Verdict:
    """Whoever represents the firm, or the individual."""
    own = (
        acts_for(person, nomination.nominee_organisation_id, now)
        if nomination.is_of_a_firm
        else nomination.nominee_person_id == person.id
    )
    return need(own and person.is_active, _("This nomination is not yours to answer."))
