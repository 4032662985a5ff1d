"""The secret ballot in the browser: members vote once, and nobody reads a vote while it is open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.judging.ballots import closing
from app.judging.ballots.queries import voters_of
from app.judging.models import BallotMark, BallotVoter, Vote
from app.judging.stages.queries import entries_in
from app.people.models import Person, Role
from tests.client import Client, hidden_fields
from tests.factories import make_administrator, make_grant, make_person
from tests.judging.conftest import BALLOT, SignIn, ballot_of, employ, vote
from tests.results.conftest import Contest
from tests.tampering import behind_its_back


def address(contest: Contest) -> str:
    return f"/ballots/{contest.stage(BALLOT).public_id}"


def marks_of(contest: Contest, mark: str = "yes") -> dict[str, str]:
    return {f"m_{row.public_id}": mark for row in entries_in(contest.stage(BALLOT))}


def papers(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Vote.mark)))


def test_the_page_asks_for_every_entry_and_says_what_passes(voting: Contest, sign_in: SignIn) -> None:
    page = sign_in(voting.judges[0]).get(address(voting)).text
    assert set(re.findall(r'name="(m_\w+)"', page)) == set(marks_of(voting))
    assert (
        "Passed at 2 of 3 of the ballots cast or more; quorum 2 of 3 of the members. 0 of 3 have voted."
        in page
    )
    assert "This ballot is secret." in page


def test_a_vote_is_thanked_for_and_shows_nothing_of_itself(
    voting: Contest, sign_in: SignIn, session: Session
) -> None:
    client = sign_in(voting.judges[0])
    answer = client.send(address(voting), **marks_of(voting))
    assert (answer.status_code, answer.location) == (303, address(voting))
    page = client.get(answer.location).text
    assert "You have voted." in page and "1 of 3 have voted" in page and "checked" not in page
    assert not re.findall(r'name="m_\w+"', page)
    assert papers(session) == ["yes"] * 10


def test_an_entry_left_open_is_said_and_the_other_marks_stay(
    voting: Contest, sign_in: SignIn, session: Session
) -> None:
    first, *rest = marks_of(voting)
    client = sign_in(voting.judges[0])
    answer = client.send(address(voting), **dict.fromkeys(rest, "no"))
    assert answer.status_code == 422 and "to abstain is a mark too" in answer.text
    assert answer.text.count(" checked") == 9
    answer = client.send(address(voting), **{**dict.fromkeys(rest, "no"), first: "maybe"})
    assert answer.status_code == 422
    assert papers(session) == [] and voters_of(ballot_of(voting).id) == set()


def test_a_member_with_a_conflict_does_not_find_that_entry(
    voting: Contest, sign_in: SignIn, session: Session
) -> None:
    judge, entry = voting.judges[0], voting.entry("connected project 1")
    employ(judge, entry)
    client = sign_in(judge)
    page = client.get(address(voting)).text
    assert str(entry.number) not in page and entry.title_en not in page
    assert client.send(address(voting), **marks_of(voting)).status_code == 303, (
        "what they cannot see is not read"
    )
    assert len(papers(session)) == 9


def test_a_second_ballot_is_refused(voting: Contest, sign_in: SignIn, session: Session) -> None:
    vote(voting, voting.judges[0])
    answer = sign_in(voting.judges[0]).press(address(voting), **marks_of(voting, "no"))
    assert answer.status_code == 403 and "You have voted." in answer.text
    assert papers(session) == ["yes"] * 10


def test_the_same_form_twice_is_one_vote_with_one_answer(
    voting: Contest, sign_in: SignIn, session: Session
) -> None:
    client = sign_in(voting.judges[0])
    form = {**hidden_fields(client.get(address(voting)).text, address(voting)), **marks_of(voting)}
    answers = [client.post(address(voting), data=form) for _ in range(2)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, address(voting))}
    assert len(papers(session)) == 10


@pytest.mark.parametrize("when", ["past the hour", "counted"])
def test_a_vote_after_the_close_is_refused_with_the_reason(
    voting: Contest, sign_in: SignIn, session: Session, when: str
) -> None:
    voting.clock.move(timedelta(days=1))
    if when == "counted":
        count(voting)
    client = sign_in(voting.judges[0])
    answer = client.press(address(voting), **marks_of(voting))
    assert answer.status_code == 403 and "The ballot is not open." in answer.text
    assert "The ballot is not open." in client.get(address(voting)).text
    assert papers(session) == []


def count(contest: Contest) -> None:
    with transaction():
        closing.close_ballot(ballot=ballot_of(contest), by=contest.officer)


def judge_of(contest: Contest) -> Person:
    made = make_person()
    make_grant(made, Role.JUDGE, contest.edition)
    return made


READERS: dict[str, Callable[[Contest], Person]] = {
    "officer": lambda contest: contest.officer,
    "approver": lambda contest: contest.approver,
    "auditor": lambda contest: contest.auditor,
    "administrator": lambda _contest: make_administrator(),
    "member": lambda contest: contest.judges[1],
}


@pytest.mark.parametrize("who", [*READERS, "judge without a seat", "stranger", "judge of another edition"])
def test_only_members_find_the_ballot(voting: Contest, fresh: Contest, sign_in: SignIn, who: str) -> None:
    others: dict[str, Callable[[Contest], Person]] = {
        "judge without a seat": judge_of,
        "stranger": lambda _contest: make_person(),
        "judge of another edition": lambda _contest: fresh.judges[0],
    }
    client = sign_in({**READERS, **others}[who](voting))
    found = 200 if who == "member" else 404
    assert client.get(address(voting)).status_code == found
    assert client.press(address(voting), **marks_of(voting)).status_code == (303 if who == "member" else 404)


def every_page(client: Client, contest: Contest) -> dict[str, str]:
    """All that a person can open about this edition, without what differs from one answer to the next."""
    edition, stage = f"/programmes/straight-to-wuzhen/{contest.edition.year}", contest.stage(BALLOT).public_id
    rules = client.application.url_map.iter_rules()
    plain = {str(rule) for rule in rules if "GET" in (rule.methods or set()) and not rule.arguments}
    own = {
        str(rule)
        .replace("<slug>", "straight-to-wuzhen")
        .replace("<int(max=9999):year>", str(contest.edition.year))
        for rule in rules
        if rule.arguments == {"slug", "year"}
    }
    places = (
        plain
        | own
        | {f"/stages/{stage}", f"/ballots/{stage}", f"{edition}/judging", f"/stages/{stage}/count"}
    )
    return {place: steady(client.get(place).text) for place in sorted(places) if "sign-out" not in place}


def steady(page: str) -> str:
    page = re.sub(
        r'value="[^"]{16,}"|content="\d{4}-[^"]*"|datetime="[^"]*"|<span class="mono">\w+</span>', "", page
    )
    return re.sub(r'"csrf[^>]*>|[0-9a-f]{16,}|why-\w+', "", page)


@pytest.mark.parametrize("who", READERS)
def test_no_page_of_anybody_depends_on_a_mark_while_the_ballot_is_open(
    voting: Contest, sign_in: SignIn, session: Session, who: str
) -> None:
    """Whatever is on the votes, every page reads the same: so no page, sum or order can give a mark away."""
    for judge, mark in zip(voting.judges, BallotMark, strict=True):
        vote(voting, judge, mark)
    keys = list(session.scalars(sa.select(Vote.key)))
    client = sign_in(READERS[who](voting))
    before = every_page(client, voting)
    with behind_its_back("vote"):
        session.execute(sa.update(Vote).values(mark="no"))
    session.commit()
    after = every_page(client, voting)
    assert len(before) > 15 and any(
        "have voted" in page or "Have voted" in page for page in before.values()
    ) == (who not in ("administrator",))
    assert [place for place in before if before[place] != after[place]] == []
    assert not any(key in page for page in after.values() for key in keys)


def test_the_office_sees_how_many_have_voted_and_not_who(
    voting: Contest, sign_in: SignIn, session: Session
) -> None:
    place = f"/stages/{voting.stage(BALLOT).public_id}"
    vote(voting, voting.judges[0])
    first = steady(sign_in(voting.officer).get(place).text)
    with behind_its_back("ballot_voter"):
        session.execute(sa.update(BallotVoter).values(judge_id=voting.judges[1].id))
    session.commit()
    assert steady(sign_in(voting.officer).get(place).text) == first
    assert "Have voted" in first
