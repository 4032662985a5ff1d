"""A list moves on only while it is the latest, made from the latest rankings of the rules in force, with no tie open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Refused
from app.people.models import Person
from app.results.approvals import service as approvals_service
from app.results.models import PrizeList, PrizeListState, Publication, PublicNotice
from app.results.notices import service as notices_service
from app.results.publications import service as publications_service
from app.results.rankings.models import Ranking
from tests.client import Client
from tests.results.conftest import Contest

SignIn = Callable[[Person], Client]


def new_name(book: dict[str, Any]) -> None:
    """What no judge and no count looks at."""
    book["directions"][0]["stages"][1]["name"]["en"] = "First round"


def proposed(contest: Contest) -> PrizeList:
    drawn_up = contest.draw_up()
    with transaction():
        approvals_service.propose(prize_list=drawn_up, by=contest.officer)
    return drawn_up


def draw_up_another(contest: Contest, prize_list: PrizeList) -> None:
    """As two officers who drew lists up at the same time would have left it, past every rule."""
    with transaction() as session:
        session.execute(
            sa.update(PrizeList).where(PrizeList.id == prize_list.id).values(number=PrizeList.number + 10)
        )
        later = PrizeList(
            edition=contest.edition,
            rulebook_version=contest.edition.current_version,
            number=99,
            drawn_up_at=contest.clock.now,
            drawn_up_by_id=contest.officer.id,
            state=PrizeListState.DRAFT,
        )
        session.execute(sa.text("DROP INDEX uq_prize_list_on_its_way"))
        session.add(later)


def rank_again(contest: Contest, _list: PrizeList) -> None:
    contest.rank("final")


def open_a_tie(contest: Contest, _list: PrizeList) -> None:
    row = contest.ranking().rows[0]
    with transaction():
        row.tie_group = 7


def change_the_rules(contest: Contest, _list: PrizeList) -> None:
    contest.amend(new_name)


OVERTAKEN: list[tuple[Callable[[Contest, PrizeList], None], str]] = [
    (draw_up_another, "later prize list"),
    (rank_again, "ranked again|not waiting"),
    (open_a_tie, "cross a line"),
    (change_the_rules, "rules have changed"),
]


@pytest.mark.parametrize(("overtake", "reason"), OVERTAKEN)
def test_a_list_that_is_not_the_latest_cannot_be_approved(
    contest: Contest, sign_in: SignIn, overtake: Callable[[Contest, PrizeList], None], reason: str
) -> None:
    prize_list = proposed(contest)
    overtake(contest, prize_list)
    with pytest.raises(Refused, match=reason), transaction():
        approvals_service.approve(prize_list=prize_list, by=contest.approver)
    address = f"/prize-lists/{prize_list.public_id}"
    assert sign_in(contest.approver).press(f"{address}/approve").status_code == 403
    assert prize_list.state != PrizeListState.APPROVED


@pytest.mark.parametrize(("overtake", "reason"), [pair for pair in OVERTAKEN if pair[0] is not rank_again])
def test_nor_published_once_it_was_approved(
    contest: Contest, sign_in: SignIn, overtake: Callable[[Contest, PrizeList], None], reason: str
) -> None:
    approved = contest.approved()
    overtake(contest, approved)
    with pytest.raises(Refused, match=reason), transaction():
        publications_service.publish(prize_list=approved, by=contest.officer)
    assert sign_in(contest.officer).press(f"/prize-lists/{approved.public_id}/publish").status_code == 403


@pytest.mark.parametrize(("overtake", "reason"), [pair for pair in OVERTAKEN if pair[0] is not rank_again])
def test_nor_put_under_notice(
    with_notice_period: Contest, sign_in: SignIn, overtake: Callable[[Contest, PrizeList], None], reason: str
) -> None:
    approved = with_notice_period.approved()
    overtake(with_notice_period, approved)
    with pytest.raises(Refused, match=reason), transaction():
        notices_service.post_notice(prize_list=approved, by=with_notice_period.officer)
    pressed = sign_in(with_notice_period.officer).press(f"/prize-lists/{approved.public_id}/notice")
    assert pressed.status_code == 403


@pytest.mark.parametrize(("overtake", "_reason"), OVERTAKEN)
@pytest.mark.parametrize("state", ["proposed", "approved", "published"])
def test_the_database_lets_no_such_list_move_on(
    contest: Contest, overtake: Callable[[Contest, PrizeList], None], _reason: str, state: str
) -> None:
    prize_list = contest.draw_up()
    overtake(contest, prize_list)
    people = {"decided_by_id": contest.approver.id, "decided_at": contest.clock.now}
    published = {"published_at": contest.clock.now} if state == "published" else {}
    with pytest.raises(IntegrityError, match="not the latest"), transaction() as session:
        session.execute(
            sa.update(PrizeList)
            .where(PrizeList.id == prize_list.id)
            .values(state=state, **people, **published)
        )


def test_the_database_puts_no_list_under_notice_or_publishes_one_that_was_not_approved(
    contest: Contest,
) -> None:
    drawn_up, now = contest.draw_up(), contest.clock.now
    notice = PublicNotice(
        prize_list_id=drawn_up.id,
        starts_at=now,
        ends_at=now.replace(year=2030),
        posted_by_id=contest.officer.id,
    )
    publication = Publication(
        edition_id=contest.edition.id,
        prize_list_id=drawn_up.id,
        number=1,
        document="{}",
        sha256="0" * 64,
        published_at=now,
        published_by_id=contest.officer.id,
    )
    for row in (notice, publication):
        with pytest.raises(IntegrityError, match="approved"), transaction() as session:
            session.add(row)


def test_one_list_is_on_its_way_at_a_time(contest: Contest) -> None:
    first = contest.draw_up()
    second = contest.draw_up()
    assert (first.state, second.state) == (PrizeListState.SUPERSEDED, PrizeListState.DRAFT)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(sa.update(PrizeList).where(PrizeList.id == first.id).values(state="draft"))


@pytest.mark.parametrize(
    ("take", "reason"), [(proposed, "waits for approval"), (Contest.approved, "is approved")]
)
def test_no_list_is_drawn_up_beside_one_that_others_rely_on(
    contest: Contest, sign_in: SignIn, take: Callable[[Contest], PrizeList], reason: str
) -> None:
    prize_list = take(contest)
    before = prize_list.state
    with pytest.raises(Refused, match=reason):
        contest.draw_up()
    address = f"/programmes/straight-to-wuzhen/{contest.edition.year}/results/draw-up"
    assert sign_in(contest.officer).press(address).status_code == 403
    assert prize_list.state == before


def test_nothing_is_ranked_under_an_approved_list(contest: Contest) -> None:
    approved = contest.approved()
    with pytest.raises(Refused, match="is approved"):
        contest.rank("final")
    with transaction():
        approvals_service.send_back(prize_list=approved, reason="A name is misspelt.", by=contest.approver)
    contest.rank("final")


def test_an_approved_list_comes_back_until_it_is_published(contest: Contest) -> None:
    approved = contest.approved()
    with transaction():
        approvals_service.send_back(prize_list=approved, reason="A name is misspelt.", by=contest.approver)
    assert approved.state == PrizeListState.RETURNED
    published = contest.published().prize_list
    with pytest.raises(Refused, match="not waiting"), transaction():
        approvals_service.send_back(prize_list=published, reason="Too late.", by=contest.approver)


def test_a_list_is_drawn_up_from_rankings_of_the_rules_in_force_alone(
    contest: Contest, sign_in: SignIn
) -> None:
    contest.amend(new_name)
    with pytest.raises(Refused, match="rank it again"):
        contest.draw_up()
    client, address = (
        sign_in(contest.officer),
        f"/programmes/straight-to-wuzhen/{contest.edition.year}/results",
    )
    assert client.press(f"{address}/draw-up").status_code == 403
    page = client.get(f"{address}?lang=en").text
    assert "The rules have changed since “Final” was ranked." in page and "Rank it again" in page
    contest.rank("final")
    drawn_up = contest.draw_up()
    assert drawn_up.version_id == contest.ranking().version_id == contest.edition.current_version_id


def test_a_change_of_the_rules_leads_to_ranking_again_from_the_page_of_the_list(
    contest: Contest, sign_in: SignIn
) -> None:
    prize_list = proposed(contest)
    contest.amend(new_name)
    page = sign_in(contest.officer).get(f"/prize-lists/{prize_list.public_id}?lang=en").text
    assert "rank again, then draw up another" in page and f"/{contest.edition.year}/results" in page


def test_nobody_goes_on_by_a_ranking_of_other_rules(first_round: Contest) -> None:
    ranking = first_round.rank("preliminary")
    first_round.decide(ranking)
    first_round.amend(new_name)
    with pytest.raises(Refused, match="rank the stage again"):
        first_round.advance(ranking)


def test_what_is_published_is_ranked_again_in_a_correction_alone(contest: Contest, sign_in: SignIn) -> None:
    contest.published()
    with pytest.raises(Refused, match="only a correction"):
        contest.rank("final")
    with pytest.raises(Refused, match="only a correction"):
        contest.draw_up()
    pressed = sign_in(contest.officer).press(f"/stages/{contest.stage('final').public_id}/rank")
    assert pressed.status_code == 403
    contest.correct()
    contest.rank("final")
    second = contest.published()
    assert second.number == 2 and second.prize_list.correction.ended_at == contest.clock.now
    with pytest.raises(Refused, match="only a correction"):
        contest.rank("final")


def test_the_database_ranks_nothing_that_is_published_outside_of_a_correction(
    contest: Contest, session: Session
) -> None:
    contest.published()
    ranking = contest.ranking()
    with pytest.raises(IntegrityError, match="in a correction alone"), transaction() as inside:
        ranking.superseded_at = contest.clock.now
        inside.flush()
        inside.add(
            Ranking(
                stage_id=ranking.stage_id,
                version_id=ranking.version_id,
                number=9,
                method="mean",
                facts={},
                inputs_sha256="0" * 64,
                run_at=contest.clock.now,
                run_by_id=contest.officer.id,
            )
        )


def test_a_list_of_a_correction_that_has_ended_goes_nowhere(contest: Contest) -> None:
    from app.programmes.corrections.service import end_correction

    contest.published()
    correction = contest.correct()
    approved = contest.approved()
    with transaction():
        end_correction(correction=correction, reason="It was right.", by=contest.approver)
    with pytest.raises(Refused, match="has ended"), transaction():
        publications_service.publish(prize_list=approved, by=contest.officer)
