"""The office steps a judge back: others step in, what was typed stays, and no tie is said of anybody; on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Refused
from app.entries.models import ConflictOfInterest
from app.judging.assignments import releases
from app.judging.models import Assignment, SheetState
from app.judging.sheets import service as sheets_service
from app.judging.stages import service as stages_service
from app.outbox.models import Message
from app.people.models import Person
from tests.factories import make_administrator, make_officer, make_person
from tests.judging.conftest import (
    GOOD,
    ROUND,
    add_judge,
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


def release(
    contest: Contest, chosen: Sequence[Assignment], *, reason: str = "No answer.", by: Person | None = None
) -> int:
    with transaction():
        return releases.release(
            stage=contest.stage(ROUND),
            judge=contest.judges[0],
            assignments=chosen,
            reason=reason,
            by=by or contest.officer,
        )


def stepped_in_for(contest: Contest, assignment: Assignment) -> Assignment:
    return next(a for a in contest.assignments(ROUND) if a.replaces_id == assignment.id)


def messages(session: Session, person_id: int) -> list[tuple[str, int]]:
    rows = session.scalars(sa.select(Message).where(Message.person_id == person_id).order_by(Message.id))
    return [(row.kind, row.params.get("count", 0)) for row in rows]


def test_somebody_else_steps_in_and_the_row_says_who_decided(contest: Contest) -> None:
    assignment = first_of(contest)
    before = judges_on(assignment.stage_entry)
    assert release(contest, [assignment]) == 0
    (free,) = {judge.id for judge in contest.judges} - before
    assert judges_on(assignment.stage_entry) == before - {assignment.judge_id} | {free}
    assert (assignment.released_by_id, assignment.recused_at) == (contest.officer.id, contest.clock.now)
    assert stepped_in_for(contest, assignment).assigned_by_id == contest.officer.id


def test_who_steps_back_alone_was_released_by_nobody(contest: Contest) -> None:
    assignment = first_of(contest)
    recuse(assignment)
    assert assignment.recused_at is not None and assignment.released_by_id is None


def test_what_was_typed_stays(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    sheet = save(assignment)
    release(contest, [assignment])
    session.expire_all()
    assert (sheet.state, sheet.comment, sheets_service.scores_of(sheet)) == (SheetState.DRAFT, "Good.", GOOD)
    for verb in (save, send):
        with pytest.raises(Refused, match="released you"):
            verb(assignment, version=1)
    with pytest.raises(Refused, match="released you"):
        recuse(assignment)


def test_no_tie_is_said_of_the_judge(contest: Contest, session: Session) -> None:
    release(contest, [first_of(contest)])
    own_ties = sa.select(ConflictOfInterest).where(ConflictOfInterest.person_id == contest.judges[0].id)
    assert session.scalars(own_ties).all() == []


def test_the_leaf_names_the_office_and_not_the_reason(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    release(contest, [assignment], reason="Ill since May.")
    subject = f"assignment:{assignment.public_id}"
    leaf = session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == subject)).one()
    assert (leaf.action, leaf.actor) == ("assignment.released", contest.officer.public_id)
    assert json.loads(leaf.statement)["facts"] == {
        "replaced_by": stepped_in_for(contest, assignment).public_id
    }
    assert "Ill" not in leaf.statement


def test_both_judges_are_told_once_however_many_entries_it_is(contest: Contest, session: Session) -> None:
    chosen = own(contest, contest.judges[0])[:3]
    stated = {judge.id: len(messages(session, judge.id)) for judge in contest.judges}
    release(contest, chosen)
    assert messages(session, contest.judges[0].id)[stated[contest.judges[0].id] :] == [("released", 3)]
    new = [
        message for judge in contest.judges[1:] for message in messages(session, judge.id)[stated[judge.id] :]
    ]
    assert {kind for kind, _count in new} == {"assigned"} and sum(count for _kind, count in new) == 3
    assert len(new) <= 2


def test_a_stage_that_waited_for_the_judge_can_be_closed(contest: Contest) -> None:
    silent = own(contest, contest.judges[0])
    for assignment in contest.assignments(ROUND):
        if assignment not in silent:
            send(assignment)
    with pytest.raises(Refused, match="have not been submitted"), transaction():
        stages_service.close_stage(stage=contest.stage(ROUND), by=contest.officer)
    assert release(contest, silent) == 0
    for assignment in contest.assignments(ROUND):
        if assignment.recused_at is None and not assignment.is_submitted:
            send(assignment)
    with transaction():
        assert (
            stages_service.close_stage(stage=contest.stage(ROUND), by=contest.officer).closed_at
            == contest.clock.now
        )


def test_where_nobody_is_free_it_says_so_and_a_new_judge_is_assigned(contest: Contest) -> None:
    assignment = first_of(contest)
    for judge in contest.judges:
        if judge.id not in judges_on(assignment.stage_entry):
            employ(judge, assignment.stage_entry.candidacy.entry)
    assert release(contest, [assignment]) == 1
    newcomer = add_judge(contest)
    contest.assign(ROUND)
    assert newcomer.id in judges_on(assignment.stage_entry)
    assert assignment.judge_id not in judges_on(assignment.stage_entry), "it is not given back"


NOT_THE_OFFICER: dict[str, Callable[[Contest, Contest], Person]] = {
    "the judge": lambda contest, _other: contest.judges[0],
    "another judge": lambda contest, _other: contest.judges[1],
    "auditor": lambda contest, _other: contest.auditor,
    "approver": lambda contest, _other: contest.approver,
    "administrator": lambda _contest, _other: make_administrator(),
    "stranger": lambda _contest, _other: make_person(),
    "officer of another edition": lambda _contest, other: make_officer(other.edition),
}


@pytest.mark.parametrize("who", NOT_THE_OFFICER)
def test_only_an_officer_of_the_edition_releases(contest: Contest, blind: Contest, who: str) -> None:
    assignment = first_of(contest)
    with pytest.raises(Refused, match="Only an officer"):
        release(contest, [assignment], by=NOT_THE_OFFICER[who](contest, blind))
    assert assignment.recused_at is None


@pytest.mark.parametrize("tie", [employ, declare])
def test_an_officer_with_a_conflict_does_not_decide_who_judges(
    contest: Contest, tie: Callable[[Person, object], object]
) -> None:
    assignment, other = own(contest, contest.judges[0])[:2]
    tie(contest.officer, assignment.stage_entry.candidacy.entry)
    with pytest.raises(Refused, match="conflict of interest with this applicant"):
        release(contest, [other, assignment])
    assert other.recused_at is None, "all or nothing"
    assert release(contest, [other]) == 0


def test_a_sheet_that_was_sent_in_stands(contest: Contest) -> None:
    assignment = first_of(contest)
    send(assignment)
    with pytest.raises(Refused, match="it is final"):
        release(contest, [assignment])
    assert assignment.is_submitted and assignment.recused_at is None


def test_nobody_is_released_twice(contest: Contest) -> None:
    assignment = first_of(contest)
    release(contest, [assignment])
    with pytest.raises(Refused, match="already"):
        release(contest, [assignment])


def test_nor_after_the_close(contest: Contest) -> None:
    with transaction():
        contest.stage(ROUND).closed_at = contest.clock.now
    with pytest.raises(Refused, match="This stage is closed"):
        release(contest, [first_of(contest)])


def test_an_entry_and_a_reason_are_needed(contest: Contest) -> None:
    assignment = first_of(contest)
    with pytest.raises(Refused, match="at least one"):
        release(contest, [])
    with pytest.raises(Refused, match="Say why"):
        release(contest, [assignment], reason=" \n")
    assert assignment.recused_at is None


def test_what_another_judge_reads_is_not_taken_along(contest: Contest) -> None:
    others = own(contest, contest.judges[1])[:1]
    assert release(contest, [first_of(contest), *others]) == 0
    assert others[0].recused_at is None


def test_the_database_itself_knows_no_release_without_a_recusal(contest: Contest) -> None:
    with pytest.raises(IntegrityError), transaction():
        first_of(contest).released_by_id = contest.officer.id
