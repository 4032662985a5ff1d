"""What a judge reads, and how far they are."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.judging.models import JudgeProfile
from app.people.models import Person


def find_profile(judge: Person) -> JudgeProfile | None:
    return db.session.scalar(sa.select(JudgeProfile).where(JudgeProfile.person_id == judge.id))
