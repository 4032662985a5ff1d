"""The page of a plan: what it would make of each panel, what each reader may see of it, and its three buttons."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.judging.assignments.models import AssignmentProposal
from app.judging.assignments.proposal_queries import SHOWN, proposals_of
from app.judging.panels import service as panels_service
from app.judging.panels.queries import panels_of
from app.judging.stages.queries import entries_in
from app.people.models import Person
from tests.client import Client
from tests.counting import counted
from tests.factories import make_officer, make_person
from tests.forgetting import assert_unseen
from tests.judging.conftest import ROUND, SignIn, add_judge, declare, employ
from tests.judging.growing import add_members, grow
from tests.results.conftest import Contest

MOST_QUERIES = 24
"""A page that puts a whole plan together asks more often than a list; never more often for more rows."""


@pytest.fixture
def seated(fresh: Contest) -> Contest:
    fresh.seat(ROUND)
    return fresh


def stage_of(contest: Contest) -> str:
    return f"/stages/{contest.stage(ROUND).public_id}"


def page_of(contest: Contest) -> str:
    return f"{stage_of(contest)}/proposal"


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def read(client: Client, contest: Contest) -> str:
    return words(client.get(f"{page_of(contest)}?lang=en").text)


def test_loads_that_are_all_equal_are_one_number(fresh: Contest, sign_in: SignIn) -> None:
    """Two judges for two reads: each has every entry."""
    fresh.judges.pop()
    fresh.seat(ROUND)
    fresh.plan(ROUND)
    assert "Each judge would read 5 entries." in read(sign_in(fresh.officer), fresh)


def test_the_page_says_what_the_plan_would_make_of_each_panel(seated: Contest, sign_in: SignIn) -> None:
    seated.plan(ROUND)
    page = read(sign_in(seated.officer), seated)
    assert "Assignments added 20 Judges who get a letter 3 Entries with all their readers 10" in page
    assert "5 of 5 entries would have all their readers; now 0 have." in page
    assert "A judge would read 3 to 4 entries, 3.3 on average." in page
    judge = seated.judges[0]
    assert re.search(rf"{judge.name_latin} 0 \+[34] [34] ", page)
    for track in seated.edition.tracks:
        assert re.search(rf"{judge.name_latin} .*{track.name['en']} [34]", page), "who links the tracks"
    assert "3 judges get one letter each when judges are assigned as planned." in page
    assert re.search(r"Entries to judge: .* [67] entries wait for your scores.", page)
    assert all(str(row.candidacy.entry.number) in page for row in entries_in(seated.stage(ROUND)))


def test_what_is_assigned_already_is_not_counted_as_added(seated: Contest, sign_in: SignIn) -> None:
    seated.assign(ROUND)
    newcomer = add_judge(seated)
    row = entries_in(seated.stage(ROUND))[0]
    with transaction():
        entry = row.candidacy.entry
        for assignment in row.assignments:
            declare(assignment.judge, entry)
    seated.plan(ROUND)
    page = read(sign_in(seated.officer), seated)
    assert "Assignments added 0" in page and "This plan adds nothing" in page
    assert f"{newcomer.name_latin} 0 – 0" in page


def test_a_panel_that_is_short_is_said_and_its_entries_lead_to_who_is_free(
    seated: Contest, sign_in: SignIn
) -> None:
    entry = seated.entry("connected project 2")
    for judge in seated.judges[:2]:
        declare(judge, entry)
    seated.plan(ROUND)
    client = sign_in(seated.officer)
    page = read(client, seated)
    assert "A panel has too few judges" in page
    assert f"only those in brackets can read these: {entry.number} ({seated.judges[2].name_latin})." in page
    assert "5 entries would be short of readers" in page
    row = next(r for r in entries_in(seated.stage(ROUND)) if r.candidacy.entry == entry)
    assert f"/stage-entries/{row.public_id}/one-judge" in client.get(page_of(seated)).text


def test_without_a_judge_of_several_tracks_it_says_what_cannot_be_compared(
    seated: Contest, sign_in: SignIn
) -> None:
    more = [add_judge(seated) for _ in range(2)]
    first, second = panels_of(seated.stage(ROUND))
    with transaction():
        for judge in seated.judges:
            panels_service.remove_panel_member(panel=second, judge=judge, by=seated.officer)
        for judge in more:
            panels_service.remove_panel_member(panel=first, judge=judge, by=seated.officer)
    seated.plan(ROUND)
    assert "No judge would read in more than one track" in read(sign_in(seated.officer), seated)


def test_its_buttons_commit_it_plan_again_and_discard_it(seated: Contest, sign_in: SignIn) -> None:
    client = sign_in(seated.officer)
    assert "No plan waits" in read(client, seated)
    first = seated.plan(ROUND)
    page = client.get(page_of(seated)).text
    for verb in ("commit", "discard"):
        assert f"/proposals/{first.public_id}/{verb}" in page
    assert f"{stage_of(seated)}/plan" in page
    assert page_of(seated) in client.get(stage_of(seated)).text, "the stage leads to it"
    assert client.press(f"/proposals/{first.public_id}/discard").location == stage_of(seated)
    assert first.state == "discarded"
    second = seated.plan(ROUND)
    assert client.press(f"/proposals/{second.public_id}/commit").location == stage_of(seated)
    assert len(seated.assignments(ROUND)) == 20
    assert "each of them is told" in client.get(stage_of(seated)).text


def test_an_old_page_assigns_nothing(seated: Contest, sign_in: SignIn) -> None:
    client, first = sign_in(seated.officer), seated.plan(ROUND)
    second = seated.plan(ROUND)
    answer = client.press(f"/proposals/{first.public_id}/commit")
    assert answer.status_code == 403 and "This plan was put away" in answer.text
    declare(seated.judges[0], seated.entry("connected project 1"))
    assert "A conflict of interest has come up" in read(client, seated)
    answer = client.press(f"/proposals/{second.public_id}/commit")
    assert answer.status_code == 403 and "A conflict of interest has come up" in answer.text
    assert seated.assignments(ROUND) == []


def test_the_same_press_sent_twice_gets_the_same_answer(seated: Contest, sign_in: SignIn) -> None:
    client, proposal, key = sign_in(seated.officer), seated.plan(ROUND), "0123456789abcdef"
    answers = [client.press(f"/proposals/{proposal.public_id}/commit", _key=key) for _ in range(2)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, stage_of(seated))}
    assert len(seated.assignments(ROUND)) == 20


def test_what_judges_were_assigned_by_is_in_reach_however_often_it_is_planned_again(
    seated: Contest, sign_in: SignIn
) -> None:
    seated.assign(ROUND)
    place = f"/proposals/{latest(seated).public_id}/undo"
    for _ in range(SHOWN + 1):
        seated.plan(ROUND)
    assert place in sign_in(seated.officer).get(page_of(seated)).text


def test_it_is_taken_back_with_a_reason(seated: Contest, sign_in: SignIn) -> None:
    seated.assign(ROUND)
    client, proposal = sign_in(seated.officer), latest(seated)
    place = f"/proposals/{proposal.public_id}/undo"
    assert page_of(seated) in client.get(stage_of(seated)).text
    assert place in client.get(page_of(seated)).text
    assert "20 assignments of this plan will be taken back" in words(client.get(place).text)
    assert client.send(place, reason=" ").status_code == 422
    assert client.send(place, reason="The wrong panel.").location == page_of(seated)
    assert seated.assignments(ROUND) == []
    page = read(client, seated)
    assert "Taken back" in page and "The wrong panel." in page
    assert client.get(place).status_code == 403


def latest(contest: Contest) -> AssignmentProposal:
    return proposals_of(contest.stage(ROUND))[0]


def test_once_judging_has_begun_the_button_says_why_not(contest: Contest, sign_in: SignIn) -> None:
    client, place = sign_in(contest.officer), f"/proposals/{latest(contest).public_id}/undo"
    assert "Judging has begun: an assignment stays." in read(client, contest)
    assert client.press(place, reason="x").status_code == 403
    assert len(contest.assignments(ROUND)) == 20


@pytest.mark.parametrize(
    ("who", "status"),
    [("auditor", 403), ("approver", 403), ("judge", 404), ("stranger", 404), ("other officer", 404)],
)
def test_only_an_officer_of_the_edition_presses(
    seated: Contest, voting: Contest, sign_in: SignIn, who: str, status: int
) -> None:
    proposal = seated.plan(ROUND)
    people: dict[str, Person] = {
        "auditor": seated.auditor,
        "approver": seated.approver,
        "judge": seated.judges[0],
        "stranger": make_person(),
        "other officer": make_officer(voting.edition),
    }
    client = sign_in(people[who])
    assert client.get(page_of(seated)).status_code == (200 if status == 403 else 404)
    for verb in ("commit", "discard", "undo"):
        assert client.press(f"/proposals/{proposal.public_id}/{verb}", reason="x").status_code == status
    assert proposal.state == "open" and seated.assignments(ROUND) == []


@pytest.mark.parametrize("who", ["officer", "approver", "auditor"])
@pytest.mark.parametrize("short", [False, True])
def test_to_who_has_a_conflict_of_interest_the_plan_reads_as_if_the_entry_had_never_been(
    app: Flask, seated: Contest, sign_in: SignIn, who: str, short: bool
) -> None:
    hidden, other = seated.entry("connected project 2"), seated.entry("digital project 5")
    if short:
        for judge in seated.judges[:2]:
            declare(judge, hidden)
            declare(judge, seated.entry("digital project 1"))
    seated.plan(ROUND)
    person: Person = getattr(seated, who)
    declare(person, hidden)
    employ(person, other)
    assert_unseen(app, hidden, person, sign_in, [page_of(seated), stage_of(seated), "/desk"])


@pytest.mark.parametrize("what", ["entries", "judges"])
def test_the_page_asks_no_more_often_for_more_rows(
    contest: Contest, sign_in: SignIn, session: Session, what: str
) -> None:
    client, counts = sign_in(contest.officer), []
    for size in (10, 90, 400):
        if what == "entries":
            grow(contest, contest.judges[0], size)
        else:
            add_members(contest, panels_of(contest.stage(ROUND))[0], size)
        contest.plan(ROUND)
        client.get(page_of(contest))
        with counted() as sent:
            assert client.get(page_of(contest)).status_code == 200
        counts.append(len(sent))
    assert len(set(counts)) == 1 and counts[0] <= MOST_QUERIES, counts
