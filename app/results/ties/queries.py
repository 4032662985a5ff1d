"""Ties that wait for a decision, those that were decided, and decisions of earlier runs."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.results.rankings.models import Ranking, RankingRow, TieDecision


def decided_groups(ranking: Ranking, *, waiting: bool = False) -> set[int]:
    """Ties that were decided; with those whose decision is `waiting` for a second person, or without."""
    groups = sa.select(TieDecision.tie_group).where(TieDecision.ranking_id == ranking.id)
    counts = TieDecision.refused_at.is_(None) if waiting else TieDecision.in_force
    return set(db.session.scalars(groups.where(counts)))


def earlier_decisions(ranking: Ranking) -> Sequence[TieDecision]:
    """What the panel decided in earlier runs of the stage, the latest first."""
    return db.session.scalars(
        sa.select(TieDecision)
        .join(TieDecision.ranking)
        .where(Ranking.stage_id == ranking.stage_id, Ranking.number < ranking.number, TieDecision.in_force)
        .options(joinedload(TieDecision.decided_by), joinedload(TieDecision.ranking))
        .order_by(Ranking.number.desc(), TieDecision.tie_group)
    ).all()


def open_tie_groups(ranking: Ranking) -> set[int]:
    """Ties across a line that nobody has decided yet."""
    groups = sa.select(RankingRow.tie_group).where(
        RankingRow.ranking_id == ranking.id, RankingRow.tie_group.is_not(None)
    )
    return {group for group in db.session.scalars(groups) if group is not None} - decided_groups(ranking)
