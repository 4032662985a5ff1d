"""Two versions of a result never race: threads of several processes on one database, on both kinds of database."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import Context
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.core.db import db, transaction
from app.programmes.proposals import service as proposals_service
from app.programmes.rulebook import RuleBook, canonical_json
from app.results.approvals import service as approvals_service
from app.results.models import PrizeList, PrizeListRanking, PrizeListState, Publication
from app.results.rankings.models import Ranking
from tests.isolation import prepared
from tests.racing import Outcome, in_transaction, race
from tests.results.conftest import JUDGED, OPEN, Contest, make_contest, with_small_rounds
from tests.results.racing import Target, agree, approve, draw_up, publish, rank
from tests.time import Clock

EACH = 4
Steps = Callable[[Contest], list[Target]]


def played(app: Flask, steps: Steps) -> list[Target]:
    """A contest with its final ranked in a fresh database, and as far as `steps` take it."""

    def play() -> list[Target]:
        with Clock.standing_at(OPEN) as now, prepared(app, keep=True):
            contest = make_contest(now, 2024, with_small_rounds)
            contest.apply()
            contest.to_final()
            return steps(contest)

    return Context().run(play)


def at_once(app: Flask, *attempts: tuple[Callable[[Target], None], Target]) -> list[Outcome]:
    """Each attempt as often as there are threads for it."""
    (outcomes,) = race(
        app, [[in_transaction(verb, one) for _turn in range(EACH) for verb, one in attempts]], at=JUDGED
    )
    return outcomes


def proposed(contest: Contest) -> PrizeList:
    drawn_up = contest.draw_up()
    with transaction():
        approvals_service.propose(prize_list=drawn_up, by=contest.officer)
    return drawn_up


def renamed(contest: Contest) -> int:
    """The id of an amendment that waits for the approver."""
    raw: dict[str, Any] = json.loads(canonical_json(contest.edition.rulebook))
    raw["short_name"]["en"] = "Another name"
    with transaction():
        version = proposals_service.propose_amendment(
            edition=contest.edition, book=RuleBook.model_validate(raw), reason="Clearer.", by=contest.officer
        )
    return version.id


def lists(state: PrizeListState | None = None) -> list[PrizeList]:
    found = sa.select(PrizeList).order_by(PrizeList.number)
    return list(db.session.scalars(found.where(PrizeList.state == state) if state else found))


def nothing_stale_is_approved() -> bool:
    """No approved or published list was made from a run that is not the latest, or under other rules than its runs."""
    stale = (
        sa.select(PrizeList.id)
        .join(PrizeListRanking, PrizeListRanking.prize_list_id == PrizeList.id)
        .join(Ranking, Ranking.id == PrizeListRanking.ranking_id)
        .where(
            PrizeList.state.in_((PrizeListState.APPROVED, PrizeListState.PUBLISHED)),
            Ranking.superseded_at.is_not(None),
        )
    )
    return not db.session.scalars(stale).all()


def test_lists_that_are_drawn_up_at_once_leave_one_on_its_way(fresh_app: Flask) -> None:
    (edition,) = played(fresh_app, lambda contest: [Target(contest.edition.id, contest.officer.id)])
    outcomes = at_once(fresh_app, (draw_up, edition))
    with fresh_app.app_context():
        found = lists()
        assert len(found) == outcomes.count(None) >= 1
        assert [each.state for each in found[:-1]] == [PrizeListState.SUPERSEDED] * (len(found) - 1)
        assert found[-1].state == PrizeListState.DRAFT


def test_of_approving_a_list_and_ranking_again_at_once_one_wins(fresh_app: Flask) -> None:
    def steps(contest: Contest) -> list[Target]:
        waiting, stage = proposed(contest), contest.stage("final")
        return [Target(waiting.id, contest.approver.id), Target(stage.id, contest.officer.id)]

    waiting, stage = played(fresh_app, steps)
    outcomes = at_once(fresh_app, (approve, waiting), (rank, stage))
    with fresh_app.app_context():
        assert outcomes.count(None) >= 1 and nothing_stale_is_approved()
        runs = db.session.scalars(sa.select(Ranking).where(Ranking.stage_id == stage.row_id)).all()
        assert [run.superseded_at is None for run in sorted(runs, key=lambda run: run.number)][-1]
        assert sum(run.superseded_at is None for run in runs) == 1
        (only,) = lists()
        assert (only.state == PrizeListState.APPROVED) == (len(runs) == 1)


def test_one_list_is_published_once_and_not_under_rules_that_change_meanwhile(fresh_app: Flask) -> None:
    def steps(contest: Contest) -> list[Target]:
        approved, version = contest.approved(), renamed(contest)
        return [Target(approved.id, contest.officer.id), Target(version, contest.approver.id)]

    approved, version = played(fresh_app, steps)
    at_once(fresh_app, (publish, approved), (agree, version))
    with fresh_app.app_context():
        (only,) = lists()
        publications = db.session.scalars(sa.select(Publication)).all()
        assert len(publications) == (only.state == PrizeListState.PUBLISHED)
        agreed = only.edition.current_version
        assert agreed is not None and agreed.number == 2, "the amendment waits for nothing"
        if publications:
            assert agreed.agreed_at is not None and only.published_at is not None


def test_sixteen_publications_of_one_list_are_one(fresh_app: Flask) -> None:
    (approved,) = played(fresh_app, lambda contest: [Target(contest.approved().id, contest.officer.id)])
    assert at_once(fresh_app, *[(publish, approved)] * 4).count(None) == 1
    with fresh_app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 1
