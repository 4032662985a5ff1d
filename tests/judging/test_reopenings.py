"""A sheet submitted with a slip is corrected by its judge where two people agree; the first version is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Invalid, Refused
from app.judging.assignments.queries import count_outstanding
from app.judging.models import Assignment, SheetState
from app.judging.reopenings import service
from app.judging.reopenings.models import SheetReopening
from app.judging.sheets.service import scores_of
from app.judging.stages.queries import sheet_changes
from app.judging.stages.service import close_stage
from app.people.models import Person
from app.results.rankings.ranking_view import is_current
from tests.factories import make_approver, make_officer
from tests.judging.conftest import GOOD, ROUND, SignIn, declare, employ, first_of, send
from tests.locking import locks_noted
from tests.results.conftest import Contest

SLIP = {"innovation": 900, "technology": 7000}
MEANT = {"innovation": 9000, "technology": 7000}


@pytest.fixture
def slip(contest: Contest) -> Assignment:
    """Every sheet of the round is submitted; one of them with 9 for 90."""
    chosen = first_of(contest)
    for assignment in contest.assignments(ROUND):
        send(assignment, scores=SLIP if assignment is chosen else GOOD, comment="9 of 10.")
    return chosen


def ask(slip: Assignment, **more: object) -> SheetReopening:
    with transaction():
        return service.ask_reopening(
            **{"assignment": slip, "reason": "I meant 90.", "by": slip.judge, **more}
        )  # type: ignore[arg-type]


def propose(request: SheetReopening, by: Person) -> None:
    with transaction():
        service.propose_reopening(reopening=request, by=by)


def agree(request: SheetReopening, by: Person) -> None:
    with transaction():
        service.agree_reopening(reopening=request, by=by)


def reopen(contest: Contest, slip: Assignment) -> SheetReopening:
    request = ask(slip)
    propose(request, contest.officer)
    agree(request, contest.approver)
    return request


def correct(slip: Assignment) -> None:
    assert slip.sheet is not None
    send(slip, scores=MEANT, version=slip.sheet.version)


def test_two_people_let_the_judge_correct_it_and_both_versions_are_there(
    contest: Contest, slip: Assignment
) -> None:
    request = reopen(contest, slip)
    sheet = slip.sheet
    assert sheet is not None and (sheet.state, sheet.submitted_at) == (SheetState.DRAFT, None)
    assert count_outstanding(contest.stage(ROUND)) == 1
    correct(slip)
    assert scores_of(sheet) == MEANT and sheet.state == SheetState.SUBMITTED
    assert (request.scores, request.comment, request.submitted_at) == (SLIP, "9 of 10.", contest.clock.now)


def test_one_person_alone_is_not_enough(contest: Contest, slip: Assignment) -> None:
    request = ask(slip)
    with pytest.raises(Refused, match="An officer proposes it first"):
        agree(request, contest.approver)
    propose(request, contest.officer)
    for person in (contest.officer, slip.judge, contest.auditor):
        with pytest.raises(Refused, match="Only an"):
            agree(request, person)
    assert slip.is_submitted


def test_the_database_itself_wants_two_and_no_less(
    contest: Contest, slip: Assignment, session: Session
) -> None:
    """Neither an agreement by one hand, nor a sheet that changes without one."""
    request, sheet = ask(slip), slip.sheet
    assert sheet is not None
    open_it = sa.text("UPDATE score_sheet SET state = 'draft', submitted_at = NULL WHERE id = :id")
    with pytest.raises(DBAPIError), transaction():
        session.execute(open_it, {"id": sheet.id})
    propose(request, contest.officer)
    for who in (contest.officer.id, slip.judge_id):
        with pytest.raises(IntegrityError), transaction():
            session.execute(
                sa.update(SheetReopening).values(decided_at=contest.clock.now, decided_by_id=who, agreed=True)
            )
    assert slip.is_submitted


def test_the_database_keeps_the_first_version(contest: Contest, slip: Assignment, session: Session) -> None:
    reopen(contest, slip)
    for statement in (
        "UPDATE sheet_reopening SET comment = 'x'",
        "UPDATE sheet_reopening SET submitted_at = asked_at, reason = 'x'",
        "DELETE FROM sheet_reopening",
    ):
        with pytest.raises(DBAPIError), transaction():
            session.execute(sa.text(statement))


def test_the_same_agreement_opens_the_sheet_once(
    contest: Contest, slip: Assignment, session: Session
) -> None:
    reopen(contest, slip)
    contest.clock.move(timedelta(hours=1))
    correct(slip)
    assert slip.sheet is not None
    with pytest.raises(DBAPIError), transaction():
        session.execute(
            sa.text("UPDATE score_sheet SET state = 'draft', submitted_at = NULL WHERE id = :id"),
            {"id": slip.sheet.id},
        )


NOT_THE_JUDGE: dict[str, Callable[[Contest], Person]] = {
    "another judge": lambda contest: contest.judges[1],
    "officer": lambda contest: contest.officer,
    "approver": lambda contest: contest.approver,
}


@pytest.mark.parametrize("who", NOT_THE_JUDGE)
def test_the_judge_alone_asks(contest: Contest, slip: Assignment, who: str) -> None:
    with pytest.raises(Refused, match="not assigned to you"):
        ask(slip, by=NOT_THE_JUDGE[who](contest))


def test_a_reason_and_a_submitted_sheet_are_needed_and_one_request_at_a_time(
    contest: Contest, slip: Assignment
) -> None:
    with pytest.raises(Invalid):
        ask(slip, reason=" ")
    ask(slip)
    with pytest.raises(Refused, match="asked for this already"):
        ask(slip)


def test_a_draft_needs_no_request(contest: Contest) -> None:
    with pytest.raises(Refused, match="has not been submitted"):
        ask(first_of(contest))


def test_a_declined_request_leaves_the_sheet_and_can_be_made_again(
    contest: Contest, slip: Assignment
) -> None:
    request = ask(slip)
    with transaction():
        service.decline_reopening(
            reopening=request, reason="It is what the guidance says.", by=contest.officer
        )
    assert slip.is_submitted and request.refusal and not request.agreed
    again = ask(slip)
    propose(again, contest.officer)
    with transaction():
        service.decline_reopening(reopening=again, reason="No.", by=contest.approver)
    with pytest.raises(Refused, match="has been decided"):
        agree(again, contest.approver)


def test_in_a_closed_stage_the_ranking_is_run_again(contest: Contest, slip: Assignment) -> None:
    with transaction():
        close_stage(stage=contest.stage(ROUND), by=contest.officer)
    first = contest.rank(ROUND)
    reopen(contest, slip)
    assert not is_current(first)
    with pytest.raises(Refused, match="reopened score sheets"):
        contest.rank(ROUND)
    correct(slip)
    with pytest.raises(Refused, match="rank the stage again"):
        contest.advance(first)
    second = contest.rank(ROUND)
    assert is_current(second) and (first.number, second.number) == (1, 2)
    scores = [
        next(r.score for r in each.rows if r.stage_entry_id == slip.stage_entry_id)
        for each in (first, second)
    ]
    assert scores[0] is not None and scores[1] is not None and scores[1] > scores[0]


def test_agreeing_waits_for_whoever_advances_or_publishes(contest: Contest, slip: Assignment) -> None:
    request = ask(slip)
    propose(request, contest.officer)
    with locks_noted() as locked:
        agree(request, contest.approver)
    assert locked[:2] == ["edition", "assignment"]


def test_once_entries_have_gone_on_the_sheets_are_final(contest: Contest, slip: Assignment) -> None:
    request = ask(slip)
    with transaction():
        close_stage(stage=contest.stage(ROUND), by=contest.officer)
    ranking = contest.rank(ROUND)
    while group := next(
        (r.tie_group for r in ranking.rows if r.tie_group and not _decided(ranking, r.tie_group)), None
    ):
        contest.decide(ranking, group)
    contest.advance(ranking)
    with pytest.raises(Refused, match="Entries have gone on"):
        propose(request, contest.officer)


def _decided(ranking: object, group: int) -> bool:
    from app.results.ties.queries import decided_groups

    return group in decided_groups(ranking)  # type: ignore[arg-type]


@pytest.mark.parametrize("tie", [employ, declare])
def test_whoever_has_a_conflict_of_interest_neither_sees_nor_decides(
    contest: Contest, slip: Assignment, sign_in: SignIn, tie: Callable[[Person, object], object]
) -> None:
    request, entry = ask(slip), slip.stage_entry.candidacy.entry
    tie(contest.officer, entry)
    with pytest.raises(Refused):
        propose(request, contest.officer)
    client = sign_in(contest.officer)
    assert client.get(f"/reopenings/{request.public_id}").status_code == 404
    assert request.public_id not in client.get(f"/stages/{contest.stage(ROUND).public_id}").text
    assert "reopen" not in client.get("/desk").text
    propose(request, make_officer(contest.edition))
    agree(request, make_approver(contest.edition))
    assert sheet_changes(contest.edition) == {contest.stage(ROUND).id: 1}


def test_from_the_request_to_the_second_version_on_pages(
    contest: Contest, slip: Assignment, sign_in: SignIn
) -> None:
    judge, officer, approver = (sign_in(each) for each in (slip.judge, contest.officer, contest.approver))
    place = f"/assignments/{slip.public_id}"
    assert judge.send(f"{place}/reopening", reason="I meant 90.").location == place
    assert "You have asked for this sheet to be reopened" in judge.get(place).text
    assert "A judge asks for a submitted sheet to be reopened." in officer.get("/desk").text
    stage_page = officer.get(f"/stages/{contest.stage(ROUND).public_id}").text
    (where,) = {
        part.split('"')[0] for part in stage_page.split('href="')[1:] if part.startswith("/reopenings/")
    }
    assert "I meant 90." in officer.get(where).text and "9.00" in officer.get(where).text
    assert officer.press(f"{where}/propose").location == where
    assert officer.press(f"{where}/agree").status_code == 403
    assert "wait" in approver.get("/desk").text and approver.send(f"{where}/agree").location == where
    page = judge.get(place).text
    assert "This sheet is open again" in page and "As you submitted it on" in page
    answer = judge.send(place, action="send", c_innovation="90", c_technology="70", comment="")
    assert answer.status_code == 303 and slip.is_submitted
    assert "Reopened" in sign_in(contest.auditor).get(where).text
