"""Stepping back: somebody without a tie steps in, what was typed stays, and there is no way back; on both databases."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Refused
from app.entries.models import ConflictOfInterest
from app.judging.conflicts import declarations, recusals
from app.judging.models import Assignment, ScoreSheet, SheetState
from app.judging.panels import service as panels_service
from app.judging.panels.queries import panels_of
from app.judging.sheets import service as sheets_service
from app.judging.stages import service as stages_service
from app.judging.stages.queries import entries_in
from app.outbox.models import Message
from app.results.rankings.queries import score_rows
from tests.factories import make_person
from tests.judging.conftest import (
    FINAL,
    GOOD,
    ROUND,
    add_judge,
    declare,
    employ,
    first_of,
    in_both_tracks,
    judges_on,
    own,
    recuse,
    save,
    send,
    short_of,
)
from tests.locking import locks_noted
from tests.results.conftest import Contest


def test_a_recusal_waits_for_whoever_advances_or_publishes(contest: Contest) -> None:
    assignment = first_of(contest)
    with locks_noted() as locked:
        recuse(assignment)
    assert locked[:2] == ["edition", "assignment"]


def test_so_does_a_conflict_that_is_put_on_record(contest: Contest) -> None:
    assignment = first_of(contest)
    with locks_noted() as locked, transaction():
        declarations.record_conflict(
            stage=contest.stage(ROUND),
            judge=assignment.judge,
            assignment=assignment,
            reason="A former team.",
            by=contest.officer,
        )
    assert locked[:2] == ["edition", "assignment"]


def test_whoever_is_free_steps_in(contest: Contest) -> None:
    assignment = first_of(contest)
    before = judges_on(assignment.stage_entry)
    replacement = recuse(assignment)
    assert replacement is not None and replacement.replaces_id == assignment.id
    (free,) = {judge.id for judge in contest.judges} - before
    assert judges_on(assignment.stage_entry) == before - {assignment.judge_id} | {free}
    assert (assignment.recusal_reason, assignment.recused_at) == ("A former team.", contest.clock.now)


def test_the_least_loaded_of_the_panel_steps_in(contest: Contest) -> None:
    newcomers = [add_judge(contest), add_judge(contest)]
    for judge in contest.judges:
        recuse(own(contest, judge)[0])
    assert sorted(len(own(contest, newcomer)) for newcomer in newcomers) == [1, 2], (
        "who has read much reads no more"
    )


def test_whoever_is_a_judge_no_more_does_not_step_in(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    free = next(judge for judge in contest.judges if judge.id not in judges_on(assignment.stage_entry))
    free.disabled_at = contest.clock.now
    session.commit()
    assert recuse(assignment) is None


def test_whoever_has_a_conflict_does_not_step_in(contest: Contest) -> None:
    assignment = first_of(contest)
    others = [judge for judge in contest.judges if judge.id not in judges_on(assignment.stage_entry)]
    for judge in others:
        employ(judge, assignment.stage_entry.candidacy.entry)
    assert recuse(assignment) is None
    newcomer = add_judge(contest)
    declare(newcomer, assignment.stage_entry.candidacy.entry)
    (left,) = [
        a for a in contest.assignments(ROUND) if a.stage_entry == assignment.stage_entry and not a.recused_at
    ]
    assert recuse(left) is None
    assert judges_on(assignment.stage_entry) == set()


def test_somebody_who_left_the_panel_does_not_step_in(contest: Contest) -> None:
    assignment = first_of(contest)
    free = next(judge for judge in contest.judges if judge.id not in judges_on(assignment.stage_entry))
    for theirs in own(contest, free):
        send(theirs)
    for panel in panels_of(contest.stage(ROUND)):
        with transaction():
            panels_service.remove_panel_member(panel=panel, judge=free, by=contest.officer)
    assert recuse(assignment) is None


def test_in_a_whole_panel_nobody_steps_in(contest: Contest, session: Session) -> None:
    stage = contest.stage(FINAL)
    with transaction():
        stages_service.enter(
            stage=stage, candidacies=session.scalars(contest.candidacies()).all(), by=contest.officer
        )
        for track in contest.edition.tracks:
            panels_service.add_panel_member(
                stage=stage, track=track, judges=contest.judges, by=contest.officer
            )
    contest.assign(FINAL)
    assert recuse(contest.assignments(FINAL)[0]) is None
    assert sorted(len(judges_on(row)) for row in entries_in(stage)) == [2] + [3] * 9


def test_what_was_typed_stays_in_the_database(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    sheet = save(assignment)
    recuse(assignment)
    session.expire_all()
    kept = session.get_one(ScoreSheet, sheet.id)
    assert (kept.state, kept.comment, sheets_service.scores_of(kept)) == (SheetState.DRAFT, "Good.", GOOD)


def test_whoever_stepped_back_writes_no_more(contest: Contest) -> None:
    assignment = first_of(contest)
    save(assignment)
    recuse(assignment)
    for verb in (save, send):
        with pytest.raises(Refused, match="recused"):
            verb(assignment, version=1)
    with pytest.raises(Refused, match="recused"):
        recuse(assignment)


def test_whoever_stepped_back_is_never_assigned_to_the_entry_again(contest: Contest) -> None:
    assignment = first_of(contest)
    judge, row = assignment.judge, assignment.stage_entry
    recuse(assignment)
    for other in [a for a in contest.assignments(ROUND) if a.stage_entry == row and a.recused_at is None]:
        recuse(other)
    assert judges_on(row) == set()
    (short,) = short_of(contest)
    assert "only those in brackets" in short.reason
    newcomers = {add_judge(contest).id, add_judge(contest).id}
    contest.assign(ROUND)
    assert judges_on(row) == newcomers
    assert judge.id not in newcomers


def test_nor_in_a_later_stage(contest: Contest) -> None:
    assignment = first_of(contest)
    recuse(assignment)
    stage, candidacy = contest.stage(FINAL), assignment.stage_entry.candidacy
    with transaction():
        stages_service.enter(stage=stage, candidacies=[candidacy], by=contest.officer)
        panels_service.add_panel_member(
            stage=stage, track=candidacy.track, judges=contest.judges, by=contest.officer
        )
    contest.assign(FINAL)
    (row,) = entries_in(stage)
    assert judges_on(row) == {judge.id for judge in contest.judges} - {assignment.judge_id}


def test_a_tie_is_to_the_entry_so_its_other_candidacy_is_given_up_too(contest: Contest) -> None:
    first, second = in_both_tracks(contest)
    recuse(first)
    assert second.recused_at == contest.clock.now and second.recusal_reason == "A former team."
    assert first.judge_id not in judges_on(second.stage_entry) and len(judges_on(second.stage_entry)) == 2
    with pytest.raises(Refused, match="recused"):
        save(second)


def test_who_is_known_to_have_a_conflict_can_still_step_back(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    known = declare(assignment.judge, assignment.stage_entry.candidacy.entry)
    recuse(assignment)
    assert session.scalars(own_conflicts(assignment)).all() == [known]


def own_conflicts(assignment: Assignment) -> sa.Select[tuple[ConflictOfInterest]]:
    return sa.select(ConflictOfInterest).where(ConflictOfInterest.person_id == assignment.judge_id)


def test_a_conflict_found_after_submitting_takes_the_sheet_out_of_the_result(contest: Contest) -> None:
    """It stays on record as it was; another judge reads the entry."""
    assignment = first_of(contest)
    sheet = send(assignment)
    replacement = recuse(assignment)
    assert replacement is not None and assignment.recused_at == contest.clock.now
    assert (sheet.state, sheets_service.scores_of(sheet)) == ("submitted", GOOD)
    assert assignment.judge_id not in {judge for judge, *_rest in score_rows(contest.stage(ROUND))}


@pytest.mark.parametrize("who", ["other judge", "officer", "stranger"])
def test_only_the_judge_steps_back(contest: Contest, who: str) -> None:
    assignment = first_of(contest)
    person = {
        "other judge": lambda: contest.judges[1],
        "officer": lambda: contest.officer,
        "stranger": make_person,
    }
    with pytest.raises(Refused, match="not assigned to you"), transaction():
        recusals.recuse(assignment=assignment, reason="x", by=person[who]())
    assert assignment.recused_at is None


def test_a_reason_is_needed(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    with pytest.raises(Refused, match="Say why"):
        recuse(assignment, reason=" \n")
    with pytest.raises(IntegrityError), transaction():
        assignment.recused_at = contest.clock.now
    session.expire_all()
    assert assignment.recused_at is None and session.scalars(own_conflicts(assignment)).all() == []


def test_after_the_close_too_but_nobody_steps_in(contest: Contest) -> None:
    *rest, last = contest.assignments(ROUND)
    for assignment in rest:
        send(assignment)
    contest.clock.set(contest.stage(ROUND).closes_at or contest.clock.now)
    assert recuse(last) is not None, "the stage is past its hour, but not closed"
    late = next(a for a in contest.assignments(ROUND) if a.replaces_id == last.id)
    with transaction():
        contest.stage(ROUND).closed_at = contest.clock.now
    assert recuse(late) is None and late.recused_at == contest.clock.now


def test_the_leaf_names_who_steps_in_and_not_the_reason(contest: Contest, session: Session) -> None:
    assignment = first_of(contest)
    replacement = recuse(assignment, reason="My sister works there.")
    assert replacement is not None
    subject = f"assignment:{assignment.public_id}"
    leaf = session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == subject)).one()
    facts = json.loads(leaf.statement)["facts"]
    assert (leaf.action, facts) == ("assignment.recused", {"replaced_by": replacement.public_id})
    assert "sister" not in leaf.statement
    stated = sa.select(Message).where(Message.person_id == replacement.judge_id).order_by(Message.id.desc())
    message = session.scalars(stated).first()
    assert message is not None and message.kind == "assigned" and "sister" not in str(message.params)
