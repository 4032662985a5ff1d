"""What prize lists are made from: the latest run of every judged stage, under the rules in force, with no tie open."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.db import db
from app.judging.stages.queries import sheet_changes
from app.programmes.corrections.queries import correction_under_way
from app.programmes.corrections.results_hooks import answers
from app.programmes.models import Edition, Stage, StageKind
from app.results.models import PrizeList, PrizeListRanking, PrizeListState, Publication
from app.results.prizes.rules import Run, Standing
from app.results.rankings.models import Ranking, RankingRow, TieDecision

ON_THE_WAY = (PrizeListState.DRAFT, PrizeListState.PROPOSED, PrizeListState.APPROVED)
IS_OPEN_TIE = sa.and_(
    RankingRow.tie_group.is_not(None),
    ~sa.exists().where(
        TieDecision.ranking_id == RankingRow.ranking_id,
        TieDecision.tie_group == RankingRow.tie_group,
        TieDecision.in_force,
    ),
)


def runs_of(edition: Edition) -> list[Run]:
    """Every judged stage in order. A ranking that entries have gone on from stays under the rules of its time."""
    rankings, ties, changes = latest_rankings(edition), _open_ties(edition), sheet_changes(edition)

    def run(stage: Stage) -> Run:
        ranking = rankings.get(stage.id)
        in_force = ranking is not None and is_in_force(ranking, edition)
        current = ranking is not None and ranking.sheet_changes == changes[stage.id]
        return Run(stage, ranking, in_force, current, ties.get(ranking.id, 0) if ranking else 0)

    return [run(stage) for stage in edition.stages if stage.kind != StageKind.SCREENING]


def latest_rankings(edition: Edition) -> dict[int, Ranking]:
    """Stage id to its latest ranking."""
    of_edition = sa.select(Ranking).join(Ranking.stage).where(Stage.edition_id == edition.id)
    latest = db.session.scalars(of_edition.where(Ranking.superseded_at.is_(None)))
    return {ranking.stage_id: ranking for ranking in latest}


def is_in_force(ranking: Ranking, edition: Edition) -> bool:
    """Not outdated: what decided in it has been locked since its first sheet, where entries have gone on from it."""
    return ranking.advanced_at is not None or ranking.version_id == edition.current_version_id


def _open_ties(edition: Edition) -> dict[int, int]:
    """Ranking id to the number of its open ties."""
    counted = (
        sa.select(RankingRow.ranking_id, sa.func.count(RankingRow.tie_group.distinct()))
        .join(RankingRow.ranking)
        .join(Ranking.stage)
        .where(Stage.edition_id == edition.id, Ranking.superseded_at.is_(None), IS_OPEN_TIE)
        .group_by(RankingRow.ranking_id)
    )
    return dict(db.session.execute(counted).all())


@answers("published")
def is_published(edition_id: int) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Publication.edition_id == edition_id))))


def list_on_the_way(edition_id: int) -> PrizeList | None:
    """The one that is drawn up, proposed or approved; an edition has one at most."""
    return db.session.scalar(
        sa.select(PrizeList).where(PrizeList.edition_id == edition_id, PrizeList.state.in_(ON_THE_WAY))
    )


def standing_of(prize_list: PrizeList) -> Standing:
    edition = prize_list.edition
    later = sa.exists().where(PrizeList.edition_id == edition.id, PrizeList.number > prize_list.number)
    own = PrizeListRanking.prize_list_id == prize_list.id
    outdated = sa.and_(Ranking.advanced_at.is_(None), Ranking.version_id != prize_list.version_id)
    rerun = (
        sa.select(PrizeListRanking)
        .join(Ranking, Ranking.id == PrizeListRanking.ranking_id)
        .where(own, sa.or_(Ranking.superseded_at.is_not(None), outdated))
        .exists()
    )
    ties = (
        sa.select(sa.func.count(RankingRow.tie_group.distinct()))
        .join(PrizeListRanking, PrizeListRanking.ranking_id == RankingRow.ranking_id)
        .where(own, IS_OPEN_TIE)
    )
    newer, again, open_ties = db.session.execute(sa.select(later, rerun, ties.scalar_subquery())).one()
    return Standing(
        latest=not newer,
        rules_in_force=prize_list.version_id == edition.current_version_id,
        latest_runs=not again,
        sheets_unchanged=_sheets_are_unchanged(prize_list),
        open_ties=open_ties,
        outside_correction=_is_outside_correction(prize_list),
    )


def _sheets_are_unchanged(prize_list: PrizeList) -> bool:
    """Whether no submitted sheet was reopened or left the result since its stage was ranked."""
    changes = sheet_changes(prize_list.edition)
    rankings = db.session.scalars(
        sa.select(Ranking)
        .join(PrizeListRanking, PrizeListRanking.ranking_id == Ranking.id)
        .where(PrizeListRanking.prize_list_id == prize_list.id)
    )
    return all(ranking.sheet_changes == changes[ranking.stage_id] for ranking in rankings)


def _is_outside_correction(prize_list: PrizeList) -> bool:
    """Something is published, and no correction under way is what the list was drawn up for."""
    if not is_published(prize_list.edition_id):
        return False
    correction = correction_under_way(prize_list.edition_id)
    return correction is None or correction.id != prize_list.correction_id
