"""Where people work and have worked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.people.models import FormerEmployment, Organisation, Person


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


def employers_of(people: Sequence[int]) -> Sequence[sa.Row[Any]]:
    """Where these people work and have worked, the present employer first."""
    nothing = sa.null().cast(sa.Integer)
    present = (
        sa.select(Person.id.label("person_id"), Organisation.name_zh, Organisation.name_en)
        .add_columns(nothing.label("from_year"), nothing.label("until_year"))
        .join(Person.employer)
        .where(Person.id.in_(people))
    )
    former = (
        sa.select(FormerEmployment.person_id, Organisation.name_zh, Organisation.name_en)
        .add_columns(FormerEmployment.from_year, FormerEmployment.until_year)
        .join(FormerEmployment.organisation)
        .where(FormerEmployment.person_id.in_(people))
    )
    return db.session.execute(sa.union_all(present, former)).all()
