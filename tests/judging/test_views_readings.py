"""The page of one judge in a stage: what is outstanding, who is stepped back, and conflicts of interest that were declared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.judging.models import Assignment
from app.outbox.models import Message
from app.people.models import Person
from tests.client import hidden_fields
from tests.factories import make_administrator, make_officer, make_person
from tests.judging.conftest import (
    BALLOT,
    ROUND,
    SignIn,
    declare,
    employ,
    first_of,
    judges_on,
    own,
    recuse,
    save,
    send,
)
from tests.results.conftest import Contest

pytestmark = pytest.mark.both


def stage_page(contest: Contest, code: str = ROUND) -> str:
    return f"/stages/{contest.stage(code).public_id}"


def place(contest: Contest, number: int = 0, code: str = ROUND) -> str:
    return f"{stage_page(contest, code)}/judges/{contest.judges[number].public_id}"


def number_of(assignment: Assignment) -> str:
    return str(assignment.stage_entry.candidacy.entry.number)


def test_the_row_of_a_judge_leads_to_what_is_outstanding(contest: Contest, sign_in: SignIn) -> None:
    first, second, *rest = own(contest, contest.judges[0])
    save(first)
    send(second)
    client = sign_in(contest.officer)
    assert f'href="{place(contest)}"' in client.get(stage_page(contest)).text
    page = client.get(place(contest)).text
    assert number_of(second) not in page and "Draft" in page
    assert all(number_of(each) in page for each in (first, *rest))


def test_the_officer_steps_a_judge_back(contest: Contest, sign_in: SignIn, session: Session) -> None:
    chosen = own(contest, contest.judges[0])[:2]
    client = sign_in(contest.officer)
    answer = client.send(
        place(contest), assignments=[each.public_id for each in chosen], reason="No answer for two weeks."
    )
    assert (answer.status_code, answer.location) == (303, place(contest))
    page = client.get(place(contest)).text
    assert "The judge is released, and another judge reads each of the entries." in page
    assert all(
        page.count(number_of(each)) == 1 and page.index(number_of(each)) > page.index("reads no more")
        for each in chosen
    )
    assert all(each.released_by_id == contest.officer.id for each in chosen)
    assert all(len(judges_on(each.stage_entry)) == 2 for each in chosen)
    latest = sa.select(Message).where(Message.person_id == contest.judges[0].id).order_by(Message.id.desc())
    message = session.scalars(latest).first()
    assert message is not None and (message.kind, message.params["count"]) == ("released", 2)


def test_the_judge_is_told_who_decided(contest: Contest, sign_in: SignIn) -> None:
    assignment, other = own(contest, contest.judges[0])[:2]
    sign_in(contest.officer).press(place(contest), assignments=[assignment.public_id], reason="Ill.")
    recuse(other)
    client = sign_in(assignment.judge)
    page = client.get(f"/judging/{contest.stage(ROUND).public_id}").text
    assert page.count("Released by the secretariat") == 1 and page.count("You are recused") == 1
    answer = client.get(f"/assignments/{assignment.public_id}")
    assert answer.status_code == 403 and "The secretariat has released you" in answer.text


def test_without_an_entry_or_a_reason_it_is_said_and_what_was_typed_stays(
    contest: Contest, sign_in: SignIn
) -> None:
    assignment = first_of(contest)
    client = sign_in(contest.officer)
    answer = client.press(place(contest), reason="No answer.")
    assert (
        answer.status_code == 422
        and "Choose at least one entry." in answer.text
        and "No answer." in answer.text
    )
    answer = client.press(place(contest), assignments=[assignment.public_id], reason="  ")
    assert answer.status_code == 422 and "checked" in answer.text
    assert assignment.recused_at is None


@pytest.mark.parametrize("what", ["of another judge", "sent in", "of an own house", "with an own tie"])
def test_what_is_not_offered_cannot_be_chosen(contest: Contest, sign_in: SignIn, what: str) -> None:
    assignment = first_of(contest, contest.judges[1] if what == "of another judge" else None)
    entry = assignment.stage_entry.candidacy.entry
    if what == "sent in":
        send(assignment)
    elif what == "of an own house":
        employ(contest.officer, entry)
    elif what == "with an own tie":
        declare(contest.officer, entry)
    client = sign_in(contest.officer)
    if what != "of another judge":
        assert number_of(assignment) not in client.get(place(contest)).text
    answer = client.press(place(contest), assignments=[assignment.public_id], reason="x")
    assert answer.status_code == 422 and assignment.recused_at is None


def test_the_same_form_sent_twice_is_one_transaction(contest: Contest, sign_in: SignIn) -> None:
    assignment = first_of(contest)
    client = sign_in(contest.officer)
    form = hidden_fields(client.get(place(contest)).text, "")
    form |= {"assignments": assignment.public_id, "reason": "Ill."}
    first, second = (client.post(place(contest), data=form) for _ in range(2))
    assert (first.status_code, first.location) == (303, place(contest))
    assert (second.status_code, second.location) == (first.status_code, first.location)
    assert len(judges_on(assignment.stage_entry)) == 2


PEOPLE: dict[str, Callable[[Contest, Contest], Person]] = {
    "judge": lambda contest, _other: contest.judges[0],
    "stranger": lambda _contest, _other: make_person(),
    "administrator": lambda _contest, _other: make_administrator(),
    "officer of another edition": lambda _contest, other: make_officer(other.edition),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_else_finds_the_page(contest: Contest, blind: Contest, sign_in: SignIn, who: str) -> None:
    assignment = first_of(contest)
    client = sign_in(PEOPLE[who](contest, blind))
    assert client.get(place(contest)).status_code == 404
    assert client.press(place(contest), assignments=[assignment.public_id], reason="x").status_code == 404
    assert assignment.recused_at is None


@pytest.mark.parametrize("who", ["auditor", "approver"])
def test_the_other_offices_read_and_change_nothing(contest: Contest, sign_in: SignIn, who: str) -> None:
    assignment = first_of(contest)
    client = sign_in(getattr(contest, who))
    page = client.get(place(contest))
    assert page.status_code == 200 and number_of(assignment) in page.text and "<textarea" not in page.text
    answer = client.press(place(contest), assignments=[assignment.public_id], reason="x")
    assert answer.status_code == 403 and assignment.recused_at is None


def test_a_closed_stage_and_a_judge_without_a_seat(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    client = sign_in(contest.officer)
    assert client.get(f"{stage_page(contest)}/judges/{contest.officer.public_id}").status_code == 404
    contest.stage(ROUND).closed_at = contest.clock.now
    session.commit()
    answer = client.press(place(contest), assignments=[first_of(contest).public_id], reason="x")
    assert answer.status_code == 403 and "This stage is closed." in answer.text


def test_the_office_is_told_of_a_sheet_from_before_a_tie(contest: Contest, sign_in: SignIn) -> None:
    sent, outstanding = own(contest, contest.judges[0])[:2]
    send(sent)
    client = sign_in(contest.auditor)
    assert "on record" not in client.get(stage_page(contest)).text
    declare(sent.judge, sent.stage_entry.candidacy.entry).reason = "My sister works there."
    declare(sent.judge, outstanding.stage_entry.candidacy.entry)
    assert (
        "1 submitted sheet counts although its judge has a conflict" in client.get(stage_page(contest)).text
    )
    page = client.get(place(contest)).text
    assert page.count("Submitted, and counts") == 1 and "My sister works there." in page
    assert page.index(number_of(sent)) < page.index("Submitted, and counts")
    assert "My sister" not in client.get(place(contest, 1)).text


def test_a_tie_of_the_reader_hides_the_entry_there_too(contest: Contest, sign_in: SignIn) -> None:
    sent = first_of(contest)
    send(sent)
    declare(sent.judge, sent.stage_entry.candidacy.entry)
    employ(contest.officer, sent.stage_entry.candidacy.entry)
    assert number_of(sent) not in sign_in(contest.officer).get(place(contest)).text


def test_ties_of_a_member_of_a_ballot(voting: Contest, sign_in: SignIn) -> None:
    assert "no conflict of interest on record" in sign_in(voting.officer).get(place(voting, code=BALLOT)).text
    declare(voting.judges[0], voting.entry("connected project 1"))
    page = sign_in(voting.officer).get(place(voting, code=BALLOT)).text
    assert "connected project 1" in page and "Sheets outstanding" not in page
