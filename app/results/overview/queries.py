"""How far an edition has come: each stage of each direction, and the prize list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.verdict import YES, Verdict
from app.judging.stages.queries import progress_of, sheet_changes
from app.judging.stages.screening_progress import screening_of, screening_step
from app.people.models import Person
from app.programmes.corrections.models import Correction
from app.programmes.corrections.queries import correction_under_way, live_correction
from app.programmes.editions.queries import LIVE_FIRST
from app.programmes.models import Direction, Edition, Programme, Stage
from app.results.models import PrizeList, Publication, PublicNotice
from app.results.prizes import rules
from app.results.prizes.source_rankings import (
    IS_OPEN_TIE,
    ON_THE_WAY,
    is_in_force,
    is_published,
    latest_rankings,
    standing_of,
)
from app.results.rankings.models import Ranking, RankingRow

Step = Literal["apply", "screen", "prepare", "judge", "rank", "rank again", "ties", "advance", "done"]


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage: what is in it, its latest ranking, and the step that comes next in it.

    `expected` and `sent` count score sheets; of the screening, decisions.
    """

    stage: Stage
    entries: int
    expected: int
    sent: int
    ranking: Ranking | None
    open_ties: tuple[int, ...]
    step: Step


@dataclass(frozen=True, slots=True)
class Prizes:
    """The latest list with its notice and publication, and the correction that has not ended.

    `stands`: whether a list on its way is still what it was made as.
    """

    prize_list: PrizeList | None
    stands: Verdict
    notice: PublicNotice | None
    publication: Publication | None
    correction: Correction | None


def get_edition(slug: str, year: int) -> Edition:
    """An edition, archived or not, with everything at hand that its stages show."""
    edition = db.session.scalar(
        sa.select(Edition)
        .join(Edition.programme)
        .where(
            Programme.slug == slug,
            Edition.year == year,
            Edition.current_version_id.is_not(None),
        )
        .order_by(*LIVE_FIRST)
        .limit(1)
        .options(
            contains_eager(Edition.programme),
            joinedload(Edition.current_version),
            selectinload(Edition.directions),
            selectinload(Edition.stages),
        )
    )
    if edition is None:
        raise NotFound(slug)
    return edition


def lines_of(edition: Edition, now: datetime, *, to: Person) -> list[tuple[Direction, list[StageLine]]]:
    """Every direction with its stages in order; counts of what the reader may see."""
    progress = progress_of(edition, to=to) | screening_of(edition, to=to)
    rankings, changes = latest_rankings(edition), sheet_changes(edition)
    ties = _open_ties([ranking.id for ranking in rankings.values()])
    final = is_published(edition.id) and correction_under_way(edition.id) is None

    def line(direction: Direction, stage: Stage) -> StageLine:
        ranking = rankings.get(stage.id)
        open_ties = tuple(ties.get(ranking.id, ())) if ranking else ()
        counts = progress.get(stage.id, (0, 0, 0))
        if stage.kind == "screening":
            return StageLine(stage, *counts, ranking, open_ties, screening_step(stage, counts, now))
        goes_on = edition.rulebook.stage(stage.code, direction.code).advance is not None
        if final and ranking is not None:
            return StageLine(stage, *counts, ranking, open_ties, "done")
        current = ranking if ranking and ranking.sheet_changes == changes[stage.id] else None
        return StageLine(
            stage, *counts, ranking, open_ties, _step(stage, current, open_ties, goes_on=goes_on)
        )

    return [
        (
            direction,
            [line(direction, stage) for stage in edition.stages if stage.direction_id == direction.id],
        )
        for direction in edition.directions
    ]


def _step(stage: Stage, ranking: Ranking | None, open_ties: Sequence[int], *, goes_on: bool) -> Step:
    if stage.closed_at is None:
        return "prepare" if stage.opened_at is None else "judge"
    if ranking is None:
        return "rank"
    if not is_in_force(ranking, stage.edition):
        return "rank again"
    if open_ties:
        return "ties"
    return "advance" if goes_on and ranking.advanced_at is None else "done"


def next_line(lines: Sequence[StageLine]) -> StageLine | None:
    """The first stage that is not done: there the one next thing is to do."""
    return next((line for line in lines if line.step != "done"), None)


def _open_ties(ranking_ids: Sequence[int]) -> dict[int, list[int]]:
    """Ranking id to the ties across a line that nobody has decided."""
    rows = db.session.execute(
        sa.select(RankingRow.ranking_id, RankingRow.tie_group)
        .where(RankingRow.ranking_id.in_(ranking_ids), IS_OPEN_TIE)
        .group_by(RankingRow.ranking_id, RankingRow.tie_group)
        .order_by(RankingRow.tie_group)
    )
    found: dict[int, list[int]] = {}
    for ranking_id, group in rows:
        found.setdefault(ranking_id, []).append(group or 0)
    return found


def prizes_in(edition: Edition) -> Prizes:
    """The latest list; the latest publication may be of an earlier one."""
    latest = (
        sa.select(PrizeList, PublicNotice)
        .outerjoin(PublicNotice, PublicNotice.prize_list_id == PrizeList.id)
        .where(PrizeList.edition_id == edition.id)
        .options(joinedload(PrizeList.rulebook_version))
        .order_by(PrizeList.number.desc())
        .limit(1)
    )
    prize_list, notice = next(iter(db.session.execute(latest)), (None, None))
    publication = db.session.scalar(
        sa.select(Publication)
        .where(Publication.edition_id == edition.id)
        .order_by(Publication.number.desc())
        .limit(1)
    )
    on_the_way = prize_list is not None and prize_list.state in ON_THE_WAY
    stands = rules.stands(standing_of(prize_list)) if prize_list and on_the_way else YES
    return Prizes(prize_list, stands, notice, publication, live_correction(edition.id))
