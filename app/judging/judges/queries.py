"""What judges say that they can judge."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from app.core.db import db
from app.judging.models import JudgeProfile
from app.people.models import Person


def profiles_of(judges: Iterable[Person]) -> dict[int, JudgeProfile]:
    """What each of them says they can judge, by the id of the judge."""
    wanted = [judge.id for judge in judges]
    found = db.session.scalars(sa.select(JudgeProfile).where(JudgeProfile.person_id.in_(wanted)))
    return {profile.person_id: profile for profile in found}


def find_profile(judge: Person) -> JudgeProfile | None:
    return db.session.scalar(sa.select(JudgeProfile).where(JudgeProfile.person_id == judge.id))
