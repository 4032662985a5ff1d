"""A plan of who reads what: nothing is assigned by it; committed as it stands or refused; taken back until judging begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Refused
from app.judging.assignments import proposals
from app.judging.assignments.by_hand import assign_by_hand
from app.judging.assignments.models import AssignmentProposal
from app.judging.assignments.proposal_queries import pairs_of
from app.judging.models import Assignment, StageEntry
from app.judging.panels import service as panels_service
from app.judging.panels.queries import panels_of
from app.judging.stages import service as stages_service
from app.judging.stages.queries import entries_in
from app.outbox.models import Message
from app.people.models import Person
from tests.factories import keep, make_officer, make_person
from tests.judging.conftest import ROUND, add_judge, declare, employ, judges_on
from tests.results.conftest import Contest


def letters(session: Session, kind: str, contest: Contest) -> dict[int | None, int]:
    """Judge to the number in their letter."""
    mine = Message.person_id.in_([judge.id for judge in contest.judges])
    rows = session.scalars(sa.select(Message).where(Message.kind == kind, mine)).all()
    assert len({row.person_id for row in rows}) == len(rows), "one letter a judge"
    return {row.person_id: row.params["count"] for row in rows}


def actions(session: Session, contest: Contest) -> list[str]:
    subject = f"stage:{contest.stage(ROUND).public_id}"
    rows = sa.select(AuditEvent.action).where(AuditEvent.subject == subject).order_by(AuditEvent.id)
    return [action for action in session.scalars(rows) if "assign" in action]


def commit(proposal: AssignmentProposal, by: Person) -> int:
    with transaction():
        return proposals.commit(proposal=proposal, by=by)


def undo(proposal: AssignmentProposal, by: Person, reason: str = "The wrong panel.") -> int:
    with transaction():
        return proposals.undo(proposal=proposal, reason=reason, by=by)


@pytest.fixture
def seated(fresh: Contest) -> Contest:
    fresh.seat(ROUND)
    return fresh


def test_a_plan_assigns_nobody_and_tells_nobody(seated: Contest, session: Session) -> None:
    proposal = seated.plan(ROUND)
    assert len(pairs_of(proposal)) == 20 and proposal.state == "open"
    assert seated.assignments(ROUND) == [] and letters(session, "assigned", seated) == {}
    assert actions(session, seated) == ["assignment.proposed"]


def test_it_is_committed_as_it_stands(seated: Contest, session: Session) -> None:
    proposal = seated.plan(ROUND)
    assert commit(proposal, seated.officer) == 20
    written = [(a.stage_entry_id, a.judge_id) for a in seated.assignments(ROUND)]
    assert written == pairs_of(proposal), "in the order in which it was worked out"
    assert letters(session, "assigned", seated) == Counter(judge for _entry, judge in written)
    assert actions(session, seated) == ["assignment.proposed", "stage.assigned"]
    with pytest.raises(Refused, match="already"):
        commit(proposal, seated.officer)


def test_planning_again_puts_the_earlier_plan_away(seated: Contest, session: Session) -> None:
    first = seated.plan(ROUND)
    second = seated.plan(ROUND)
    assert (first.state, second.state) == ("discarded", "open")
    with pytest.raises(Refused, match="put away"):
        commit(first, seated.officer)
    with transaction():
        proposals.discard(proposal=second, by=seated.officer)
    assert second.state == "discarded" and seated.assignments(ROUND) == []
    assert actions(session, seated).count("assignment.discarded") == 2


def test_a_second_plan_is_open_in_no_database(seated: Contest) -> None:
    proposal = seated.plan(ROUND)
    with pytest.raises(IntegrityError):
        keep(
            AssignmentProposal(
                stage=proposal.stage, basis={}, short=[], asked_at=proposal.asked_at, asked_by=seated.officer
            )
        )


def _conflict(contest: Contest) -> None:
    declare(contest.judges[0], contest.entry("connected project 2"))


def _employer(contest: Contest) -> None:
    employ(contest.judges[0], contest.entry("connected project 2"))


def _by_hand(contest: Contest) -> None:
    row = entries_in(contest.stage(ROUND))[0]
    with transaction():
        assign_by_hand(stage_entry=row, judge=contest.judges[0], by=contest.officer)


def _newcomer(contest: Contest) -> None:
    add_judge(contest)


def _taken_off(contest: Contest) -> None:
    with transaction():
        panel = panels_of(contest.stage(ROUND))[0]
        panels_service.remove_panel_member(panel=panel, judge=contest.judges[0], by=contest.officer)


def _no_judge_any_more(contest: Contest) -> None:
    contest.judges[0].disabled_at = contest.clock.now
    keep(contest.judges[0])


def _entry_left(contest: Contest) -> None:
    row = entries_in(contest.stage(ROUND))[0]
    row.left_at = contest.clock.now
    keep(row)


def _other_rules(contest: Contest) -> None:
    def one_read(book: dict[str, object]) -> None:
        book["directions"][0]["stages"][1]["reads"] = 1  # type: ignore[index]

    contest.amend(one_read)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_conflict, "conflict of interest has come up"),
        (_employer, "conflict of interest has come up"),
        (_by_hand, "assigned or released meanwhile"),
        (_newcomer, "panel has changed"),
        (_taken_off, "panel has changed"),
        (_no_judge_any_more, "panel has changed"),
        (_entry_left, "come in or left"),
        (_other_rules, "rules have changed"),
    ],
)
def test_what_has_overtaken_a_plan_is_said(
    seated: Contest, change: Callable[[Contest], None], reason: str
) -> None:
    proposal = seated.plan(ROUND)
    change(seated)
    before = len(seated.assignments(ROUND))
    with pytest.raises(Refused, match=reason):
        commit(proposal, seated.officer)
    assert len(seated.assignments(ROUND)) == before and proposal.state == "open"
    assert commit(seated.plan(ROUND), seated.officer) > 0, "planned again it goes through"


def test_a_plan_that_adds_nothing_is_not_committed(contest: Contest) -> None:
    with pytest.raises(Refused, match="adds nothing"):
        commit(contest.plan(ROUND), contest.officer)


def test_taken_back_as_a_whole_it_can_be_assigned_again(seated: Contest, session: Session) -> None:
    proposal = seated.plan(ROUND)
    commit(proposal, seated.officer)
    told = letters(session, "assigned", seated)
    assert undo(proposal, seated.officer) == 20
    assert seated.assignments(ROUND) == [] and len(pairs_of(proposal)) == 20, "what it was stays on record"
    assert (proposal.state, proposal.undo_reason) == ("undone", "The wrong panel.")
    assert letters(session, "assignment_undone", seated) == told
    assert actions(session, seated)[-1] == "assignment.undone"
    with pytest.raises(Refused, match="already"):
        undo(proposal, seated.officer)
    with pytest.raises(Refused, match="was taken back: plan again"):
        commit(proposal, seated.officer)
    again = seated.plan(ROUND)
    assert pairs_of(again) == pairs_of(proposal), "no pair is barred"
    assert commit(again, seated.officer) == 20


def test_the_letter_does_not_count_what_its_judge_must_not_know_of(seated: Contest, session: Session) -> None:
    proposal = seated.plan(ROUND)
    commit(proposal, seated.officer)
    held = seated.assignments(ROUND)[0]
    own = held.judge_id
    employ(held.judge, held.stage_entry.candidacy.entry)
    stated = letters(session, "assigned", seated)
    undo(proposal, seated.officer)
    expected = {judge: count - (judge == own) for judge, count in stated.items()}
    assert letters(session, "assignment_undone", seated) == expected


def test_what_was_assigned_beside_the_plan_stays(seated: Contest) -> None:
    _by_hand(seated)
    proposal = seated.plan(ROUND)
    assert commit(proposal, seated.officer) == 19 and undo(proposal, seated.officer) == 19
    (left,) = seated.assignments(ROUND)
    assert left.judge == seated.judges[0]


def test_a_reason_is_needed(seated: Contest) -> None:
    proposal = seated.plan(ROUND)
    commit(proposal, seated.officer)
    with pytest.raises(Refused, match="Say why"):
        undo(proposal, seated.officer, "  ")
    assert len(seated.assignments(ROUND)) == 20


def _open(contest: Contest) -> None:
    with transaction():
        closes = contest.clock.now + timedelta(days=5)
        stages_service.open_stage(stage=contest.stage(ROUND), closes_at=closes, by=contest.officer)


def test_once_judging_has_begun_nothing_is_taken_back(seated: Contest, session: Session) -> None:
    proposal = seated.plan(ROUND)
    commit(proposal, seated.officer)
    _open(seated)
    with pytest.raises(Refused, match="Judging has begun"):
        undo(proposal, seated.officer)
    with pytest.raises(DBAPIError), transaction():
        session.execute(sa.delete(Assignment))


def test_the_database_lets_no_assignment_go_whose_plan_stands(seated: Contest, session: Session) -> None:
    commit(seated.plan(ROUND), seated.officer)
    of_stage = sa.select(StageEntry.id).where(StageEntry.stage_id == seated.stage(ROUND).id)
    with pytest.raises(DBAPIError), transaction():
        session.execute(sa.delete(Assignment).where(Assignment.stage_entry_id.in_(of_stage)))


def test_what_was_planned_is_never_written_over(seated: Contest, session: Session) -> None:
    seated.plan(ROUND)
    for statement in (
        "UPDATE proposed_assignment SET judge_id = (SELECT MAX(id) FROM person)",
        "DELETE FROM proposed_assignment",
        "DELETE FROM assignment_proposal",
        "UPDATE assignment_proposal SET basis = '{}'",
    ):
        with pytest.raises(DBAPIError), transaction():
            session.execute(sa.text(statement))


def test_who_left_an_entry_meanwhile_stays_barred(seated: Contest) -> None:
    proposal = seated.plan(ROUND)
    commit(proposal, seated.officer)
    gone = seated.assignments(ROUND)[0]
    gone.recused_at, gone.recusal_reason = seated.clock.now, "A former team."
    keep(gone)
    assert undo(proposal, seated.officer) == 19
    commit(seated.plan(ROUND), seated.officer)
    assert gone.judge_id not in judges_on(gone.stage_entry) and len(judges_on(gone.stage_entry)) == 2


@pytest.mark.parametrize("verb", [proposals.discard, proposals.commit])
@pytest.mark.parametrize("who", ["auditor", "approver", "judge", "stranger", "officer of another edition"])
def test_only_an_officer_of_the_edition_decides(
    seated: Contest, voting: Contest, who: str, verb: Callable[..., object]
) -> None:
    person = {
        "auditor": lambda: seated.auditor,
        "approver": lambda: seated.approver,
        "judge": lambda: seated.judges[1],
        "stranger": make_person,
        "officer of another edition": lambda: make_officer(voting.edition),
    }[who]()
    proposal = seated.plan(ROUND)
    with pytest.raises(Refused, match="Only an officer"), transaction():
        verb(proposal=proposal, by=person)
    assert proposal.state == "open"


@pytest.mark.parametrize("tie", [declare, employ])
def test_nor_an_officer_with_a_conflict_of_interest(seated: Contest, tie: Callable[..., object]) -> None:
    proposal, other = seated.plan(ROUND), make_officer(seated.edition)
    commit(proposal, other)
    tie(seated.officer, seated.entry("connected project 1"))
    with pytest.raises(Refused, match="another officer does this"):
        undo(proposal, seated.officer)
    assert undo(proposal, other) == 20
