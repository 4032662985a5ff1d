"""One judge is assigned by hand: the same checks as in a plan, at both doors."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Refused
from app.judging.assignments.by_hand import assign_by_hand
from app.judging.models import StageEntry
from app.judging.stages.queries import entries_in
from app.outbox.models import Message
from app.people.models import Person, Role
from tests.factories import make_grant, make_officer, make_person
from tests.judging.conftest import (
    ROUND,
    SignIn,
    add_judge,
    declare,
    employ,
    first_of,
    judges_on,
    recuse,
)
from tests.results.conftest import Contest


@pytest.fixture
def seated(fresh: Contest) -> Contest:
    fresh.seat(ROUND)
    return fresh


def row_of(contest: Contest) -> StageEntry:
    return entries_in(contest.stage(ROUND))[0]


def place(row: StageEntry) -> str:
    return f"/stage-entries/{row.public_id}/one-judge"


def give(contest: Contest, judge: Person, row: StageEntry | None = None) -> None:
    with transaction():
        assign_by_hand(stage_entry=row or row_of(contest), judge=judge, by=contest.officer)


def test_the_judge_reads_it_and_is_told(seated: Contest, session: Session) -> None:
    give(seated, seated.judges[0])
    (held,) = seated.assignments(ROUND)
    assert (held.stage_entry, held.judge) == (row_of(seated), seated.judges[0])
    letter = session.scalars(
        sa.select(Message).where(Message.kind == "assigned", Message.person_id == held.judge_id)
    ).one()
    assert letter.params["count"] == 1
    event = sa.select(AuditEvent.action).where(AuditEvent.subject == f"assignment:{held.public_id}")
    assert session.scalars(event).all() == ["assignment.given"]


Change = Callable[[Contest, StageEntry, Person], object]


def _full(contest: Contest, row: StageEntry, _judge: Person) -> None:
    for judge in contest.judges[1:]:
        give(contest, judge, row)


def _held(contest: Contest, row: StageEntry, judge: Person) -> None:
    give(contest, judge, row)


def _recused(contest: Contest, row: StageEntry, judge: Person) -> None:
    _held(contest, row, judge)
    recuse(contest.assignments(ROUND)[0])


def _at_the_limit(contest: Contest, row: StageEntry, judge: Person) -> None:
    """With enough others on the panel an even share is one entry, and twice that the limit."""
    for _ in range(7):
        add_judge(contest)
    track = row.candidacy.track_id
    others = [e for e in entries_in(contest.stage(ROUND)) if e.candidacy.track_id == track and e != row]
    for other in others[:2]:
        give(contest, judge, other)


REASONS: list[tuple[Change, str]] = [
    (lambda _contest, row, judge: declare(judge, row.candidacy.entry), "Has a conflict of interest"),
    (lambda _contest, row, judge: employ(judge, row.candidacy.entry), "Has a conflict of interest"),
    (_full, "has the 2 readers"),
    (_held, "Reads this entry already"),
    (_recused, "recused or released"),
    (_at_the_limit, "reads at most 2"),
]


@pytest.mark.parametrize(("change", "reason"), REASONS)
def test_what_a_plan_would_not_do_is_refused_at_both_doors(
    seated: Contest, sign_in: SignIn, change: Change, reason: str
) -> None:
    judge, row, client = seated.judges[0], row_of(seated), sign_in(seated.officer)
    change(seated, row, judge)
    before = judges_on(row)
    with pytest.raises(Refused) as refusal:
        give(seated, judge, row)
    assert reason in refusal.value.verdict.reason % refusal.value.verdict.params
    page = client.get(place(row)).text
    assert reason in page and not re.search(rf'value="{judge.public_id}"', page)
    assert client.press(place(row), judge=judge.public_id).status_code in (403, 422)
    assert judges_on(row) == before


def test_a_judge_of_another_panel_or_of_none_is_not_offered(seated: Contest, sign_in: SignIn) -> None:
    stranger = make_person()
    make_grant(stranger, Role.JUDGE, seated.edition)
    with pytest.raises(Refused, match="not on the panel"):
        give(seated, stranger)
    answer = sign_in(seated.officer).press(place(row_of(seated)), judge=stranger.public_id)
    assert answer.status_code == 422 and seated.assignments(ROUND) == []


def test_an_entry_is_found_by_its_number_and_given_to_who_is_free(seated: Contest, sign_in: SignIn) -> None:
    client, stage = sign_in(seated.officer), f"/stages/{seated.stage(ROUND).public_id}"
    row, judge = row_of(seated), seated.judges[0]
    assert f"{stage}/one-judge" in client.get(stage).text
    page = client.get(f"{stage}/one-judge").text
    assert place(row) in page, "all are short of readers"
    number = str(row.candidacy.entry.number)
    assert client.get(f"{stage}/one-judge?number={number.lower()}").location == place(row)
    assert "No entry of this stage" in client.get(f"{stage}/one-judge?number=XY-1").text
    assert client.send(place(row), judge=judge.public_id).location == stage
    assert judges_on(row) == {judge.id}


def test_the_same_form_sent_twice_assigns_once(seated: Contest, sign_in: SignIn) -> None:
    client, row, key = sign_in(seated.officer), row_of(seated), "0123456789abcdef"
    answers = [
        client.press(place(row), judge=seated.judges[0].public_id, _key=key).status_code for _ in range(2)
    ]
    assert answers == [303, 303] and len(seated.assignments(ROUND)) == 1


@pytest.mark.parametrize(
    ("who", "status"), [("auditor", 403), ("approver", 403), ("judge", 404), ("stranger", 404)]
)
def test_nobody_but_an_officer_assigns(seated: Contest, sign_in: SignIn, who: str, status: int) -> None:
    person = {
        "auditor": seated.auditor,
        "approver": seated.approver,
        "judge": seated.judges[0],
        "stranger": make_person(),
    }[who]
    client, row = sign_in(person), row_of(seated)
    stage = f"/stages/{seated.stage(ROUND).public_id}"
    assert client.press(place(row), judge=seated.judges[0].public_id).status_code == status
    assert client.get(f"{stage}/one-judge").status_code == status
    with pytest.raises(Refused), transaction():
        assign_by_hand(stage_entry=row, judge=seated.judges[0], by=person)


@pytest.mark.parametrize("tie", [declare, employ])
def test_to_an_officer_with_a_conflict_of_interest_the_entry_does_not_exist(
    seated: Contest, sign_in: SignIn, tie: Callable[..., object]
) -> None:
    row = row_of(seated)
    tie(seated.officer, row.candidacy.entry)
    client = sign_in(seated.officer)
    assert client.get(place(row)).status_code == 404
    other = entries_in(seated.stage(ROUND))[1]
    assert "another officer does this" in client.get(place(other)).text
    with pytest.raises(Refused):
        give(seated, seated.judges[0], row)
    with pytest.raises(Refused, match="another officer does this"):
        give(seated, seated.judges[0], other)


def test_while_judging_runs_one_more_is_assigned_too(contest: Contest) -> None:
    """All who could replace a judge have a conflict of interest; then somebody new is on the panel."""
    first = first_of(contest)
    row = first.stage_entry
    for judge in contest.judges:
        if judge.id not in judges_on(row):
            declare(judge, row.candidacy.entry)
    recuse(first)
    newcomer = add_judge(contest)
    give(contest, newcomer, row)
    assert newcomer.id in judges_on(row) and len(judges_on(row)) == 2


def test_an_officer_of_another_edition_sees_nothing(
    seated: Contest, voting: Contest, sign_in: SignIn
) -> None:
    client = sign_in(make_officer(voting.edition))
    assert client.get(place(row_of(seated))).status_code == 404
