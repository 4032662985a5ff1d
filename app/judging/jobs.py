"""Gathers the work of judging that takes longer than a request may, and tries again what a purge has left."""

from __future__ import annotations

from app.core.db import transaction
from app.core.jobs import periodic
from app.judging.assignments import proposals as _proposals  # noqa: F401
from app.judging.ballots import purging
from app.judging.ballots.queries import unpurged


@periodic(every=60)
def purge_votes_job() -> None:
    """Purge what is left of votes after a count; what could not be purged is tried again."""
    if ids := unpurged():
        purging.purge_votes()
        with transaction():
            purging.mark_purged(ids)
