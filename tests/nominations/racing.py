"""What is attempted many times at once: one nomination, from many tabs."""

from __future__ import annotations

from app.core.db import db
from app.nominations.models import Membership
from app.nominations.nominating import individuals
from app.people.models import Person
from app.programmes.models import Direction


def nominate_individual(direction_id: int, membership_id: int | None, person_id: int, email: str) -> None:
    direction = db.session.get_one(Direction, direction_id)
    individuals.nominate_individual(
        edition=direction.edition,
        direction=direction,
        name=email.partition("@")[0],
        email=email,
        statement="A pioneer.",
        membership=db.session.get_one(Membership, membership_id) if membership_id else None,
        by=db.session.get_one(Person, person_id),
    )
