"""What a judge knows and reads."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import db
from app.core.errors import enforce
from app.judging.judges import rules
from app.judging.models import JudgeProfile
from app.people.models import Person


def set_profile(
    *, judge: Person, fields: Sequence[str], languages: Sequence[str], by: Person
) -> JudgeProfile:
    """Codes of fields, and "zh" or "en" for the languages in which the judge can read entries."""
    enforce(rules.may_set_profile(by, judge, clock.now()))
    profile = db.session.scalar(sa.select(JudgeProfile).where(JudgeProfile.person_id == judge.id))
    if profile is None:
        profile = JudgeProfile(person_id=judge.id)
        db.session.add(profile)
    profile.fields, profile.languages = list(fields), list(languages)
    record(
        "judge.described", f"person:{judge.public_id}", by=by, fields=list(fields), languages=list(languages)
    )
    db.session.flush()
    return profile
