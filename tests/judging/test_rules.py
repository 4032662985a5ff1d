"""Who sets judging up, reads, scores, steps back and votes, asked without a database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.verdict import Verdict
from app.entries.models import Candidacy, Entry
from app.judging.assignments import rules as assignments_rules
from app.judging.ballots import rules as ballots_rules
from app.judging.ballots.rules import BallotView
from app.judging.conflicts import rules as conflicts_rules
from app.judging.judges import rules as judges_rules
from app.judging.models import Assignment, Ballot, Panel, ScoreSheet, SheetState, StageEntry
from app.judging.panels import rules as panels_rules
from app.judging.sheets import rules as sheets_rules
from app.judging.stages import rules as stages_rules
from app.people.models import Person, Representation, Role, RoleGrant
from app.programmes.models import Edition, Stage, StageKind

NOW = datetime(2024, 9, 10, 4, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
EDITION, ELSEWHERE, FIRM, JUDGE = 7, 8, 21, 1
Rule = Callable[[Any, Any, datetime], Verdict]


def somebody(role: Role | None, where: int = EDITION, *, number: int = 9, **more: Any) -> Person:
    person = Person(id=number, **{"verified_at": NOW - DAY, **more})
    if role is not None:
        grant = RoleGrant(role=role, edition_id=None if role is Role.ADMINISTRATOR else where)
        grant.starts_at, grant.ends_at = NOW - DAY, NOW + DAY
        person.grants = [grant]
    return person


def judge(**more: Any) -> Person:
    return somebody(Role.JUDGE, **{"number": JUDGE, **more})


def a_stage(state: str = "open", *, kind: StageKind = StageKind.SCORING) -> Stage:
    """Prepared, open until tomorrow, past its hour, or closed."""
    stage = Stage(kind=kind, edition=Edition(id=EDITION, closes_at=NOW - DAY))
    if state != "prepared":
        stage.opened_at, stage.closes_at = NOW - DAY, NOW if state == "late" else NOW + DAY
    stage.closed_at = NOW if state == "closed" else None
    return stage


def an_assignment(state: str = "open", *, sheet: SheetState | None = None, **more: Any) -> Assignment:
    entry = Entry(organisation_id=FIRM, edition_id=EDITION)
    stage_entry = StageEntry(stage=a_stage(state), candidacy=Candidacy(entry=entry))
    made = Assignment(judge_id=JUDGE, stage_entry=stage_entry, **more)
    made.sheet = ScoreSheet(state=sheet) if sheet else None
    return made


def a_ballot_view(
    state: str = "open", *, members: set[int] | None = None, voters: set[int] | None = None
) -> BallotView:
    ballot = Ballot(stage=a_stage(state, kind=StageKind.BALLOT))
    return BallotView(ballot, {JUDGE} if members is None else members, voters or set())


def a_member(state: str = "prepared") -> tuple[Panel, Person]:
    return Panel(stage=a_stage(state)), judge()


OFFICES = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)
SEEN: list[tuple[Rule, Callable[[], Any]]] = [
    (stages_rules.sees_stage, a_stage),
    (stages_rules.sees_judging, lambda: Edition(id=EDITION)),
    (panels_rules.sees_panel_member, a_member),
    (ballots_rules.sees_ballot_as_secretariat, lambda: Ballot(stage=a_stage())),
]


@pytest.mark.parametrize(("rule", "thing"), SEEN, ids=lambda part: getattr(part, "__name__", "thing"))
@pytest.mark.parametrize("role", [None, *Role])
def test_the_offices_of_the_edition_see_how_judging_stands(
    rule: Rule, thing: Callable[[], Any], role: Role | None
) -> None:
    assert bool(rule(somebody(role), thing(), NOW)) == (role in OFFICES)
    assert not rule(somebody(role, ELSEWHERE), thing(), NOW)


OF_THE_OFFICER: list[tuple[Rule, Callable[[], Any]]] = [
    (stages_rules.may_prepare_stage, a_stage),
    (panels_rules.may_remove_panel_member, a_member),
    (stages_rules.may_close_stage, a_stage),
    (stages_rules.may_admit, lambda: a_stage("prepared")),
    (stages_rules.may_open_stage, lambda: a_stage("prepared")),
    (ballots_rules.may_close_ballot, lambda: Ballot(stage=a_stage(kind=StageKind.BALLOT))),
]


@pytest.mark.parametrize(
    ("rule", "thing"), OF_THE_OFFICER, ids=lambda part: getattr(part, "__name__", "thing")
)
@pytest.mark.parametrize("role", [None, *Role])
def test_the_officer_of_the_edition_sets_judging_up_alone(
    rule: Rule, thing: Callable[[], Any], role: Role | None
) -> None:
    assert bool(rule(somebody(role), thing(), NOW)) == (role is Role.OFFICER)
    assert not rule(somebody(Role.OFFICER, ELSEWHERE), thing(), NOW)
    assert not rule(somebody(Role.OFFICER, disabled_at=NOW), thing(), NOW)


STATES = ("prepared", "open", "late", "closed")


@pytest.mark.parametrize(
    ("rule", "when"),
    [
        (stages_rules.may_prepare_stage, {"prepared", "open", "late"}),
        (stages_rules.may_admit, {"prepared"}),
        (stages_rules.may_open_stage, {"prepared"}),
        (stages_rules.may_close_stage, {"open", "late"}),
    ],
)
@pytest.mark.parametrize("state", STATES)
def test_each_step_has_its_time(rule: Rule, when: set[str], state: str) -> None:
    assert bool(rule(somebody(Role.OFFICER), a_stage(state), NOW)) == (state in when)


@pytest.mark.parametrize("state", STATES)
def test_a_ballot_is_prepared_before_it_begins(state: str) -> None:
    ballot = a_stage(state, kind=StageKind.BALLOT)
    assert bool(stages_rules.may_prepare_stage(somebody(Role.OFFICER), ballot, NOW)) == (state == "prepared")
    closes = ballots_rules.may_close_ballot(somebody(Role.OFFICER), Ballot(stage=ballot), NOW)
    assert bool(closes) == (state in ("open", "late"))


def test_nobody_is_admitted_while_applications_are_open() -> None:
    stage = a_stage("prepared")
    stage.edition.closes_at = NOW + SECOND
    verdict = stages_rules.may_admit(somebody(Role.OFFICER), stage, NOW)
    assert not verdict and verdict.params == {"closes": NOW + SECOND}
    stage.edition.closes_at = NOW
    assert stages_rules.may_admit(somebody(Role.OFFICER), stage, NOW)


@pytest.mark.parametrize("role", [None, *Role])
def test_an_assignment_is_seen_by_whom_it_was_given_to_while_they_judge(role: Role | None) -> None:
    assert bool(assignments_rules.sees_assignment(somebody(role, number=JUDGE), an_assignment(), NOW)) == (
        role is Role.JUDGE
    )
    assert not assignments_rules.sees_assignment(somebody(role), an_assignment(), NOW), (
        "it was given to somebody else"
    )
    assert bool(stages_rules.judges_stage(somebody(role), a_stage(), NOW)) == (role is Role.JUDGE)


def test_a_judge_of_another_edition_sees_nothing() -> None:
    assert not assignments_rules.sees_assignment(judge(where=ELSEWHERE), an_assignment(), NOW)
    assert not stages_rules.judges_stage(judge(where=ELSEWHERE), a_stage(), NOW)


def in_the_name_of(firm: int, *, until: datetime | None = None) -> Person:
    person = judge()
    person.representations = [Representation(organisation_id=firm, since=NOW - DAY, until=until)]
    return person


@pytest.mark.parametrize(
    ("person", "reads"),
    [
        (judge(), True),
        (judge(employer_id=FIRM), False),
        (judge(employer_id=FIRM + 1), True),
        (in_the_name_of(FIRM), False),
        (in_the_name_of(FIRM, until=NOW), True),
        (in_the_name_of(FIRM + 1), True),
    ],
)
def test_a_conflict_with_the_applicant_closes_the_dossier(person: Person, reads: bool) -> None:
    for rule in (assignments_rules.may_read, sheets_rules.may_score, assignments_rules.has_no_conflict):
        assert bool(rule(person, an_assignment(), NOW)) == reads
    assert conflicts_rules.may_recuse(person, an_assignment(), NOW), "stepping back is what is left"


def test_an_applicant_in_person_reads_not_their_own() -> None:
    assignment = an_assignment()
    assignment.stage_entry.candidacy.entry.organisation_id = None
    assignment.stage_entry.candidacy.entry.person_id = JUDGE
    assert not assignments_rules.may_read(judge(), assignment, NOW)


def test_who_stepped_back_neither_reads_scores_nor_steps_back() -> None:
    assignment = an_assignment(recused_at=NOW - SECOND, recusal_reason="x")
    for rule in (assignments_rules.may_read, sheets_rules.may_score, conflicts_rules.may_recuse):
        verdict = rule(judge(), assignment, NOW)
        assert not verdict and verdict.reason == "You recused yourself from this entry."


@pytest.mark.parametrize("state", STATES)
def test_scores_are_given_while_the_stage_is_open(state: str) -> None:
    assert bool(sheets_rules.may_score(judge(), an_assignment(state), NOW)) == (state == "open")
    assert assignments_rules.may_read(judge(), an_assignment(state), NOW)
    assert conflicts_rules.may_recuse(judge(), an_assignment(state), NOW), (
        "a conflict may come to light at any time"
    )


def test_the_last_second_counts() -> None:
    assignment = an_assignment()
    assignment.stage_entry.stage.closes_at = NOW + SECOND
    assert sheets_rules.may_score(judge(), assignment, NOW)
    assert not sheets_rules.may_score(judge(), assignment, NOW + SECOND)


@pytest.mark.parametrize("state", [None, *SheetState])
def test_a_sheet_that_was_sent_in_stands(state: SheetState | None) -> None:
    assert bool(sheets_rules.may_score(judge(), an_assignment(sheet=state), NOW)) == (
        state != SheetState.SUBMITTED
    )
    for rule in (assignments_rules.may_read, conflicts_rules.may_recuse):
        assert rule(judge(), an_assignment(sheet=state), NOW)


@pytest.mark.parametrize("role", [None, *Role])
def test_members_of_the_committee_see_the_ballot_and_vote(role: Role | None) -> None:
    for rule in (ballots_rules.sees_ballot, ballots_rules.may_vote):
        assert bool(rule(somebody(role, number=JUDGE), a_ballot_view(), NOW)) == (role is Role.JUDGE)
        assert not rule(judge(), a_ballot_view(members={JUDGE + 1}), NOW)
        assert not rule(judge(where=ELSEWHERE), a_ballot_view(), NOW)


@pytest.mark.parametrize("state", STATES)
def test_a_vote_is_cast_while_the_ballot_is_open(state: str) -> None:
    assert bool(ballots_rules.may_vote(judge(), a_ballot_view(state), NOW)) == (state == "open")
    assert ballots_rules.sees_ballot(judge(), a_ballot_view(state), NOW)


def test_nobody_votes_twice() -> None:
    verdict = ballots_rules.may_vote(judge(), a_ballot_view(voters={JUDGE}), NOW)
    assert not verdict and verdict.reason == "You have voted."
    assert ballots_rules.may_vote(judge(), a_ballot_view(voters={JUDGE + 1}), NOW)


def test_judges_describe_themselves() -> None:
    assert judges_rules.may_set_profile(judge(), judge(), NOW)
    assert not judges_rules.may_set_profile(somebody(Role.OFFICER), judge(), NOW)
