"""A member declares a tie on the page of the ballot, and the marks stay secret."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.entries.models import ConflictOfInterest
from app.judging.models import Vote
from app.judging.stages.queries import entries_in
from tests.client import hidden_fields
from tests.factories import make_person
from tests.judging.conftest import BALLOT, SignIn, vote
from tests.results.conftest import Contest

pytestmark = pytest.mark.both


def address(contest: Contest) -> str:
    return f"/ballots/{contest.stage(BALLOT).public_id}"


def key_of(contest: Contest, title: str) -> str:
    entry = contest.entry(title)
    return next(r.public_id for r in entries_in(contest.stage(BALLOT)) if r.candidacy.entry_id == entry.id)


def declared(session: Session) -> list[str]:
    return list(session.scalars(sa.select(ConflictOfInterest.reason)))


def test_the_entry_leaves_the_ballot_and_the_vote_goes_on(
    voting: Contest, sign_in: SignIn, session: Session
) -> None:
    client, entry = sign_in(voting.judges[0]), voting.entry("connected project 1")
    assert f'href="{address(voting)}/conflict"' in client.get(address(voting)).text
    key = key_of(voting, "connected project 1")
    answer = client.send(f"{address(voting)}/conflict", entry=key, reason="A former team.")
    assert (answer.status_code, answer.location) == (303, address(voting))
    page = client.get(address(voting)).text
    assert "Your tie is on record" in page and str(entry.number) not in page
    marks = dict.fromkeys(re.findall(r'name="(m_\w+)"', page), "yes")
    assert len(marks) == 9 and client.send(address(voting), **marks).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Vote)) == 9
    assert declared(session) == ["A former team."]


def test_the_same_form_sent_twice_is_one_declaration(
    voting: Contest, sign_in: SignIn, session: Session
) -> None:
    client, place = sign_in(voting.judges[0]), f"{address(voting)}/conflict"
    form = hidden_fields(client.get(place).text, "")
    form |= {"entry": key_of(voting, "connected project 1"), "reason": "x"}
    answers = [client.post(place, data=form) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, address(voting))] * 2
    assert declared(session) == ["x"]


@pytest.mark.parametrize("fields", [{"reason": "x"}, {"entry": "nothing", "reason": "x"}, {"reason": " "}])
def test_what_is_missing_is_said(
    voting: Contest, sign_in: SignIn, session: Session, fields: dict[str, str]
) -> None:
    if fields["reason"] == " ":
        fields = {**fields, "entry": key_of(voting, "connected project 1")}
    assert sign_in(voting.judges[0]).press(f"{address(voting)}/conflict", **fields).status_code == 422
    assert declared(session) == []


def test_who_has_voted_is_too_late_and_who_has_no_seat_finds_nothing(
    voting: Contest, sign_in: SignIn, session: Session
) -> None:
    vote(voting, voting.judges[0])
    place, fields = (
        f"{address(voting)}/conflict",
        {"entry": key_of(voting, "connected project 1"), "reason": "x"},
    )
    client = sign_in(voting.judges[0])
    assert "I have a tie to an entry" not in client.get(address(voting)).text
    for answer in (client.get(place), client.press(place, **fields)):
        assert answer.status_code == 403 and "You have voted." in answer.text
    for person in (voting.officer, voting.auditor, make_person()):
        assert sign_in(person).press(place, **fields).status_code == 404
    assert declared(session) == []
