"""Which roles somebody holds, what each lets them read, and who hands it out or ends it.

Which roles exclude each other: `incompatible_roles/rules.py`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.people.models import Person, Role, RoleGrant


# Who hands out which role: the administrator of the installation the secretariat's, an officer those of their edition.
BY_ADMINISTRATOR = frozenset({"administrator", "officer", "approver"})
BY_OFFICER = frozenset({"judge", "member", "auditor"})


class OfEdition(Protocol):
    """An edition, by its number, and whether it is over for good."""

    @property
    def id(self) -> int: ...

    @property
    def archived_at(self) -> datetime | None: ...


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


def is_staff(person: Person, now: datetime) -> bool:
    """Officers of any edition and administrators register organisations without acting for them."""
    return bool(editions_of(person, "officer", now)) or holds(
        person, "administrator", edition_id=None, now=now
    )


def may_offer(person: Person, role: Role | str, *, edition: OfEdition | None, now: datetime) -> Verdict:
    """Who may invite to this role, in this edition or (the administrator's) in none."""
    if edition is not None and not (verdict := is_not_archived(edition)):
        return verdict
    return _may_hand_out(person, role, edition_id=edition.id if edition else None, now=now)


def _may_hand_out(person: Person, role: Role | str, *, edition_id: int | None, now: datetime) -> Verdict:
    if (role == "administrator") != (edition_id is None):
        return Verdict(False, _("This role does not fit here."))
    if role in BY_ADMINISTRATOR:
        return is_administrator(person, None, now)
    return need(edition_id, _("This role does not fit here.")) and need(
        holds(person, "officer", edition_id=edition_id, now=now),
        _("Only an officer of this edition may do this."),
    )


def sees_people(person: Person, edition: OfEdition | None, now: datetime) -> Verdict:
    """Who sees the people of an edition, or of the installation, and its invitations."""
    return _sees_people_in(person, edition.id if edition else None, now)


def _sees_people_in(person: Person, edition_id: int | None, now: datetime) -> Verdict:
    officer = edition_id is not None and holds(person, "officer", edition_id=edition_id, now=now)
    return need(officer, _("Only an officer of this edition may do this.")) or is_administrator(
        person, None, now
    )


def sees_some_people(person: Person, _thing: object, now: datetime) -> Verdict:
    return need(is_staff(person, now), _("Only an officer or an administrator may do this."))


def offered_by(person: Person, edition: OfEdition | None, now: datetime) -> list[str]:
    """The roles that the person may offer there."""
    roles = sorted(BY_OFFICER | BY_ADMINISTRATOR)
    return [role for role in roles if may_offer(person, role, edition=edition, now=now)]


def sees_grant(person: Person, grant: RoleGrant, now: datetime) -> Verdict:
    return need(grant.person_id == person.id, _("Only its holder may do this.")) or _sees_people_in(
        person, grant.edition_id, now
    )


def may_end_role(person: Person, grant: RoleGrant, now: datetime) -> Verdict:
    """Whoever may hand the role out may end it, and everybody may give up their own."""
    return need(grant.ends_at > now, _("This role has ended.")) and (
        need(person.is_active and grant.person_id == person.id, _("Only its holder may do this."))
        or _may_hand_out(person, grant.role, edition_id=grant.edition_id, now=now)
    )
