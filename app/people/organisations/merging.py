"""Two rows of the register that are one organisation: everything that is said of one is said of the other."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, enforce
from app.core.text import stated
from app.core.verdict import _, need
from app.people.models import FormerEmployment, Organisation, Person, Representation
from app.people.organisations import rules
from app.people.representations.models import Claim, ClaimState, ColleagueInvitation


def merge_organisation(*, duplicate: Organisation, survivor: Organisation, reason: str, by: Person) -> None:
    """Let everything that people's accounts say of one row be said of the other; features move their own rows."""
    enforce(rules.may_merge(by, (duplicate, survivor), clock.now()))
    if not (given := stated(reason)):
        raise Invalid({"reason": need(False, _("Say how you know that they are the same organisation."))})
    _move_people(duplicate, survivor)
    _move_claims(duplicate, survivor)
    if not survivor.registration_code and duplicate.country_region == survivor.country_region:
        code, duplicate.registration_code = duplicate.registration_code, None
        duplicate.merged_into = survivor
        db.session.flush()
        survivor.registration_code = code
    duplicate.merged_into = survivor
    survivor.mail_domain = survivor.mail_domain or duplicate.mail_domain
    db.session.flush()
    subject = f"organisation:{survivor.public_id}"
    record("organisation.merged", subject, by=by, merged=duplicate.public_id, reason=given)


def _move_people(duplicate: Organisation, survivor: Organisation) -> None:
    """Whoever is on record of both keeps what they have of the one that stays."""
    _keep_running(duplicate, survivor)
    for model in (Representation, FormerEmployment):
        both = sa.select(model.person_id).where(model.organisation_id == survivor.id)
        of_duplicate = model.organisation_id == duplicate.id
        db.session.execute(sa.delete(model).where(of_duplicate, model.person_id.in_(both)))
        db.session.execute(sa.update(model).where(of_duplicate).values(organisation_id=survivor.id))
    employed = sa.update(Person).where(Person.employer_id == duplicate.id)
    db.session.execute(employed.values(employer_id=survivor.id, version=Person.version + 1))
    db.session.expire_all()


def _keep_running(duplicate: Organisation, survivor: Organisation) -> None:
    """Whoever acts for the other one acts for the one that stays, also where that had ended: it is one firm."""
    rows = sa.select(Representation).where(Representation.organisation_id.in_([duplicate.id, survivor.id]))
    of_person: dict[int, dict[int, Representation]] = defaultdict(dict)
    for row in db.session.scalars(rows):
        of_person[row.person_id][row.organisation_id] = row
    for own in of_person.values():
        ended, other = own.get(survivor.id), own.get(duplicate.id)
        if (
            ended
            and other
            and not rules.is_running(ended, clock.now())
            and rules.is_running(other, clock.now())
        ):
            ended.until, ended.basis, ended.confirmed_at = other.until, other.basis, other.confirmed_at
    db.session.flush()


def _move_claims(duplicate: Organisation, survivor: Organisation) -> None:
    """An open claim moves unless its person has one there; open invitations end, since they name the other row."""
    there = sa.select(Claim.person_id).where(
        Claim.organisation_id == survivor.id, Claim.state == ClaimState.OPEN
    )
    movable = sa.or_(Claim.state != ClaimState.OPEN, Claim.person_id.not_in(there))
    moved = sa.update(Claim).where(Claim.organisation_id == duplicate.id, movable)
    db.session.execute(moved.values(organisation_id=survivor.id))
    db.session.execute(
        sa.delete(Claim).where(Claim.organisation_id == duplicate.id, Claim.state == ClaimState.OPEN)
    )
    open_ones = sa.update(ColleagueInvitation).where(
        ColleagueInvitation.organisation_id == duplicate.id,
        ColleagueInvitation.accepted_at.is_(None),
        ColleagueInvitation.withdrawn_at.is_(None),
    )
    db.session.execute(open_ones.values(withdrawn_at=clock.now()))
