"""Look organisations up, by code and by likeness of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.people.models import Organisation, Person, Representation
from app.people.organisations.identity import Alike, Identity
from app.people.organisations.models import NameCorrection
from app.people.organisations.name_likeness import SHORTEST_STEM, likeness_key, stem
from app.people.organisations.registration_codes import normal_code

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


def identity_of(organisation: Organisation) -> Identity:
    """By what others like it are found."""
    names = organisation.name_zh, organisation.name_en
    return Identity(*names, organisation.country_region, organisation.registration_code or "")


def name_corrections_of(organisation: Organisation) -> Sequence[NameCorrection]:
    """The latest first."""
    own = sa.select(NameCorrection).where(NameCorrection.organisation_id == organisation.id)
    return db.session.scalars(own.order_by(NameCorrection.id.desc())).all()


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


def organisations_of(person: Person, now: datetime) -> Sequence[Organisation]:
    """What the person acts for now."""
    return db.session.scalars(
        sa.select(Organisation)
        .join(Representation, Representation.organisation_id == Organisation.id)
        .where(
            Representation.person_id == person.id,
            Representation.since <= now,
            sa.or_(Representation.until.is_(None), Representation.until > now),
        )
        .order_by(Organisation.sort_key, Organisation.id)
    ).all()
