"""A decision on a tie names its run; the same tie decided the other way in a later run needs a second person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.outbox.models import Message
from app.people.models import Person, Role
from app.results.rankings.models import Ranking, TieDecision
from app.results.ties import service
from app.results.ties.queries import open_tie_groups
from tests.client import Client
from tests.factories import make_approver, make_grant
from tests.results.conftest import Contest

SignIn = Callable[[Person], Client]


def decide(contest: Contest, ranking: Ranking, order: list[str]) -> TieDecision:
    with transaction():
        return service.decide(
            ranking=ranking, tie_group=1, order=order, reason="By vote.", by=contest.officer
        )


def decided_again(contest: Contest) -> tuple[Ranking, TieDecision]:
    """Ranked twice; in the second run the tie is put the other way round."""
    contest.decide(contest.rank("preliminary"))
    second = contest.rank("preliminary")
    return second, decide(contest, second, contest.tied(second)[::-1])


def test_the_same_order_in_a_later_run_stands_at_once(first_round: Contest) -> None:
    first_round.decide(first_round.rank("preliminary"))
    second = first_round.rank("preliminary")
    decision = decide(first_round, second, first_round.tied(second))
    assert decision.in_force and decision.ranking == second and decision.replaces is None
    assert open_tie_groups(second) == set()


def test_the_other_way_round_it_waits_for_a_second_person(first_round: Contest, session: Session) -> None:
    second, decision = decided_again(first_round)
    assert not decision.in_force and decision.replaces.ranking.number == 1
    assert open_tie_groups(second) == {1}
    with pytest.raises(Refused, match="tie"):
        first_round.advance(second)
    with pytest.raises(Refused, match="has been decided"):
        decide(first_round, second, first_round.tied(second))
    stated = session.scalars(sa.select(Message).where(Message.kind == "tie_decided_again")).all()
    assert [message.person_id for message in stated] == [first_round.approver.id]


def test_the_second_person_agrees_and_the_order_is_in_force(first_round: Contest) -> None:
    second, decision = decided_again(first_round)
    with transaction():
        service.agree_to_tie(decision=decision, by=first_round.approver)
    third, fourth = first_round.tied(second)
    positions = {row.stage_entry.public_id: row.position for row in second.rows}
    assert (positions[fourth], positions[third]) == (3, 4)
    assert decision.in_force and open_tie_groups(second) == set()


def test_or_refuses_it_with_a_reason_and_the_tie_is_open_again(first_round: Contest) -> None:
    second, decision = decided_again(first_round)
    with pytest.raises(Invalid), transaction():
        service.refuse_tie(decision=decision, reason=" ", by=first_round.approver)
    with transaction():
        service.refuse_tie(decision=decision, reason="The panel did not meet.", by=first_round.approver)
    assert open_tie_groups(second) == {1} and decision.refusal == "The panel did not meet."
    assert decide(first_round, second, first_round.tied(second)).in_force


def test_whoever_recorded_it_does_not_agree_to_it(first_round: Contest, session: Session) -> None:
    _second, decision = decided_again(first_round)
    make_grant(first_round.officer, Role.APPROVER, first_round.edition)
    session.expire_all()
    with pytest.raises(Refused, match="You recorded this"), transaction():
        service.agree_to_tie(decision=decision, by=first_round.officer)
    with pytest.raises(IntegrityError, match="two_people"), transaction():
        decision.agreed_by_id, decision.agreed_at = first_round.officer.id, first_round.clock.now
        decision.in_force = True
    with pytest.raises(IntegrityError, match="second_agreed_to"), transaction():
        decision.in_force = True


def test_nor_an_approver_with_a_conflict_to_an_applicant(first_round: Contest, session: Session) -> None:
    _second, decision = decided_again(first_round)
    other = make_approver(first_round.edition, employer_id=first_round.firms[-1].id)
    session.commit()
    with pytest.raises(Refused, match="conflict of interest with an applicant"), transaction():
        service.agree_to_tie(decision=decision, by=other)


def test_the_page_shows_both_decisions_to_the_second_person(first_round: Contest, sign_in: SignIn) -> None:
    second, decision = decided_again(first_round)
    address = f"/rankings/{second.public_id}/ties/1"
    client = sign_in(first_round.approver)
    page = client.get(f"{address}?lang=en").text
    assert "Decided in run no. 1" in page and "The decision in run no. 2" in page
    assert "A tie was decided differently" in client.get("/desk?lang=en").text
    assert sign_in(first_round.officer).press(f"{address}/agree").status_code == 403
    client = sign_in(first_round.approver)
    assert client.send(f"{address}/refuse", reason="").status_code == 422
    assert client.press(f"{address}/agree").status_code == 303
    assert decision.in_force
    assert client.press(f"{address}/agree").status_code == 403
