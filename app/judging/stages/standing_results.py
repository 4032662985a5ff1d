"""Whether what judges submitted in a stage is behind a result that stands."""

from __future__ import annotations

from app.judging.stages.queries import is_used
from app.programmes.corrections.queries import correction_under_way
from app.programmes.corrections.results_hooks import is_published
from app.programmes.models import Stage


def stands(stage: Stage) -> bool:
    """Entries have gone on from it, or it is published and no correction is about to replace it."""
    published = is_published(stage.edition_id) and correction_under_way(stage.edition_id) is None
    return published or is_used(stage)
