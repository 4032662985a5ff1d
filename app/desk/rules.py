"""Who sees what on the desk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.verdict import Verdict, _, need

if TYPE_CHECKING:
    from app.core.models import Job
    from app.people.models import Person


def sees_job(person: Person, job: Job, _now: datetime) -> Verdict:
    return need(job.asked_by_id == person.id, _("Somebody else asked for this."))
