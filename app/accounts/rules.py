"""Who somebody is, asked of the roles they hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.accounts.models import (
        Consent,
        Invitation,
        OneTimeToken,
        Organisation,
        Person,
        Role,
        RoleGrant,
        SignInSession,
    )

# Who hands out which role: the administrator of the installation the secretariat's, an officer those of their edition.
BY_ADMINISTRATOR = frozenset({"administrator", "officer", "approver"})
BY_OFFICER = frozenset({"judge", "member", "auditor"})

# Roles that one person never holds together in one edition: two people decide, and an auditor changes nothing.
APART = (
    frozenset({"officer", "approver"}),
    frozenset({"auditor", "officer"}),
    frozenset({"auditor", "approver"}),
    frozenset({"auditor", "judge"}),
    frozenset({"auditor", "member"}),
)
READS_DOSSIERS = frozenset({"officer", "approver", "auditor"})


class OfEdition(Protocol):
    """An edition, by its number, and whether it is over for good."""

    id: int
    archived_at: datetime | None


def holds(person: Person, role: Role | str, *, edition_id: int | None, now: datetime) -> bool:
    """Whether the role stands at this instant; a disabled account holds none."""
    return person.is_active and any(
        grant.role == role and grant.edition_id == edition_id and grant.starts_at <= now < grant.ends_at
        for grant in person.grants
    )


def editions_of(person: Person, role: Role | str, now: datetime) -> set[int]:
    """Ids of the editions in which the person holds the role."""
    ids = {grant.edition_id for grant in person.grants if grant.role == role}
    return {id for id in ids if id is not None and holds(person, role, edition_id=id, now=now)}


def is_not_archived(edition: OfEdition) -> Verdict:
    """What is archived is read, and changed by nobody."""
    return need(edition.archived_at is None, _("This edition is archived: it can be read, and not changed."))


def is_officer(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    """Whether the person may act as one: of an archived edition nobody does."""
    return need(
        holds(person, "officer", edition_id=edition.id, now=now),
        _("Only an officer of this edition may do this."),
    ) and is_not_archived(edition)


def is_approver(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    """Whether the person may act as one: of an archived edition nobody does."""
    return need(
        holds(person, "approver", edition_id=edition.id, now=now),
        _("Only an approver of this edition may do this."),
    ) and is_not_archived(edition)


def is_auditor(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    return need(
        holds(person, "auditor", edition_id=edition.id, now=now),
        _("Only an auditor of this edition may see this."),
    )


def is_judge(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    return need(
        holds(person, "judge", edition_id=edition.id, now=now), _("Only a judge of this edition may do this.")
    ) and is_not_archived(edition)


def is_member(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    return need(holds(person, "member", edition_id=edition.id, now=now), _("Only a member may do this."))


def is_administrator(person: Person, _thing: object, now: datetime) -> Verdict:
    return need(
        holds(person, "administrator", edition_id=None, now=now), _("Only an administrator may do this.")
    )


def is_secretariat(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    """Officers and approvers work on dossiers."""
    return is_officer(person, edition, now) or is_approver(person, edition, now)


def reads_dossiers(person: Person, edition: OfEdition, now: datetime) -> Verdict:
    """The secretariat and the auditor read everything; the administrator of the installation reads no dossier."""
    secretariat = any(holds(person, role, edition_id=edition.id, now=now) for role in ("officer", "approver"))
    return need(secretariat, "") or is_auditor(person, edition, now)


def is_able_to_act(person: Person) -> Verdict:
    """Whether the person may act for an organisation at all: nobody does under an address that is not proved theirs."""
    return need(person.is_active, _("This account is closed.")) and need(
        person.verified_at is not None,
        _("Confirm your mail address first: open the link that was mailed to it."),
    )


def represents(person: Person, organisation_id: int | None, now: datetime) -> bool:
    """Whether the person stands for the organisation on record now."""
    return organisation_id is not None and any(
        row.organisation_id == organisation_id and row.since <= now and (row.until is None or now < row.until)
        for row in person.representations
    )


def acts_for(person: Person, organisation_id: int | None, now: datetime) -> bool:
    """Whether the person may sign for the organisation now."""
    return bool(is_able_to_act(person)) and represents(person, organisation_id, now)


def houses_of(person: Person, now: datetime) -> set[int]:
    """Ids of the organisations that the person acts for, works for or has worked for: their conflicts of interest."""
    acting = {row.organisation_id for row in person.representations if represents(person, row.organisation_id, now)}
    former = {row.organisation_id for row in person.former_employments}
    return acting | former | ({person.employer_id} if person.employer_id is not None else set())


def is_staff(person: Person, now: datetime) -> bool:
    """Officers of any edition and administrators register organisations without acting for them."""
    return bool(editions_of(person, "officer", now)) or holds(
        person, "administrator", edition_id=None, now=now
    )


def is_self(person: Person, other: Person, _now: datetime) -> Verdict:
    return need(person.id == other.id, _("Only this person may do this."))


def may_register_organisation(person: Person, _thing: object, _now: datetime) -> Verdict:
    return is_able_to_act(person)


def is_trusted_with(person: Person, organisation: Organisation, now: datetime) -> Verdict:
    """Who may name somebody to act for the organisation: nobody names themselves into a stranger's."""
    return need(
        person.is_active and (acts_for(person, organisation.id, now) or is_staff(person, now)),
        _("Only somebody who acts for this organisation, or the secretariat, may do this."),
    )


def may_offer(person: Person, role: Role | str, *, edition: OfEdition | None, now: datetime) -> Verdict:
    """Who may invite to this role, in this edition or (the administrator's) in none."""
    if (role == "administrator") != (edition is None):
        return Verdict(False, _("This role does not fit here."))
    if edition is not None and not (verdict := is_not_archived(edition)):
        return verdict
    if role in BY_ADMINISTRATOR:
        return is_administrator(person, None, now)
    return need(edition, _("This role does not fit here.")) and need(
        edition is not None and holds(person, "officer", edition_id=edition.id, now=now),
        _("Only an officer of this edition may do this."),
    )


def sees_people(person: Person, edition: OfEdition | None, now: datetime) -> Verdict:
    """Who sees the people of an edition, or of the installation, and its invitations."""
    if edition is None:
        return is_administrator(person, None, now)
    return is_officer(person, edition, now) or is_administrator(person, None, now)


def sees_some_people(person: Person, _thing: object, now: datetime) -> Verdict:
    return need(is_staff(person, now), _("Only an officer or an administrator may do this."))


def offered_by(person: Person, edition: OfEdition | None, now: datetime) -> list[str]:
    """The roles that the person may offer there."""
    roles = sorted(BY_OFFICER | BY_ADMINISTRATOR)
    return [role for role in roles if may_offer(person, role, edition=edition, now=now)]


def sees_grant(person: Person, grant: RoleGrant, now: datetime) -> Verdict:
    return need(grant.person_id == person.id, _("Only its holder may do this.")) or sees_people(
        person, grant.edition, now
    )


def sees_invitation(person: Person, invitation: Invitation, now: datetime) -> Verdict:
    return sees_people(person, invitation.edition, now)


def may_withdraw_invitation(person: Person, invitation: Invitation, now: datetime) -> Verdict:
    return may_offer(person, invitation.role, edition=invitation.edition, now=now) and is_open(
        person, invitation, now
    )


def is_open(_person: object, invitation: Invitation, now: datetime) -> Verdict:
    return (
        need(invitation.accepted_at is None, _("This invitation has been accepted."))
        and need(not invitation.was_withdrawn, _("This invitation has been withdrawn."))
        and need(now < invitation.expires_at, _("This invitation has expired. Ask for a new one."))
    )


def is_joinable(person: Person | None, invitation: Invitation, now: datetime) -> Verdict:
    """Whether whoever holds the link makes an account by it; `person` is who has that address already.

    An account that never proved its address may be a stranger's: the link proves it, and takes the account over.
    """
    settled = person is not None and person.verified_at is not None and person.password_hash is not None
    return (
        is_open(person, invitation, now)
        and need(now < invitation.role_ends_at, _("The role would have ended by now."))
        and need(person is None or person.is_active, _("This account is closed."))
        and need(not settled, _("This address has an account. Sign in to accept."))
    )


def is_addressed(person: Person, invitation: Invitation, _now: datetime) -> Verdict:
    """Whether the invitation was written to this person's own, verified address."""
    return need(
        person.verified_at is not None and person.email == invitation.email,
        _("This invitation was written to another address. Open it by its link."),
    )


def may_accept(person: Person, invitation: Invitation, now: datetime) -> Verdict:
    return (
        need(person.is_active, _("This account is closed."))
        and is_open(person, invitation, now)
        and need(now < invitation.role_ends_at, _("The role would have ended by now."))
        and goes_with_roles(person, invitation.role, edition_id=invitation.edition_id, now=now)
    )


def goes_with_roles(person: Person, role: Role | str, *, edition_id: int | None, now: datetime) -> Verdict:
    """Whether the role goes together with those that the person holds or is going to hold."""
    live = [(grant.role, grant.edition_id) for grant in person.grants if now < grant.ends_at]
    beside = {held for held, where in live if where == edition_id and held != role}
    reads = role in READS_DOSSIERS and any(held == "administrator" for held, _where in live)
    would_read = role == "administrator" and any(held in READS_DOSSIERS for held, _where in live)
    return need(
        not any({role, held} == pair for held in beside for pair in APART),
        _("One person cannot hold these two roles in one edition. Give up the other one first."),
    ) and need(
        not (reads or would_read),
        _("The administrator of the installation reads no dossiers. Let somebody else have this role."),
    )


def may_end_role(person: Person, grant: RoleGrant, now: datetime) -> Verdict:
    """Whoever may hand the role out may end it, and everybody may give up their own."""
    return need(grant.ends_at > now, _("This role has ended.")) and (
        need(person.is_active and grant.person_id == person.id, _("Only its holder may do this."))
        or may_offer(person, grant.role, edition=grant.edition, now=now)
    )


def may_disable(person: Person, other: Person, now: datetime) -> Verdict:
    return is_administrator(person, None, now) and need(
        person.id != other.id, _("You cannot close your own account.")
    )


def owns_session(person: Person, session: SignInSession, _now: datetime) -> Verdict:
    return need(session.person_id == person.id, _("Only this person may do this."))


def owns_consent(person: Person, consent: Consent, _now: datetime) -> Verdict:
    return need(consent.person_id == person.id, _("Only this person may do this."))


def may_withdraw_consent(person: Person, consent: Consent, now: datetime) -> Verdict:
    return owns_consent(person, consent, now) and need(
        consent.withdrawn_at is None, _("This consent has been withdrawn.")
    )


def may_ask_verification(person: Person, _thing: object, _now: datetime) -> Verdict:
    return need(person.verified_at is None, _("Your address is confirmed already."))


def owns_token(person: Person, token: OneTimeToken, _now: datetime) -> Verdict:
    return need(token.person_id == person.id, _("This link belongs to another account."))


def may_verify(person: Person, token: OneTimeToken, now: datetime) -> Verdict:
    """Only whoever is signed in confirms their address: a stranger's account is not confirmed by a careless click."""
    return owns_token(person, token, now) and need(
        token.used_at is None and now < token.expires_at, _("This link has been used or has expired.")
    )
