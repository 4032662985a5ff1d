"""Reads of the desk, over several features."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.models import Job
from app.entries.models import Eligibility
from app.entries.screening.queries import screening_counts
from app.people.models import Person
from app.programmes.corrections.models import Correction
from app.programmes.models import Edition, RulebookVersion, Stage
from app.results.models import PrizeList
from app.results.rankings.models import Ranking, TieDecision


def editions(ids: Collection[int]) -> Sequence[Edition]:
    """Open editions of these ids, the newest first, with stages and rules at hand."""
    return db.session.scalars(
        sa.select(Edition)
        .where(Edition.id.in_(ids), Edition.archived_at.is_(None), Edition.current_version_id.is_not(None))
        .options(
            joinedload(Edition.programme), joinedload(Edition.current_version), selectinload(Edition.stages)
        )
        .order_by(Edition.closes_at.desc(), Edition.id)
    ).all()


def screening_left(edition: Edition, person: Person) -> int:
    counts = screening_counts(edition, person)
    return counts.get(Eligibility.PENDING, 0)


def open_rankings(edition: Edition) -> Sequence[Stage]:
    """Closed stages that others follow and that have not let anybody go on yet."""
    advanced = sa.exists().where(Ranking.stage_id == Stage.id, Ranking.advanced_at.is_not(None))
    closed = db.session.scalars(
        sa.select(Stage)
        .where(Stage.edition_id == edition.id, Stage.closed_at.is_not(None), ~advanced)
        .options(joinedload(Stage.direction))
        .order_by(Stage.position)
    ).all()
    book = edition.rulebook
    return [stage for stage in closed if book.stage(stage.code, stage.direction.code).advance is not None]


def prize_lists(edition_ids: Collection[int]) -> Sequence[PrizeList]:
    return db.session.scalars(
        sa.select(PrizeList)
        .where(PrizeList.edition_id.in_(edition_ids))
        .options(joinedload(PrizeList.edition).joinedload(Edition.programme))
        .order_by(PrizeList.id.desc())
        .limit(50)
    ).all()


def corrections(edition_ids: Collection[int]) -> Sequence[Correction]:
    """Those that wait for a second person or are under way."""
    return db.session.scalars(
        sa.select(Correction)
        .join(Correction.edition)
        .where(
            Correction.edition_id.in_(edition_ids),
            Correction.ended_at.is_(None),
            Edition.archived_at.is_(None),
        )
        .options(contains_eager(Correction.edition).joinedload(Edition.programme))
        .order_by(Correction.id)
    ).all()


def ties_decided_again(edition_ids: Collection[int]) -> Sequence[TieDecision]:
    """Decisions that differ from an earlier one and wait for a second person, of rankings that are the latest."""
    return db.session.scalars(
        sa.select(TieDecision)
        .join(TieDecision.ranking)
        .join(Ranking.stage)
        .join(Stage.edition)
        .where(
            Stage.edition_id.in_(edition_ids),
            Edition.archived_at.is_(None),
            Ranking.superseded_at.is_(None),
            ~TieDecision.in_force,
            TieDecision.refused_at.is_(None),
        )
        .options(
            contains_eager(TieDecision.ranking).contains_eager(Ranking.stage).contains_eager(Stage.edition)
        )
        .order_by(TieDecision.id)
    ).all()


def pending_versions(edition_ids: Collection[int] | None) -> Sequence[RulebookVersion]:
    """Proposals that wait: for these editions' approvers, or (None) for the administrators who open editions."""
    rows = (
        sa.select(RulebookVersion)
        .join(RulebookVersion.edition)
        .where(
            RulebookVersion.agreed_at.is_(None),
            RulebookVersion.refused_at.is_(None),
            Edition.archived_at.is_(None),
        )
        .order_by(RulebookVersion.id)
    )
    if edition_ids is None:
        rows = rows.where(Edition.current_version_id.is_(None))
    else:
        rows = rows.where(Edition.id.in_(edition_ids), Edition.current_version_id.is_not(None))
    return db.session.scalars(rows).all()


def get_job(public_id: str) -> Job:
    job = db.session.scalar(sa.select(Job).where(Job.public_id == public_id))
    if job is None:
        raise NotFound(public_id)
    return job
