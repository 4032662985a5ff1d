"""Score sheets: saved as often as one likes, sent in once, and then they stand; on both databases."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Refused
from app.judging.models import Assignment, ScoreSheet, SheetScore, SheetState
from app.judging.sheets import service as sheets_service
from app.judging.sheets.queries import lock_assignment
from app.people.models import RoleGrant
from app.programmes.editions.queries import judged_stages
from app.programmes.proposals import service as proposals_service
from app.programmes.proposals.allowed_changes import is_allowed_change
from app.programmes.rulebook import RuleBook, canonical_json
from tests.counting import counted
from tests.factories import make_person
from tests.judging.conftest import GOOD, ROUND, employ, first_of, save, send
from tests.results.conftest import Contest


def leaves(session: Session, assignment: Assignment) -> list[tuple[str, Any]]:
    own = (
        sa.select(AuditEvent)
        .where(AuditEvent.subject == f"assignment:{assignment.public_id}")
        .order_by(AuditEvent.id)
    )
    return [(leaf.action, json.loads(leaf.statement)["facts"]) for leaf in session.scalars(own)]


def scores_in(session: Session, sheet: ScoreSheet) -> dict[int, int | None]:
    """What stands in the table itself."""
    rows = sa.select(SheetScore.criterion_id, SheetScore.score).where(SheetScore.sheet_id == sheet.id)
    return {row.criterion_id: row.score for row in session.execute(rows)}


def test_a_sheet_can_be_saved_in_parts(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    first = save(assignment, scores={"innovation": 8000}, comment="")
    assert (first.state, first.submitted_at, first.version) == (SheetState.DRAFT, None, 1)
    contest.clock.move(timedelta(minutes=1))
    second = save(assignment, scores=GOOD, comment="Later.", version=1)
    assert second.id == first.id and sheets_service.scores_of(second) == GOOD
    assert (second.comment, second.version, second.saved_at) == ("Later.", 2, contest.clock.now)


def test_a_score_that_was_emptied_is_kept_as_none(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    sheet = save(assignment)
    save(assignment, scores={"innovation": 100}, version=1)
    assert sorted(scores_in(session, sheet).values(), key=str) == [100, None]
    assert sheets_service.scores_of(sheet) == {"innovation": 100}


def test_an_assignment_is_held_once_a_transaction(contest: Contest) -> None:
    assignment = first_of(contest)
    for _each in range(2):
        with transaction(), counted() as statements:
            lock_assignment(assignment)
            lock_assignment(assignment)
        assert len(statements) == 1


def test_what_was_sent_in_has_its_instant(contest: Contest) -> None:
    sheet = send(first_of(contest))
    assert (sheet.state, sheet.submitted_at, sheets_service.scores_of(sheet)) == (
        SheetState.SUBMITTED,
        contest.clock.now,
        GOOD,
    )


def test_an_older_version_is_refused_with_both(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    save(assignment)
    with pytest.raises(Conflict) as conflict:
        send(assignment, scores={"innovation": 100})
    assert (conflict.value.mine, conflict.value.theirs) == (
        {"innovation": 100, "comment": "Good."},
        {**GOOD, "comment": "Good."},
    )
    assert sheets_service.scores_of(save(assignment, scores={"innovation": 100})) == GOOD, "asked, not taken"
    session.expire_all()
    assert assignment.sheet is not None and sheets_service.scores_of(assignment.sheet) == GOOD


def test_a_version_of_a_sheet_that_is_not_there_is_refused(contest: Contest) -> None:
    with pytest.raises(Conflict):
        send(first_of(contest), version=1)


def test_what_was_sent_in_stands(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    sheet = send(assignment)
    for verb in (save, send):
        with pytest.raises(Refused, match="it is final"):
            verb(assignment, scores={"innovation": 100}, version=sheet.version)
    session.expire_all()
    assert sheets_service.scores_of(sheet) == GOOD


def test_before_it_opens_nothing_is_written(fresh: Contest) -> None:
    fresh.seat(ROUND)
    fresh.assign(ROUND)
    for verb in (save, send):
        with pytest.raises(Refused, match="Judging is not open"):
            verb(first_of(fresh))


def test_the_hour_of_closing_is_kept_to_the_second(contest: Contest, session: Session) -> None:
    assignment, closes = first_of(contest), contest.stage(ROUND).closes_at
    assert closes is not None
    contest.clock.set(closes - timedelta(seconds=1))
    save(assignment)
    contest.clock.set(closes)
    for verb in (save, send):
        with pytest.raises(Refused, match="Judging is not open"):
            verb(assignment, scores={"innovation": 100}, version=1)
    session.expire_all()
    assert assignment.sheet is not None and sheets_service.scores_of(assignment.sheet) == GOOD, (
        "the draft is kept"
    )


@pytest.mark.parametrize("who", ["other judge", "officer", "auditor", "stranger", "judge of another edition"])
def test_only_whom_it_was_given_to_writes_a_sheet(contest: Contest, voting: Contest, who: str) -> None:
    assignment = first_of(contest)
    person = {
        "other judge": lambda: next(j for j in contest.judges if j != assignment.judge),
        "stranger": make_person,
        "officer": lambda: contest.officer,
        "auditor": lambda: contest.auditor,
        "judge of another edition": lambda: voting.judges[0],
    }[who]()
    for verb in (save, send):
        with pytest.raises(Refused, match="not assigned to you"):
            verb(assignment, by=person)


def test_the_office_of_judge_must_last(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    session.execute(
        sa.update(RoleGrant)
        .where(RoleGrant.person_id == assignment.judge_id)
        .values(ends_at=contest.clock.now)
    )
    session.commit()
    session.expire_all()
    with pytest.raises(Refused, match="Only a judge"):
        save(assignment)


def test_whoever_has_come_to_have_a_conflict_writes_no_more(contest: Contest) -> None:
    assignment = first_of(contest)
    save(assignment)
    employ(assignment.judge, assignment.stage_entry.candidacy.entry)
    for verb in (save, send):
        with pytest.raises(Refused, match="conflict of interest with this applicant"):
            verb(assignment, version=1)


def test_every_save_that_the_judge_makes_is_a_leaf_and_none_that_the_page_makes(
    contest: Contest, session: Session
) -> None:
    assignment = first_of(contest)
    save(assignment, scores={"innovation": 100}, automatic=True)
    assert leaves(session, assignment) == []
    contest.clock.move(timedelta(minutes=1))
    save(assignment, version=1)
    contest.clock.move(timedelta(minutes=1))
    send(assignment, version=2)
    facts = {"scores": GOOD, "stage": ROUND}
    assert leaves(session, assignment) == [("sheet.saved", facts), ("sheet.sent", facts)]


def test_a_refused_transaction_leaves_no_leaf(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    with pytest.raises(Invalid):
        send(assignment, scores={})
    assert leaves(session, assignment) == []


def test_an_assignment_has_one_sheet(contest: Contest, session: Session) -> None:
    held = send(first_of(contest))
    with pytest.raises(IntegrityError), transaction():
        session.add(ScoreSheet(assignment_id=held.assignment_id, saved_at=held.saved_at))


@pytest.mark.parametrize("state", ["submitted", "draft"])
def test_sent_in_and_its_instant_go_together(contest: Contest, session: Session, state: str) -> None:
    sheet = save(first_of(contest)) if state == "submitted" else send(first_of(contest))
    with pytest.raises(IntegrityError), transaction():
        session.execute(sa.update(ScoreSheet).where(ScoreSheet.id == sheet.id).values(state=state))


@pytest.mark.parametrize("table", ["sheet_score", "score_sheet", "assignment", "stage_entry", "criterion"])
def test_the_database_itself_lets_no_score_be_deleted(contest: Contest, session: Session, table: str) -> None:
    """Neither the score nor anything that it hangs on, by whatever way the statement comes."""
    sheet = send(first_of(contest))
    before = scores_in(session, sheet)
    with pytest.raises(DBAPIError), transaction():
        session.execute(sa.text(f"DELETE FROM {table}"))
    assert scores_in(session, sheet) == before and len(before) == 2


@pytest.mark.parametrize(
    "statement", ["UPDATE sheet_score SET score = 100", "UPDATE score_sheet SET comment = 'x'"]
)
def test_the_database_itself_lets_no_sheet_change_that_was_sent_in(
    contest: Contest, session: Session, statement: str
) -> None:
    sheet = send(first_of(contest))
    with pytest.raises(DBAPIError), transaction():
        session.execute(sa.text(statement))
    session.expire_all()
    assert (sheets_service.scores_of(sheet), sheet.comment) == (GOOD, "Good.")


def test_the_first_sheet_sent_in_freezes_the_rubric(contest: Contest, session: Session) -> None:
    """Until then an amendment may change it; afterwards no officer can."""
    raw = json.loads(canonical_json(contest.edition.rulebook))
    raw["directions"][0]["stages"][1]["rubric"][0]["name"]["en"] = "Novelty"
    book = RuleBook.model_validate(raw)
    save(first_of(contest))
    assert is_allowed_change(contest.edition.rulebook, book, judged_stages(contest.edition).begun)
    assert contest.stage(ROUND).rubric_locked_at is None
    send(first_of(contest), version=1)
    assert contest.stage(ROUND).rubric_locked_at == contest.clock.now
    with pytest.raises(Invalid) as fault, transaction():
        proposals_service.propose_amendment(
            edition=contest.edition, book=book, reason="Better.", by=contest.officer
        )
    assert set(fault.value.faults) == {"book"}
