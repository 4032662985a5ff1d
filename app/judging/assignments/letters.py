"""What judges are told of assignments: one letter each, however many entries it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.outbox.service import enqueue_letter
from app.people.models import Person
from app.programmes.models import Stage


def params_of(stage: Stage, count: int) -> dict[str, Any]:
    """What the letter says, to who gets `count` entries; the page that shows it beforehand asks here too."""
    return {"stage": stage.name, "edition": stage.edition.public_id, "count": count}


def tell(stage: Stage, loads: Mapping[int, int]) -> None:
    """Let judges know how much more waits for them. `loads`: ids of judges to numbers of entries."""
    for judge in _by_address(loads):
        enqueue_letter("assigned", to=judge, **params_of(stage, loads[judge.id]))


def tell_undone(stage: Stage, loads: Mapping[int, int]) -> None:
    """Let judges know how much of what they were told of is taken back."""
    for judge in _by_address(loads):
        enqueue_letter("assignment_undone", to=judge, **params_of(stage, loads[judge.id]))


def _by_address(loads: Mapping[int, int]) -> sa.ScalarResult[Person]:
    return db.session.scalars(sa.select(Person).where(Person.id.in_(loads)).order_by(Person.email))
