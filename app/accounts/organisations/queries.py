"""Look organisations up: by code, by likeness of names, and who acts for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import FormerEmployment, Organisation, Person, Representation
from app.accounts.organisations.identity import (
    SHORTEST_STEM,
    Alike,
    Identity,
    likeness_key,
    normal_code,
    stem,
)
from app.accounts.organisations.models import Claim, ClaimState, ColleagueInvitation
from app.accounts.tokens import hash_of
from app.core.db import db
from app.core.errors import NotFound

MOST = 20
COLUMNS = {"zh": Organisation.key_zh, "en": Organisation.key_en}
STEMS = {"zh": Organisation.stem_zh, "en": Organisation.stem_en}


def get_organisation(public_id: str) -> Organisation:
    """The organisation of that id, or the one that it was merged into."""
    found = db.session.scalar(
        sa.select(Organisation)
        .where(Organisation.public_id == public_id)
        .options(joinedload(Organisation.merged_into))
    )
    if found is None:
        raise NotFound(public_id)
    return of_register(found)


def of_register(organisation: Organisation) -> Organisation:
    """The row that speaks for it: itself, or what it was merged into."""
    return of_register(organisation.merged_into) if organisation.merged_into else organisation


def find_by_code(country_region: str, code: str) -> Organisation | None:
    found = db.session.scalar(
        sa.select(Organisation).where(
            Organisation.country_region == country_region, Organisation.registration_code == code
        )
    )
    return of_register(found) if found else None


def identity_of(organisation: Organisation) -> Identity:
    """By what others like it are found."""
    names = organisation.name_zh, organisation.name_en
    return Identity(*names, organisation.country_region, organisation.registration_code or "")


def organisations_like(identity: Identity, *, but: int = 0) -> list[Organisation]:
    """Which organisations may be the one that is meant, those of the same code or name first; `but`: not this one."""
    found = db.session.scalars(
        sa.select(Organisation)
        .where(sa.or_(*_likenesses(identity)), Organisation.id != but)
        .options(joinedload(Organisation.merged_into))
        .order_by(sa.func.coalesce(Organisation.registration_code == _code(identity), sa.false()).desc())
        .order_by(*(COLUMNS[language] != key for language, key in identity.keys.items()), Organisation.id)
        .limit(MOST)
    )
    rows = dict.fromkeys(of_register(each) for each in found)
    return [each for each in rows if each.id != but]


def _code(identity: Identity) -> str:
    return identity.registration_code or "-"  # which no code is


def _likenesses(identity: Identity) -> Iterable[sa.ColumnElement[bool]]:
    yield sa.and_(
        Organisation.country_region == identity.country_region,
        Organisation.registration_code == _code(identity),
    )
    for language, key in identity.keys.items():
        column, root, shortest = STEMS[language], stem(key), SHORTEST_STEM[language]
        yield column == root
        if len(root) >= shortest:
            yield column.startswith(root, autoescape=True)
            yield column.in_([root[:length] for length in range(shortest, len(root))])


def alike(identity: Identity) -> list[Alike]:
    """What rules ask of the organisations that are like the one that is named."""
    return [_compared(each, identity) for each in organisations_like(identity)]


def _compared(found: Organisation, identity: Identity) -> Alike:
    keys = {"zh": found.key_zh, "en": found.key_en}
    same_place = found.country_region == identity.country_region
    return Alike(
        found.public_id,
        found.name_zh or found.name_en,
        same_code=same_place and found.registration_code == _code(identity),
        same_name=same_place
        and not (found.registration_code and identity.registration_code)
        and any(keys[language] == key for language, key in identity.keys.items()),
    )


def organisations_named(words: str, *, limit: int = MOST) -> Sequence[Organisation]:
    """Organisations of the register whose name or code holds these words, for somebody who looks for one."""
    wanted, code = likeness_key(words[:100]), normal_code(words[:100])
    if not wanted:
        return []
    holds = (COLUMNS[language].contains(wanted, autoescape=True) for language in COLUMNS)
    return db.session.scalars(
        sa.select(Organisation)
        .where(sa.or_(*holds, Organisation.registration_code == code), Organisation.merged_into_id.is_(None))
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(limit)
    ).all()


def is_confirmed(organisation: Organisation, now: datetime) -> bool:
    """Whether the mail domain or the secretariat vouches for somebody who acts for it."""
    confirmed = _acting(now, Representation).where(
        Representation.organisation_id == organisation.id, Representation.confirmed_at.is_not(None)
    )
    return bool(db.session.scalar(sa.select(confirmed.exists())))


def representations_of(organisation: Organisation, now: datetime) -> Sequence[Representation]:
    """Who acts for it now, and since when."""
    return db.session.scalars(
        _acting(now, Representation)
        .where(Representation.organisation_id == organisation.id)
        .options(joinedload(Representation.person))
        .order_by(Representation.id)
    ).all()


def people_acting_for(organisation_id: int, now: datetime) -> Sequence[Person]:
    """Whom a letter to the organisation goes to."""
    return db.session.scalars(
        _acting(now, Person)
        .join(Representation.person)
        .where(Representation.organisation_id == organisation_id, Person.disabled_at.is_(None))
        .order_by(Person.id)
    ).all()


def _acting(now: datetime, what: type[Representation] | type[Person]) -> sa.Select[tuple[Any]]:
    running = sa.or_(Representation.until.is_(None), Representation.until > now)
    return sa.select(what).select_from(Representation).where(Representation.since <= now, running)


def get_representation(organisation: Organisation, person_public_id: str) -> Representation:
    found = db.session.scalar(
        sa.select(Representation)
        .join(Representation.person)
        .where(Representation.organisation_id == organisation.id, Person.public_id == person_public_id)
    )
    if found is None:
        raise NotFound
    return found


def get_claim(public_id: str) -> Claim:
    found = db.session.scalar(
        sa.select(Claim)
        .where(Claim.public_id == public_id)
        .options(joinedload(Claim.person), joinedload(Claim.organisation))
    )
    if found is None:
        raise NotFound(public_id)
    return found


def find_open_claim(organisation: Organisation, person: Person) -> Claim | None:
    return db.session.scalar(
        sa.select(Claim).where(
            Claim.organisation_id == organisation.id,
            Claim.person_id == person.id,
            Claim.state == ClaimState.OPEN,
        )
    )


def open_claims(*, size: int = 200) -> Sequence[Claim]:
    """What waits for an officer, the longest first."""
    return db.session.scalars(
        sa.select(Claim)
        .where(Claim.state == ClaimState.OPEN)
        .options(joinedload(Claim.person), joinedload(Claim.organisation))
        .order_by(Claim.id)
        .limit(size)
    ).all()


def count_open_claims(*, but: Person) -> int:
    """How many claims the person could decide: their own is for somebody else."""
    waiting = sa.select(sa.func.count(Claim.id)).where(Claim.state == ClaimState.OPEN, Claim.person_id != but.id)
    return db.session.scalar(waiting) or 0


def claims_of(person: Person) -> Sequence[Claim]:
    """What the person has claimed and is still open or was refused, the latest first."""
    return db.session.scalars(
        sa.select(Claim)
        .where(Claim.person_id == person.id, Claim.state != ClaimState.CONFIRMED)
        .options(joinedload(Claim.organisation))
        .order_by(Claim.id.desc())
        .limit(MOST)
    ).all()


def get_colleague_invitation(token: str) -> ColleagueInvitation:
    """The invitation of a mailed link, whatever has become of it."""
    found = db.session.scalar(
        sa.select(ColleagueInvitation).where(ColleagueInvitation.token_hash == hash_of(token))
    )
    if found is None:
        raise NotFound
    return found


def open_colleague_invitations(organisation: Organisation) -> Sequence[ColleagueInvitation]:
    return db.session.scalars(
        sa.select(ColleagueInvitation)
        .where(
            ColleagueInvitation.organisation_id == organisation.id,
            ColleagueInvitation.accepted_at.is_(None),
            ColleagueInvitation.withdrawn_at.is_(None),
        )
        .order_by(ColleagueInvitation.id)
    ).all()


def former_employments_of(person: Person) -> Sequence[FormerEmployment]:
    """Where the person has worked, the latest first."""
    return db.session.scalars(
        sa.select(FormerEmployment)
        .where(FormerEmployment.person_id == person.id)
        .options(joinedload(FormerEmployment.organisation))
        .order_by(FormerEmployment.until_year.desc(), FormerEmployment.id)
    ).all()


def get_employment(public_id: str) -> FormerEmployment:
    found = db.session.scalar(
        sa.select(FormerEmployment)
        .where(FormerEmployment.public_id == public_id)
        .options(joinedload(FormerEmployment.organisation))
    )
    if found is None:
        raise NotFound(public_id)
    return found
