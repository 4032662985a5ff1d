"""Letters to those who have something outstanding: a reminder, and more time."""

from __future__ import annotations

import re
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.clock import BEIJING
from app.outbox.models import Message
from tests.judging.conftest import BALLOT, ROUND, SignIn, own, send, vote
from tests.results.conftest import Contest


def page_of(contest: Contest, code: str = ROUND) -> str:
    return f"/stages/{contest.stage(code).public_id}"


def letters(session: Session, kind: str) -> dict[int, dict[str, object]]:
    rows = session.scalars(sa.select(Message).where(Message.kind == kind))
    return {row.person_id: row.params for row in rows if row.person_id is not None}


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def finish(contest: Contest, number: int) -> None:
    for assignment in own(contest, contest.judges[number]):
        send(assignment)


def test_whoever_has_sheets_outstanding_is_reminded_and_nobody_else(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    finish(contest, 0)
    left = {judge.id: len(own(contest, judge)) for judge in contest.judges[1:]}
    client, place = sign_in(contest.officer), f"{page_of(contest)}/remind"
    assert f'href="{place}"' in client.get(page_of(contest)).text
    shown = words(client.get(place).text)
    count = left[contest.judges[1].id]
    assert f"{count} score sheets of yours are outstanding." in shown, "the letter is shown before it is sent"
    assert contest.judges[0].name_latin not in shown and contest.judges[1].name_latin in shown
    assert letters(session, "reminder") == {}
    assert client.send(place).location == page_of(contest)
    assert {person: params["count"] for person, params in letters(session, "reminder").items()} == left


def test_nobody_is_reminded_of_a_stage_that_is_over(contest: Contest, sign_in: SignIn) -> None:
    contest.clock.set(contest.stage(ROUND).closes_at or contest.clock.now)
    assert sign_in(contest.officer).press(f"{page_of(contest)}/remind").status_code == 403


def test_members_who_have_not_voted_are_reminded(voting: Contest, sign_in: SignIn, session: Session) -> None:
    vote(voting, voting.judges[0])
    assert sign_in(voting.officer).send(f"{page_of(voting, BALLOT)}/remind").status_code == 303
    assert letters(session, "reminder").keys() == {judge.id for judge in voting.judges[1:]}


def test_more_time_is_told_to_those_who_need_it(contest: Contest, sign_in: SignIn, session: Session) -> None:
    finish(contest, 0)
    until = contest.clock.now + timedelta(days=9)
    typed = until.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")
    assert sign_in(contest.officer).send(f"{page_of(contest)}/postpone", closes_at=typed).status_code == 303
    stated = letters(session, "more_time")
    assert stated.keys() == {judge.id for judge in contest.judges[1:]}
    assert {params["closes_at"] for params in stated.values()} == {until.isoformat()}
    assert "More time: Preliminary" in sign_in(contest.judges[1]).get("/inbox").text
