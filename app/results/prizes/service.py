"""The prize list: drawn up by the officer out of the rankings."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.audit.service import record
from app.core import clock
from app.core.db import bulk_insert, db
from app.core.errors import enforce
from app.core.verdict import Verdict
from app.people.models import Person
from app.programmes.corrections.queries import correction_under_way
from app.programmes.editions.queries import lock_edition
from app.programmes.models import Edition
from app.results.models import Displaced, Prize, PrizeList, PrizeListRanking, Vacancy
from app.results.prizes import rules
from app.results.prizes.allocation import Place, allocate_direction
from app.results.prizes.source_rankings import runs_of
from app.results.prizes.superseding import may_change, supersede_list
from app.results.prizes.vacancies import Empty
from app.results.rankings.models import Ranking, RankingRow


def draw_up(*, edition: Edition, by: Person) -> PrizeList | None:
    """Fill the tiers of every direction by the rules in force; earlier lists are kept, and used no more.

    None where a tie across a place is still open: it is marked in its ranking, for the panel to decide.
    """
    lock_edition(edition)
    enforce(may_draw_up(edition, by))
    version = edition.current_version
    assert version is not None
    found = [allocate_direction(direction) for direction in edition.directions]
    if any(allocation.open_ties for allocation in found):
        _mark_ties([tie for allocation in found for tie in allocation.open_ties])
        return None
    supersede_list(edition.id)
    count = db.session.scalar(sa.select(sa.func.count()).where(PrizeList.edition_id == edition.id)) or 0
    prize_list = PrizeList(
        edition=edition,
        rulebook_version=version,
        correction=correction_under_way(edition.id),
        number=count + 1,
        drawn_up_at=clock.now(),
        drawn_up_by_id=by.id,
        prizes=[
            _prize(one, place) for place, one in enumerate((p for a in found for p in a.places), start=1)
        ],
        vacancies=[_vacancy(one) for allocation in found for one in allocation.vacancies],
        displaced=[_displaced(one) for allocation in found for one in allocation.displaced],
    )
    db.session.add(prize_list)
    db.session.flush()
    runs = [run.ranking.id for run in runs_of(edition) if run.ranking]
    bulk_insert(
        PrizeListRanking, *({"prize_list_id": prize_list.id, "ranking_id": ranking} for ranking in runs)
    )
    record_list("prizes.drawn_up", prize_list, by, prizes=len(prize_list.prizes))
    return prize_list


def may_draw_up(edition: Edition, by: Person) -> Verdict:
    """One list at a time, out of rankings that are the latest of the rules in force."""
    return (
        rules.may_draw_up(by, edition, clock.now())
        and may_change(edition, proposed_is_in_the_way=True)
        and rules.is_ranked(runs_of(edition))
    )


def _mark_ties(ties: Sequence[tuple[Ranking, list[RankingRow]]]) -> None:
    for ranking, rows in ties:
        highest = sa.select(sa.func.max(RankingRow.tie_group)).where(RankingRow.ranking_id == ranking.id)
        number = (db.session.scalar(highest) or 0) + 1
        for row in rows:
            row.tie_group = number
        db.session.flush()


def _prize(place: Place, position: int) -> Prize:
    return Prize(
        candidacy_id=place.candidacy_id,
        tier=place.tier,
        position=position,
        score=place.score,
        reason=place.reason,
    )


def _displaced(place: Place) -> Displaced:
    return Displaced(candidacy_id=place.candidacy_id, tier=place.tier, score=place.score, reason=place.reason)


def _vacancy(vacancy: Empty) -> Vacancy:
    return Vacancy(
        direction_code=vacancy.direction,
        track_id=vacancy.track_id,
        tier=vacancy.tier,
        places=vacancy.places,
        reason=vacancy.reason,
    )


def record_list(action: str, prize_list: PrizeList, by: Person, **facts: object) -> None:
    """What was done with a list, for the audit log."""
    record(
        action,
        f"prize-list:{prize_list.public_id}",
        by=by,
        edition_id=prize_list.edition_id,
        number=prize_list.number,
        **facts,
    )
