"""What a judge writes for the secretariat is read there, and somebody says what was done about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.db import db, transaction
from app.core.errors import Conflict, Invalid, Refused
from app.judging.comments import service
from app.judging.comments.queries import comments_in, comments_on, unhandled_comments
from app.judging.models import ScoreSheet
from app.judging.reopenings import service as reopenings
from app.people.models import Person
from tests.client import hidden_fields
from tests.judging.conftest import SignIn, employ, first_of, own, save, send
from tests.results.conftest import Contest

SAID = "I know whose work this is."


def handle(contest: Contest, sheet: ScoreSheet, note: str = "Released the judge.", **more: object) -> None:
    with transaction():
        service.handle_comment(
            sheet=sheet, note=note, **{"version": sheet.version, "by": contest.officer, **more}
        )  # type: ignore[arg-type]


def queue(contest: Contest) -> str:
    return f"/programmes/straight-to-wuzhen/{contest.edition.year}/judging/comments"


@pytest.fixture
def sheet(contest: Contest) -> ScoreSheet:
    """A submitted sheet with a comment, beside one without and a draft with one."""
    first, second, third = own(contest, contest.judges[0])[:3]
    send(second, comment="")
    save(third, comment="Not ready.")
    return send(first, comment=SAID)


def test_what_was_submitted_waits_and_no_draft(contest: Contest, sheet: ScoreSheet) -> None:
    assert [row.sheet.comment for row in comments_in(contest.edition, to=contest.officer)] == [SAID]
    assert unhandled_comments(contest.edition, to=contest.officer) == 1


def test_somebody_says_what_was_done_once(contest: Contest, sheet: ScoreSheet) -> None:
    with pytest.raises(Invalid):
        handle(contest, sheet, note=" ")
    handle(contest, sheet)
    assert unhandled_comments(contest.edition, to=contest.officer) == 0
    (row,) = comments_on(sheet.assignment.stage_entry.candidacy.entry, to=contest.officer)
    assert row.handled is not None and row.handled.note == "Released the judge."
    with pytest.raises(Refused, match="handled already"):
        handle(contest, sheet)


def submit_again(contest: Contest, sheet: ScoreSheet) -> None:
    """Reopened by two people, and submitted an hour later with other words."""
    judge = sheet.assignment.judge
    with transaction():
        request = reopenings.ask_reopening(assignment=sheet.assignment, reason="A slip.", by=judge)
        reopenings.propose_reopening(reopening=request, by=contest.officer)
    with transaction():
        reopenings.agree_reopening(reopening=request, by=contest.approver)
    contest.clock.move(timedelta(hours=1))
    send(sheet.assignment, comment="I withdraw.", version=sheet.version)


def test_a_comment_that_nobody_has_read_is_not_handled(contest: Contest, sheet: ScoreSheet) -> None:
    read = sheet.version
    submit_again(contest, sheet)
    with pytest.raises(Conflict, match="submitted again"):
        handle(contest, sheet, version=read)
    assert unhandled_comments(contest.edition, to=contest.officer) == 1
    handle(contest, sheet)
    assert unhandled_comments(contest.edition, to=contest.officer) == 0


def test_the_form_says_which_comment_was_read(contest: Contest, sheet: ScoreSheet, sign_in: SignIn) -> None:
    officer, place = sign_in(contest.officer), f"/sheets/{sheet.public_id}/comment"
    read = hidden_fields(officer.get(place).text, place)
    submit_again(contest, sheet)
    answer = officer.post(place, data={**read, "note": "Released the judge."})
    assert answer.status_code == 409 and "I withdraw." in answer.text
    assert officer.send(place, note="Nothing is needed.").location == queue(contest)


@pytest.mark.parametrize("who", ["approver", "auditor"])
def test_others_read_and_do_not_handle_it(contest: Contest, sheet: ScoreSheet, who: str) -> None:
    with pytest.raises(Refused, match="Only an officer"):
        handle(contest, sheet, by=getattr(contest, who))


def test_what_was_done_stands(contest: Contest, sheet: ScoreSheet, session: Session) -> None:
    handle(contest, sheet)
    for statement in ("UPDATE handled_comment SET note = 'x'", "DELETE FROM handled_comment"):
        with pytest.raises(DBAPIError), transaction():
            session.execute(sa.text(statement))


def test_it_stands_on_the_desk_in_the_queue_and_on_the_page_of_the_entry(
    contest: Contest, sheet: ScoreSheet, sign_in: SignIn
) -> None:
    officer = sign_in(contest.officer)
    entry = sheet.assignment.stage_entry.candidacy.entry
    assert "1 comment of a judge to read." in officer.get("/desk").text
    place = f"/sheets/{sheet.public_id}/comment"
    assert SAID in officer.get(queue(contest)).text and f'href="{place}"' in officer.get(queue(contest)).text
    page = officer.get(f"/entries/{entry.public_id}").text
    assert SAID in page and "To be handled" in page
    assert officer.send(place, note="Released the judge.").location == queue(contest)
    assert "Handled" in officer.get(f"/entries/{entry.public_id}").text
    assert "comment of a judge" not in officer.get("/desk").text
    assert "Released the judge." in sign_in(contest.auditor).get(place).text


def test_whoever_has_a_conflict_of_interest_knows_nothing_of_it(
    contest: Contest, sheet: ScoreSheet, sign_in: SignIn
) -> None:
    employ(contest.officer, sheet.assignment.stage_entry.candidacy.entry)
    officer = sign_in(contest.officer)
    assert SAID not in officer.get(queue(contest)).text
    assert "comment of a judge" not in officer.get("/desk").text
    assert officer.get(f"/sheets/{sheet.public_id}/comment").status_code == 404


@pytest.mark.parametrize("who", ["judge", "another judge", "applicant"])
def test_nobody_else_finds_it(contest: Contest, sheet: ScoreSheet, sign_in: SignIn, who: str) -> None:
    entry = sheet.assignment.stage_entry.candidacy.entry
    person = {"judge": contest.judges[0], "another judge": contest.judges[1]}.get(who)
    client = sign_in(person or db.session.get_one(Person, entry.created_by_id))
    assert client.get(f"/sheets/{sheet.public_id}/comment").status_code == 404
    assert client.get(queue(contest)).status_code == 404
    if who == "applicant":
        assert SAID not in client.get(f"/entries/{entry.public_id}").text


def test_a_sheet_without_a_comment_has_no_such_page(contest: Contest, sign_in: SignIn) -> None:
    silent = send(first_of(contest), comment="")
    contest.clock.move(timedelta(minutes=1))
    assert sign_in(contest.officer).get(f"/sheets/{silent.public_id}/comment").status_code == 404
