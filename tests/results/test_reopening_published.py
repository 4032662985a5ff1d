"""Once results are published a sheet of the last stage is reopened in a correction alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core.db import transaction
from app.core.errors import Refused
from app.entries.conflicts.queries import conflicts_of
from app.judging.conflicts import recusals
from app.judging.models import Assignment
from app.judging.reopenings import service
from app.judging.reopenings.models import SheetReopening
from app.judging.stages.queries import sheet_changes
from app.people.models import Person
from tests.client import Client
from tests.results.conftest import Contest

SignIn = Callable[[Person], Client]
REFUSAL = "The results are published: a score sheet is reopened only in a correction"


def of_final(contest: Contest) -> Assignment:
    return contest.assignments("final")[0]


def ask(assignment: Assignment) -> SheetReopening:
    with transaction():
        return service.ask_reopening(assignment=assignment, reason="I meant 90.", by=assignment.judge)


def propose(contest: Contest, request: SheetReopening) -> None:
    with transaction():
        service.propose_reopening(reopening=request, by=contest.officer)


def agree(contest: Contest, request: SheetReopening) -> None:
    with transaction():
        service.agree_reopening(reopening=request, by=contest.approver)


def test_nobody_asks_for_it_any_more(contest: Contest, sign_in: SignIn) -> None:
    contest.published()
    sheet = of_final(contest)
    with pytest.raises(Refused, match=REFUSAL):
        ask(sheet)
    page = sign_in(sheet.judge).get(f"/assignments/{sheet.public_id}/reopening")
    assert page.status_code == 403 and REFUSAL in page.text


def test_what_was_asked_for_before_is_not_proposed(contest: Contest, sign_in: SignIn) -> None:
    request = ask(of_final(contest))
    contest.published()
    with pytest.raises(Refused, match=REFUSAL):
        propose(contest, request)
    pressed = sign_in(contest.officer).press(f"/reopenings/{request.public_id}/propose")
    assert pressed.status_code == 403 and REFUSAL in pressed.text


def test_nor_agreed_to_where_it_was_proposed_before(contest: Contest, sign_in: SignIn) -> None:
    request = ask(of_final(contest))
    propose(contest, request)
    contest.published()
    with pytest.raises(Refused, match=REFUSAL):
        agree(contest, request)
    pressed = sign_in(contest.approver).press(f"/reopenings/{request.public_id}/agree")
    assert pressed.status_code == 403 and REFUSAL in pressed.text
    assert of_final(contest).is_submitted


def test_in_a_correction_all_three_steps_are_taken(contest: Contest) -> None:
    contest.published()
    contest.correct()
    request = ask(of_final(contest))
    propose(contest, request)
    agree(contest, request)
    assert not of_final(contest).is_submitted


def test_before_anything_is_published_none_is_needed(contest: Contest) -> None:
    request = ask(of_final(contest))
    propose(contest, request)
    agree(contest, request)
    assert not of_final(contest).is_submitted


def test_whoever_is_recused_then_leaves_their_sheet_in_what_is_published(
    contest: Contest, sign_in: SignIn
) -> None:
    before = of_final(contest)
    address = f"/assignments/{before.public_id}/recuse?lang=en"
    assert "it leaves the result" in sign_in(before.judge).get(address).text
    contest.published()
    sheet = of_final(contest)
    assert "it stays in it and is marked" in sign_in(sheet.judge).get(address).text
    changes = sheet_changes(contest.edition)
    with transaction():
        recusals.recuse(assignment=sheet, reason="A former team.", by=sheet.judge)
    assert sheet.recused_at is None and sheet_changes(contest.edition) == changes
    entry = sheet.stage_entry.candidacy.entry
    assert conflicts_of([sheet.judge_id], [entry.id]) == {(sheet.judge_id, entry.id)}
