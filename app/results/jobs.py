"""Work of the results that takes longer than a request may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.db import transaction
from app.core.jobs import Progress, job
from app.people.models import Person
from app.programmes.models import Stage
from app.results.rankings import queries, service
from app.results.rankings.scoring_door import warm_up


@job("rank_stage")
def rank_stage(_progress: Progress, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Rank a stage in one transaction; asked twice for the ranking of the same number, it is made once."""
    warm_up()
    with transaction() as session:
        stage, by = session.get_one(Stage, params["stage_id"]), session.get_one(Person, params["person_id"])
        ranking = queries.latest_ranking(stage)
        if ranking is None or ranking.number < params["number"]:
            ranking = service.rank_stage(stage=stage, by=by)
        return {"ranking": ranking.public_id, "number": ranking.number}
