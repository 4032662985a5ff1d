"""Reads that several callers share: who is covered, single nominations and members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.core.db import db
from app.core.errors import NotFound
from app.nominations.models import Membership, Nomination, NominationState
from app.nominations.quota.queries import proposal
from app.nominations.quota.rules import Proposal
from app.people.models import Person, Representation
from app.people.organisations.rules import organisation_ids_of
from app.people.sign_in.tokens import hash_of
from app.programmes.editions.queries import get_open_edition, open_editions
from app.programmes.models import Direction, Edition

MOST = 200


def with_names() -> tuple[ExecutableOption, ...]:
    """What every line about a nomination shows."""
    return (
        joinedload(Nomination.edition).joinedload(Edition.programme),
        joinedload(Nomination.edition).joinedload(Edition.current_version),
        joinedload(Nomination.direction),
        joinedload(Nomination.nominee_organisation),
        joinedload(Nomination.membership).joinedload(Membership.organisation),
        joinedload(Nomination.membership).joinedload(Membership.person),
    )


def get_nomination(public_id: str) -> Nomination:
    found = db.session.scalar(
        sa.select(Nomination).where(Nomination.public_id == public_id).options(*with_names())
    )
    if found is None:
        raise NotFound(public_id)
    return found


def get_by_token(token: str) -> Nomination:
    """The nomination of a mailed link, whatever has become of it."""
    same = Nomination.token_hash == hash_of(token)
    found = db.session.scalar(sa.select(Nomination).where(same).options(*with_names()))
    if found is None:
        raise NotFound
    return found


def get_membership(public_id: str) -> Membership:
    found = db.session.scalar(
        sa.select(Membership)
        .where(Membership.public_id == public_id)
        .options(joinedload(Membership.organisation), joinedload(Membership.person))
    )
    if found is None:
        raise NotFound(public_id)
    return found


def get_direction(edition: Edition, code: str) -> Direction:
    found = next((direction for direction in edition.directions if direction.code == code), None)
    if found is None:
        raise NotFound(code)
    return found


def covers(
    edition: Edition,
    *,
    organisation_id: int | None = None,
    person_id: int | None = None,
    since: datetime | None = None,
) -> bool:
    """Whether a nomination of this firm or person was accepted (after `since`) and stands."""
    nominee = (
        Nomination.nominee_organisation_id == organisation_id
        if organisation_id is not None
        else sa.and_(Nomination.nominee_person_id == person_id, Nomination.nominee_person_id.is_not(None))
    )
    accepted = sa.select(Nomination.id).where(
        Nomination.edition_id == edition.id, Nomination.state == NominationState.ACCEPTED, nominee
    )
    if since is not None:
        accepted = accepted.where(Nomination.answered_at >= since)
    return bool(db.session.scalar(sa.select(accepted.exists())))


def is_member_organisation(organisation_id: int | None, now: datetime) -> bool:
    """Whether the organisation is itself a member in good standing."""
    if organisation_id is None:
        return False
    found = db.session.scalar(sa.select(Membership).where(Membership.organisation_id == organisation_id))
    return found is not None and found.is_in_good_standing(now)


def memberships_of(person: Person, now: datetime) -> Sequence[Membership]:
    """The memberships that a person holds or represents."""
    own = organisation_ids_of(person, now)
    return db.session.scalars(
        sa.select(Membership)
        .where(sa.or_(Membership.person_id == person.id, Membership.organisation_id.in_(own)))
        .options(joinedload(Membership.organisation), joinedload(Membership.person))
        .order_by(Membership.id)
    ).all()


def sent_by(edition: Edition, memberships: Sequence[Membership]) -> Sequence[Nomination]:
    """What these members nominated in the edition, newest first."""
    return db.session.scalars(
        sa.select(Nomination)
        .where(
            Nomination.edition_id == edition.id,
            Nomination.membership_id.in_([membership.id for membership in memberships]),
        )
        .options(*with_names())
        .order_by(Nomination.id.desc())
        .limit(MOST)
    ).all()


def received_by(person: Person, now: datetime) -> Sequence[Nomination]:
    """Nominations of this person, and of the firms for which they act, that were not withdrawn."""
    own = organisation_ids_of(person, now)
    return db.session.scalars(
        sa.select(Nomination)
        .where(
            sa.or_(Nomination.nominee_person_id == person.id, Nomination.nominee_organisation_id.in_(own)),
            Nomination.state != NominationState.WITHDRAWN,
        )
        .options(*with_names())
        .order_by(Nomination.id.desc())
        .limit(MOST)
    ).all()


def representatives_of(membership: Membership, now: datetime) -> Sequence[Person]:
    """Who acts for a member organisation now."""
    return db.session.scalars(
        sa.select(Person)
        .join(Representation, Representation.person_id == Person.id)
        .where(
            Representation.organisation_id == membership.organisation_id,
            Representation.since <= now,
            sa.or_(Representation.until.is_(None), Representation.until > now),
        )
        .order_by(Person.sort_key, Person.id)
    ).all()


def where_members_nominate(now: datetime) -> list[Edition]:
    """Editions that take nominations of members now."""
    return [
        edition
        for edition in open_editions()
        if edition.phase(now) == "open"
        and any("members" in direction.nomination.proposers for direction in edition.rulebook.directions)
    ]


def in_the_name_of(*, slug: str, year: int, direction: str, membership: str) -> Proposal:
    """What a member is about to nominate, from the address of its form."""
    edition = get_open_edition(slug, year)
    return proposal(get_direction(edition, direction), get_membership(membership))


def of_the_secretariat(slug: str, year: int, direction: str) -> Proposal:
    return proposal(get_direction(get_open_edition(slug, year), direction), None)
