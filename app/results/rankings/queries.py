"""What a ranking is made from, scores of sheets and marks of a ballot; and the latest run with its rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.entries.models import Candidacy
from app.judging.ballots.queries import voters_of
from app.judging.models import (
    Assignment,
    Ballot,
    BallotMark,
    ScoreSheet,
    SheetScore,
    SheetState,
    StageEntry,
    Vote,
)
from app.programmes.models import Criterion, Stage
from app.results.rankings.models import Ranking, RankingRow

ScoreRow = tuple[int, int, str, int]  # judge, stage entry, criterion code, hundredths


def score_rows(stage: Stage) -> Sequence[ScoreRow]:
    """Every score of every sheet that was submitted and stands."""
    rows = db.session.execute(
        sa.select(Assignment.judge_id, Assignment.stage_entry_id, Criterion.code, SheetScore.score)
        .join(ScoreSheet, ScoreSheet.id == SheetScore.sheet_id)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(StageEntry, StageEntry.id == Assignment.stage_entry_id)
        .join(Criterion, Criterion.id == SheetScore.criterion_id)
        .where(
            StageEntry.stage_id == stage.id,
            ScoreSheet.state == SheetState.SUBMITTED,
            Assignment.recused_at.is_(None),
        )
        .order_by(Assignment.stage_entry_id, Assignment.judge_id, Criterion.position)
    )
    return [(judge, entry, code, _given(score)) for judge, entry, code, score in rows]


def _given(score: int | None) -> int:
    """A sheet is submitted whole, so nothing is ranked where one lacks a score."""
    assert score is not None
    return score


def latest_ranking(stage: Stage) -> Ranking | None:
    return db.session.scalar(
        sa.select(Ranking).where(Ranking.stage_id == stage.id).order_by(Ranking.number.desc()).limit(1)
    )


def rows_of(ranking: Ranking) -> Sequence[RankingRow]:
    """The rows by track and position, each with its entry at hand."""
    return db.session.scalars(
        sa.select(RankingRow)
        .where(RankingRow.ranking_id == ranking.id)
        .options(
            joinedload(RankingRow.track),
            joinedload(RankingRow.stage_entry)
            .joinedload(StageEntry.candidacy)
            .options(joinedload(Candidacy.entry), joinedload(Candidacy.track)),
        )
        .order_by(RankingRow.track_id, RankingRow.position)
    ).all()


def scores_by_candidacy(ranking: Ranking) -> dict[int, int]:
    """The score of every candidacy of a ranking, in hundredths."""
    rows = (
        sa.select(StageEntry.candidacy_id, RankingRow.score)
        .join(RankingRow.stage_entry)
        .where(RankingRow.ranking_id == ranking.id, RankingRow.score.is_not(None))
    )
    return {candidacy: score for candidacy, score in db.session.execute(rows) if score is not None}


def ballot_counts(ballot: Ballot, *, abstentions: bool = True) -> tuple[dict[int, int], dict[int, int], int]:
    """Of a closed ballot: yes marks and votes by stage entry, and how many people voted.

    `abstentions`: whether votes without yes or no count among the votes.

    A member with a conflict of interest with an entry had no vote for it, so its votes are the ballots cast less its
    recused members.
    """
    yes = sa.func.sum(sa.case((Vote.mark == BallotMark.YES, 1), else_=0))
    base = sa.func.sum(sa.case((Vote.mark != BallotMark.ABSTAIN, 1), else_=1 if abstentions else 0))
    rows = db.session.execute(
        sa.select(Vote.stage_entry_id, yes, base)
        .where(Vote.ballot_id == ballot.id)
        .group_by(Vote.stage_entry_id)
    ).all()
    return {e: int(y) for e, y, _b in rows}, {e: int(b) for e, _y, b in rows}, len(voters_of(ballot.id))
