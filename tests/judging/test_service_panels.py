"""Who has a seat in which track, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.errors import Refused
from app.judging.models import Panel, PanelMember
from app.judging.panels import service as panels_service
from app.judging.panels.queries import committee_of, panels_of
from app.judging.stages import service as stages_service
from app.people.models import Person, Role
from app.programmes.models import Track
from tests.factories import make_grant, make_officer, make_person
from tests.judging.conftest import BALLOT, ROUND, add_judge, own, send
from tests.results.conftest import Contest


def seat(contest: Contest, *judges: Person, track: Track | None = None, code: str = ROUND) -> Panel:
    track = track or contest.edition.tracks[0]
    with transaction():
        return panels_service.add_panel_member(
            stage=contest.stage(code), track=track, judges=judges, by=contest.officer
        )


def seated(contest: Contest, code: str = ROUND) -> dict[str, set[int]]:
    return {
        panel.track.code if panel.track else "": {row.judge_id for row in panel.members}
        for panel in panels_of(contest.stage(code))
    }


def ids(*people: Person) -> set[int]:
    return {person.id for person in people}


def test_each_track_has_a_pool_of_its_own(fresh: Contest) -> None:
    first, second, third = fresh.judges
    here, there = fresh.edition.tracks
    seat(fresh, first, second, track=here)
    seat(fresh, second, third, track=there)
    assert seated(fresh) == {here.code: ids(first, second), there.code: ids(second, third)}


def test_seats_are_added_and_nobody_sits_twice(fresh: Contest) -> None:
    first, second, _third = fresh.judges
    panel = seat(fresh, first)
    assert seat(fresh, first, second) is panel
    assert [row.judge_id for row in panel.members] == [first.id, second.id]


def test_the_database_gives_nobody_two_seats_and_no_track_two_panels(
    fresh: Contest, session: Session
) -> None:
    panel = seat(fresh, fresh.judges[0])
    with pytest.raises(IntegrityError), transaction():
        session.add(PanelMember(panel_id=panel.id, judge_id=fresh.judges[0].id, added_at=fresh.clock.now))
    with pytest.raises(IntegrityError), transaction():
        session.add(Panel(stage_id=panel.stage_id, track_id=panel.track_id, created_at=fresh.clock.now))


def test_the_database_gives_a_stage_one_committee(voting: Contest, session: Session) -> None:
    with pytest.raises(IntegrityError), transaction():
        session.add(Panel(stage_id=voting.stage(BALLOT).id, track_id=None, created_at=voting.clock.now))


def test_who_left_takes_the_old_seat_again(fresh: Contest, session: Session) -> None:
    judge = fresh.judges[0]
    panel = seat(fresh, judge)
    with transaction():
        panels_service.remove_panel_member(panel=panel, judge=judge, by=fresh.officer)
    assert seated(fresh) == {fresh.edition.tracks[0].code: set()}
    seat(fresh, judge)
    session.expire_all()
    assert [(row.judge_id, row.left_at) for row in panel.members] == [(judge.id, None)]


def test_what_a_judge_who_leaves_has_scored_stands(contest: Contest, session: Session) -> None:
    judge = contest.judges[0]
    sheet, *_others = [send(assignment) for assignment in own(contest, judge)]
    for panel in panels_of(contest.stage(ROUND)):
        with transaction():
            panels_service.remove_panel_member(panel=panel, judge=judge, by=contest.officer)
    session.expire_all()
    assert sheet.submitted_at is not None and len(sheet.scores) == 2
    assert sheet.assignment.recused_at is None


@pytest.mark.parametrize(
    "which", ["stranger", "officer", "judge of another edition", "judge until yesterday"]
)
def test_only_a_judge_of_the_edition_gets_a_seat(fresh: Contest, voting: Contest, which: str) -> None:
    person = make_person(name_latin="Ada Lovelace")
    if which == "officer":
        make_grant(person, Role.OFFICER, fresh.edition)
    elif which == "judge of another edition":
        make_grant(person, Role.JUDGE, voting.edition)
    elif which == "judge until yesterday":
        make_grant(person, Role.JUDGE, fresh.edition, until=fresh.clock.now)
    with pytest.raises(Refused) as refusal:
        seat(fresh, fresh.judges[0], person)
    assert refusal.value.verdict.params == {"name": "Ada Lovelace"}
    assert seated(fresh) == {}, "nothing was changed, not even for the others"


@pytest.mark.parametrize("who", ["judge", "approver", "auditor", "stranger", "officer of another edition"])
def test_only_an_officer_of_the_edition_seats_and_unseats(fresh: Contest, voting: Contest, who: str) -> None:
    person = {
        "judge": lambda: fresh.judges[1],
        "approver": lambda: fresh.approver,
        "auditor": lambda: fresh.auditor,
        "stranger": make_person,
        "officer of another edition": lambda: make_officer(voting.edition),
    }[who]()
    panel, judge, stage = seat(fresh, fresh.judges[0]), fresh.judges[0], fresh.stage(ROUND)
    with pytest.raises(Refused, match="Only an officer"), transaction():
        panels_service.add_panel_member(stage=stage, track=panel.track, judges=[fresh.judges[1]], by=person)
    with pytest.raises(Refused, match="Only an officer"), transaction():
        panels_service.remove_panel_member(panel=panel, judge=judge, by=person)
    assert seated(fresh) == {fresh.edition.tracks[0].code: ids(judge)}


def test_a_closed_stage_has_the_seats_that_it_had(contest: Contest) -> None:
    for assignment in contest.assignments(ROUND):
        send(assignment)
    with transaction():
        stages_service.close_stage(stage=contest.stage(ROUND), by=contest.officer)
    with pytest.raises(Refused, match="closed"):
        seat(contest, contest.judges[0])
    panel = panels_of(contest.stage(ROUND))[0]
    with pytest.raises(Refused, match="closed"), transaction():
        panels_service.remove_panel_member(panel=panel, judge=contest.judges[0], by=contest.officer)


def test_while_a_stage_is_judged_one_more_may_sit_down(contest: Contest) -> None:
    judge = add_judge(contest)
    assert all(judge.id in people for people in seated(contest).values())


def test_the_committee_of_a_ballot_that_has_begun_stands(voting: Contest) -> None:
    """Its size decides the quorum: nobody is added, and nobody who has not voted yet is taken off."""
    stage, before = voting.stage(BALLOT), committee_of(voting.stage(BALLOT))
    more = make_person()
    make_grant(more, Role.JUDGE, voting.edition)
    with pytest.raises(Refused, match="The ballot has begun"), transaction():
        panels_service.add_panel_member(stage=stage, track=None, judges=[more], by=voting.officer)
    (panel,) = panels_of(stage)
    with pytest.raises(Refused, match="The ballot has begun"), transaction():
        panels_service.remove_panel_member(panel=panel, judge=voting.judges[0], by=voting.officer)
    assert committee_of(stage) == before == ids(*voting.judges)


def test_whoever_has_entries_to_read_keeps_the_seat(contest: Contest) -> None:
    judge = contest.judges[0]
    panel = panels_of(contest.stage(ROUND))[0]
    with pytest.raises(Refused) as refusal, transaction():
        panels_service.remove_panel_member(panel=panel, judge=judge, by=contest.officer)
    assert refusal.value.verdict.params["count"] > 0
    assert judge.id in seated(contest)[panel.track.code if panel.track else ""]
