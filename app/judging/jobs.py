"""Work of judging that takes longer than a request may, or has to be tried again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.jobs import Progress, job, periodic
from app.judging.assignments import planning, service
from app.judging.ballots import purging
from app.judging.ballots.queries import unpurged
from app.people.models import Person
from app.programmes.models import Stage


@job("assign_stage")
def assign_stage(progress: Progress, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Plan who reads what, then write it down in one transaction; a panel that is short is named and stops no other."""
    asking = db.session.get_one(Person, params["person_id"])
    plan = planning.plan_panels(db.session.get_one(Stage, params["stage_id"]), by=asking)
    if plan.short and not plan.pairs:
        raise Refused(plan.short[0])
    progress(1, 2)
    with transaction() as session:
        stage, by = session.get_one(Stage, params["stage_id"]), session.get_one(Person, params["person_id"])
        count = service.assign_stage(stage=stage, pairs=plan.pairs, by=by)
    return {"assignments": count, "short": [{"reason": each.reason, **each.params} for each in plan.short]}


@periodic(every=60)
def purge_votes_job() -> None:
    """Purge what is left of votes after a count; what could not be purged is tried again."""
    if ids := unpurged():
        purging.purge_votes()
        with transaction():
            purging.mark_purged(ids)
