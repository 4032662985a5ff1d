"""Which judge reads what: exact reads, even loads, no ties, and words where it cannot be done; on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.db import transaction
from app.core.errors import Refused
from app.entries.models import Entry
from app.judging.assignments import proposals
from app.judging.assignments.plan import plan_stage
from app.judging.models import Assignment, StageEntry
from app.judging.panels import service as panels_service
from app.judging.panels.queries import panels_of
from app.judging.stages import service as stages_service
from app.judging.stages.queries import entries_in
from app.outbox.models import Message
from app.people.models import Person
from tests.factories import make_officer, make_organisation, make_person
from tests.judging.conftest import (
    FINAL,
    ROUND,
    add_judge,
    declare,
    employ,
    judges_on,
    own,
    recuse,
    send,
    short_of,
)
from tests.results.conftest import Contest

Tie = Callable[[Person, Entry], object]


def loads(contest: Contest, code: str = ROUND) -> dict[str, list[int]]:
    """Per track, how much each judge reads, the least first."""
    tracks: dict[str, Counter[int]] = {}
    for row in contest.assignments(code):
        if row.recused_at is None:
            tracks.setdefault(row.stage_entry.candidacy.track.code, Counter())[row.judge_id] += 1
    return {code: sorted(counter.values()) for code, counter in tracks.items()}


def reads(contest: Contest, code: str = ROUND) -> list[int]:
    return [len(judges_on(row)) for row in entries_in(contest.stage(code))]


def row_of(contest: Contest, title: str, code: str = ROUND) -> StageEntry:
    return next(row for row in entries_in(contest.stage(code)) if row.candidacy.entry.title_en == title)


def test_every_entry_has_its_reads_and_no_judge_one_more_than_another(fresh: Contest) -> None:
    fresh.seat(ROUND)
    fresh.assign(ROUND)
    assert reads(fresh) == [2] * 10
    assert loads(fresh) == {track.code: [3, 3, 4] for track in fresh.edition.tracks}


def test_a_larger_pool_shares_the_work_as_evenly(fresh: Contest) -> None:
    fresh.seat(ROUND)
    for _ in range(4):
        add_judge(fresh)
    fresh.assign(ROUND)
    assert reads(fresh) == [2] * 10
    assert loads(fresh) == {track.code: [1, 1, 1, 1, 2, 2, 2] for track in fresh.edition.tracks}


@pytest.mark.parametrize("tie", [employ, declare])
def test_a_tie_keeps_a_judge_away_and_the_loads_even(fresh: Contest, session: Session, tie: Tie) -> None:
    judge, entry = fresh.judges[0], fresh.entry("connected project 2")
    fresh.seat(ROUND)
    tie(judge, entry)
    session.commit()
    fresh.assign(ROUND)
    assert judges_on(row_of(fresh, "connected project 2")) == {j.id for j in fresh.judges[1:]}
    assert reads(fresh) == [2] * 10
    assert all(max(each) - min(each) <= 1 for each in loads(fresh).values())


def test_a_judge_reads_no_entry_of_a_firm_that_they_act_for(fresh: Contest, session: Session) -> None:
    firm = make_organisation()
    fresh.entry("digital project 3").organisation_id = firm.id
    session.commit()
    fresh.seat(ROUND)
    judge = add_judge(fresh, acts_for=firm)
    fresh.assign(ROUND)
    assert judge.id not in judges_on(row_of(fresh, "digital project 3"))
    assert own(fresh, judge), "others they read"


def test_whoever_is_a_judge_no_more_is_given_nothing(fresh: Contest, session: Session) -> None:
    """They still have a seat, but could not open what they were given."""
    fresh.seat(ROUND)
    gone = add_judge(fresh)
    gone.disabled_at = fresh.clock.now
    session.commit()
    fresh.assign(ROUND)
    assert own(fresh, gone) == []


def test_what_cannot_be_assigned_is_said_by_the_names_of_entries_and_judges(
    fresh: Contest, session: Session
) -> None:
    first, second, third = fresh.judges
    entry = fresh.entry("connected project 2")
    fresh.seat(ROUND)
    declare(first, entry)
    employ(second, entry)
    session.commit()
    (short,) = short_of(fresh)
    shown = short.params
    assert shown["reads"] == 2 and shown["track"]["en"] == "Intelligent Connected Vehicles"
    assert shown["entries"] == f"{entry.number} ({third.name_latin})", "who is left for it"
    fresh.assign(ROUND)
    assert {a.stage_entry.candidacy.track.code for a in fresh.assignments(ROUND)} == {"digital-medicine"}


def test_too_few_judges_is_said_too(fresh: Contest) -> None:
    stage = fresh.stage(ROUND)
    fresh.seat(ROUND)
    for panel in panels_of(stage):
        for judge in fresh.judges[1:]:
            with transaction():
                panels_service.remove_panel_member(panel=panel, judge=judge, by=fresh.officer)
    shown = str(short_of(fresh)[0].params["entries"])
    assert shown.count(f"({fresh.judges[0].name_latin})") == len(shown.split(";"))
    assert plan_stage(stage).pairs == []


def test_nobody_left_on_a_panel_is_too_few(fresh: Contest, session: Session) -> None:
    fresh.seat(ROUND)
    for judge in fresh.judges:
        judge.disabled_at = fresh.clock.now
    session.commit()
    assert all("(–)" in str(short.params["entries"]) for short in short_of(fresh))


def test_the_refusal_does_not_name_the_entry_of_the_officers_own_house(
    fresh: Contest, session: Session
) -> None:
    entry = fresh.entry("connected project 2")
    fresh.seat(ROUND)
    for judge in fresh.judges[:2]:
        declare(judge, entry)
    (short,) = short_of(fresh)
    assert str(entry.number) in str(short.params) and "limit" in short.params
    employ(fresh.officer, entry)
    session.commit()
    for short in short_of(fresh):  # from a limit they could reckon how many entries there are
        assert str(entry.number) not in str(short.params) and "limit" not in short.params


def test_planning_again_adds_nothing(contest: Contest) -> None:
    assert plan_stage(contest.stage(ROUND)).pairs == []


def test_an_entry_that_is_a_judge_short_is_given_one_though_judging_has_begun(contest: Contest) -> None:
    """All who could step in have a tie; then somebody new sits down."""
    row = first_row(contest)
    for judge in contest.judges:
        if judge.id not in judges_on(row):
            declare(judge, row.candidacy.entry)
    mine = next(a for a in contest.assignments(ROUND) if a.stage_entry_id == row.id)
    assert recuse(mine) is None
    assert len(judges_on(row)) == 1
    newcomer = add_judge(contest)
    contest.assign(ROUND)
    assert newcomer.id in judges_on(row)
    assert reads(contest) == [2] * 10
    assert len(own(contest, newcomer)) == 1, "the others keep their judges"


def first_row(contest: Contest) -> StageEntry:
    return entries_in(contest.stage(ROUND))[0]


def test_entries_that_come_later_go_to_whoever_reads_least(fresh: Contest, session: Session) -> None:
    """The loads of both lots together stay even."""
    stage, rows = fresh.stage(ROUND), session.scalars(fresh.candidacies()).all()
    with transaction():
        stages_service.enter(stage=stage, candidacies=rows[:4], by=fresh.officer)
        for track in fresh.edition.tracks:
            panels_service.add_panel_member(stage=stage, track=track, judges=fresh.judges, by=fresh.officer)
    fresh.assign(ROUND)
    with transaction():
        stages_service.enter(stage=stage, candidacies=rows[4:], by=fresh.officer)
    fresh.assign(ROUND)
    assert reads(fresh) == [2] * 10
    assert loads(fresh) == {track.code: [3, 3, 4] for track in fresh.edition.tracks}


def test_the_whole_panel_reads_everything_but_what_it_has_a_conflict_with(
    contest: Contest, session: Session
) -> None:
    stage, entry = contest.stage(FINAL), contest.entry("connected project 1")
    declare(contest.judges[0], entry)
    with transaction():
        rows = session.scalars(contest.candidacies()).all()
        stages_service.enter(stage=stage, candidacies=rows, by=contest.officer)
        for track in contest.edition.tracks:
            panels_service.add_panel_member(
                stage=stage, track=track, judges=contest.judges, by=contest.officer
            )
    contest.assign(FINAL)
    assert reads(contest, FINAL) == [2] + [3] * 9
    assert contest.judges[0].id not in judges_on(row_of(contest, "connected project 1", FINAL))


def test_the_same_pair_cannot_stand_twice_in_the_database(contest: Contest, session: Session) -> None:
    held = contest.assignments(ROUND)[0]
    with pytest.raises(IntegrityError), transaction():
        session.add(
            Assignment(
                stage_entry_id=held.stage_entry_id,
                judge_id=held.judge_id,
                assigned_at=held.assigned_at,
                assigned_by_id=contest.officer.id,
            )
        )


@pytest.mark.parametrize("who", ["judge", "approver", "auditor", "stranger", "officer of another edition"])
def test_only_an_officer_of_the_edition_assigns(fresh: Contest, voting: Contest, who: str) -> None:
    person = {
        "judge": lambda: fresh.judges[1],
        "approver": lambda: fresh.approver,
        "auditor": lambda: fresh.auditor,
        "stranger": make_person,
        "officer of another edition": lambda: make_officer(voting.edition),
    }[who]()
    fresh.seat(ROUND)
    proposal = fresh.plan(ROUND)
    with pytest.raises(Refused, match="Only an officer"), transaction():
        proposals.commit(proposal=proposal, by=person)
    assert fresh.assignments(ROUND) == []


def test_nothing_is_assigned_in_a_closed_stage(contest: Contest) -> None:
    for assignment in contest.assignments(ROUND):
        send(assignment)
    with transaction():
        stages_service.close_stage(stage=contest.stage(ROUND), by=contest.officer)
    with pytest.raises(Refused, match="closed"):
        contest.assign(ROUND)


def test_the_transaction_is_one_leaf_and_each_judge_gets_one_message(
    fresh: Contest, session: Session
) -> None:
    fresh.seat(ROUND)
    fresh.assign(ROUND)
    subject = f"stage:{fresh.stage(ROUND).public_id}"
    leaf = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "stage.assigned", AuditEvent.subject == subject)
    ).one()
    assert '"pairs":20' in leaf.statement
    stated = sa.select(Message).where(
        Message.kind == "assigned", Message.person_id.in_([judge.id for judge in fresh.judges])
    )
    counts = {message.person_id: message.params["count"] for message in session.scalars(stated)}
    assert counts == Counter(a.judge_id for a in fresh.assignments(ROUND))
