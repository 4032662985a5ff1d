"""Reads that several verbs and pages of the results share."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.entries.models import Candidacy
from app.judging.models import (
    Assignment,
    Ballot,
    BallotMark,
    BallotPaper,
    ScoreSheet,
    SheetScore,
    SheetState,
    StageEntry,
)
from app.judging.queries import voters_of
from app.programmes.models import Criterion, Edition, Programme, Stage
from app.programmes.queries import LIVE_FIRST
from app.results.models import Prize, PrizeList, Publication, PublicNotice, Ranking, RankingRow, TieDecision

ScoreRow = tuple[int, int, str, int]  # judge, stage entry, criterion code, hundredths


def score_rows(stage: Stage) -> Sequence[ScoreRow]:
    """Every score of every sheet that was sent in and stands."""
    rows = db.session.execute(
        sa.select(Assignment.judge_id, Assignment.stage_entry_id, Criterion.code, SheetScore.score)
        .join(ScoreSheet, ScoreSheet.id == SheetScore.sheet_id)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(StageEntry, StageEntry.id == Assignment.stage_entry_id)
        .join(Criterion, Criterion.id == SheetScore.criterion_id)
        .where(
            StageEntry.stage_id == stage.id,
            ScoreSheet.state == SheetState.SENT,
            Assignment.recused_at.is_(None),
        )
        .order_by(Assignment.stage_entry_id, Assignment.judge_id, Criterion.position)
    )
    return [(judge, entry, code, score) for judge, entry, code, score in rows]


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
    """Of a closed ballot: yes marks and papers by stage entry, and how many people voted.

    `abstentions`: whether papers without yes or no count among the papers.

    A member with a tie to an entry had no paper for it, so its papers are the ballots cast less its recused members.
    """
    yes = sa.func.sum(sa.case((BallotPaper.mark == BallotMark.YES, 1), else_=0))
    base = sa.func.sum(sa.case((BallotPaper.mark != BallotMark.ABSTAIN, 1), else_=1 if abstentions else 0))
    rows = db.session.execute(
        sa.select(BallotPaper.stage_entry_id, yes, base)
        .where(BallotPaper.ballot_id == ballot.id)
        .group_by(BallotPaper.stage_entry_id)
    ).all()
    return {e: int(y) for e, y, _b in rows}, {e: int(b) for e, _y, b in rows}, len(voters_of(ballot.id))


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


def notice_of(prize_list: PrizeList) -> PublicNotice | None:
    return db.session.scalar(sa.select(PublicNotice).where(PublicNotice.prize_list_id == prize_list.id))


def publications_of(edition_id: int) -> Sequence[Publication]:
    """Every version that was published, the latest first."""
    return db.session.scalars(
        sa.select(Publication)
        .where(Publication.edition_id == edition_id)
        .options(joinedload(Publication.prize_list).joinedload(PrizeList.correction))
        .order_by(Publication.number.desc())
    ).all()


def latest_publication(edition_id: int) -> Publication | None:
    latest = sa.select(Publication).where(Publication.edition_id == edition_id).order_by(Publication.number.desc())
    return db.session.scalar(latest.limit(1))


def find_publication(slug: str, year: int, *, number: int | None = None) -> Publication | None:
    """The latest publication of a programme's edition, or that of this number; one of an archived edition stays."""
    wanted = [Publication.number == number] if number is not None else []
    return db.session.scalar(
        sa.select(Publication)
        .join(Publication.edition)
        .join(Edition.programme)
        .where(Programme.slug == slug, Edition.year == year, *wanted)
        .order_by(*LIVE_FIRST, Publication.number.desc())
        .limit(1)
        .options(
            joinedload(Publication.edition), joinedload(Publication.prize_list).joinedload(PrizeList.rulebook_version)
        )
    )


def prizes_of(prize_list: PrizeList) -> Sequence[Prize]:
    """The list as drawn up, each place with its entry, applicant and track at hand."""
    from app.entries.models import Entry

    return db.session.scalars(
        sa.select(Prize)
        .where(Prize.prize_list_id == prize_list.id)
        .options(
            joinedload(Prize.candidacy).options(
                joinedload(Candidacy.track),
                joinedload(Candidacy.entry).options(
                    joinedload(Entry.organisation), joinedload(Entry.person), joinedload(Entry.direction)
                ),
            )
        )
        .order_by(Prize.position)
    ).all()
