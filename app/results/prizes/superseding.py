"""What a later run or a later list overtakes is kept, and used no more."""

from __future__ import annotations

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.verdict import Verdict
from app.programmes.corrections.queries import correction_under_way
from app.programmes.models import Edition, Stage
from app.results.models import PrizeListState
from app.results.prizes import rules
from app.results.prizes.source_rankings import is_published, list_on_the_way, standing_of
from app.results.rankings.models import Ranking
from app.results.strikes.service import names_nobody_struck


def may_change(edition: Edition, *, proposed_is_in_the_way: bool = False) -> Verdict:
    """Whether rankings and lists may change: not under an approved list; after publication in a correction alone."""
    correcting = correction_under_way(edition.id) is not None
    verdict = rules.is_changeable(published=is_published(edition.id), correcting=correcting)
    return verdict and rules.none_is_in_the_way(_in_the_way(edition, proposed=proposed_is_in_the_way))


def _in_the_way(edition: Edition, *, proposed: bool) -> str:
    """The state of the list that somebody else relies on; one that was overtaken is in nobody's way."""
    prize_list = list_on_the_way(edition.id)
    relied_on = (PrizeListState.APPROVED, PrizeListState.PROPOSED) if proposed else (PrizeListState.APPROVED,)
    if prize_list is None or prize_list.state not in relied_on:
        return ""
    stands = rules.stands(standing_of(prize_list)) and names_nobody_struck(prize_list)
    return str(prize_list.state) if stands else ""


def supersede_run(stage: Stage) -> None:
    latest = sa.select(Ranking).where(Ranking.stage_id == stage.id, Ranking.superseded_at.is_(None))
    for ranking in db.session.scalars(latest):
        ranking.superseded_at = clock.now()
    db.session.flush()


def supersede_list(edition_id: int) -> None:
    if (prize_list := list_on_the_way(edition_id)) is not None:
        prize_list.state = PrizeListState.SUPERSEDED
        db.session.flush()
