"""Who was released gets nothing more and keeps no place on the panel; what they have submitted stays."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.orm import Session

from app.core.db import transaction
from app.judging.assignments import releases
from app.judging.conflicts import declarations
from app.judging.models import Assignment
from app.judging.panels import service
from app.judging.panels.queries import electorate_of, panels_of, past_members
from app.judging.stages.queries import entries_in
from app.results.rankings.queries import score_rows
from tests.judging.conftest import BALLOT, ROUND, add_judge, judges_on, own, recuse, send
from tests.results.conftest import Contest


def release(contest: Contest, chosen: list[Assignment]) -> None:
    with transaction():
        releases.release(
            stage=contest.stage(ROUND),
            judge=chosen[0].judge,
            assignments=chosen,
            reason="Ill.",
            by=contest.officer,
        )


def members(contest: Contest) -> set[int]:
    return {member.judge_id for panel in panels_of(contest.stage(ROUND)) for member in panel.members}


def loads(contest: Contest) -> Counter[int]:
    return Counter(a.judge_id for a in contest.assignments(ROUND) if a.recused_at is None)


def test_who_was_released_from_everything_is_given_nothing_again(contest: Contest) -> None:
    """Though nobody has less to read when the others are released in their turn."""
    gone, other = contest.judges[:2]
    newcomer = add_judge(contest)
    release(contest, own(contest, gone))
    assert loads(contest)[gone.id] == 0
    release(contest, own(contest, other)[:4])
    assert loads(contest)[gone.id] == 0 and loads(contest)[newcomer.id] > 0


def test_nor_by_a_new_plan(contest: Contest) -> None:
    gone, other = contest.judges[:2]
    for judge in (gone, other):
        release(contest, own(contest, judge))
    for _ in range(2):
        add_judge(contest)
    contest.assign(ROUND)
    assert loads(contest)[gone.id] == loads(contest)[other.id] == 0
    assert {len(judges_on(row)) for row in entries_in(contest.stage(ROUND))} == {2}


def test_they_leave_the_panel_and_their_sheets_stay(contest: Contest) -> None:
    gone = contest.judges[0]
    done, *left = own(contest, gone)
    send(done)
    release(contest, left)
    assert gone.id not in members(contest)
    assert {judge for past in past_members(contest.stage(ROUND)).values() for judge, _left in past} == {gone}
    assert {entry for judge, entry, *_rest in score_rows(contest.stage(ROUND)) if judge == gone.id} == {
        done.stage_entry_id
    }


def test_who_was_released_from_some_keeps_the_rest_and_takes_no_more(contest: Contest) -> None:
    slow, other = contest.judges[:2]
    release(contest, own(contest, slow)[:2])
    rest = loads(contest)[slow.id]
    assert slow.id in members(contest) and rest > 0
    release(contest, own(contest, other))
    assert loads(contest)[slow.id] == rest


def test_a_judge_with_a_conflict_reads_on_elsewhere(contest: Contest) -> None:
    """A conflict is with one entry: the secretariat puts it on record, and the judge keeps their place."""
    judge = contest.judges[0]
    one, *_others = own(contest, judge)
    with transaction():
        declarations.record_conflict(
            stage=contest.stage(ROUND),
            judge=judge,
            assignment=one,
            reason="A former team.",
            by=contest.officer,
        )
    assert one.recused_at is not None and one.released_by_id == contest.officer.id
    before = loads(contest)[judge.id]
    free = [a for a in own(contest, contest.judges[1]) if a.stage_entry_id != one.stage_entry_id]
    other = next(a for a in free if judge.id not in judges_on(a.stage_entry))
    recuse(other)
    assert loads(contest)[judge.id] == before + 1


def test_whoever_is_added_again_begins_anew(contest: Contest) -> None:
    judge = contest.judges[0]
    release(contest, own(contest, judge))
    contest.clock.set(contest.clock.now.replace(hour=contest.clock.now.hour + 1))
    with transaction():
        for track in contest.edition.tracks:
            service.add_panel_member(
                stage=contest.stage(ROUND), track=track, judges=[judge], by=contest.officer
            )
    assert judge.id in members(contest) and past_members(contest.stage(ROUND)) == {}


def test_a_committee_counts_those_alone_who_are_judges_still(voting: Contest, session: Session) -> None:
    gone, closed = voting.judges[:2]
    (grant,) = gone.grants
    grant.ends_at, closed.disabled_at = voting.clock.now, voting.clock.now
    session.commit()
    assert electorate_of(voting.stage(BALLOT)) == {voting.judges[2].id}
