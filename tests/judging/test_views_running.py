"""While a stage runs: entries short of readers, a ballot below its quorum, loads by track."""

from __future__ import annotations

import re
from datetime import timedelta

from app.judging.assignments.coverage import holes_in
from app.judging.panels.queries import loads_of
from tests.judging.conftest import BALLOT, ROUND, SignIn, employ, own, recuse, short_of, vote
from tests.results.conftest import Contest


def page_of(contest: Contest, code: str = ROUND) -> str:
    return f"/stages/{contest.stage(code).public_id}"


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def a_hole(contest: Contest) -> str:
    """Nobody is free to read an entry that its judge gives up; its number."""
    assignment = own(contest, contest.judges[0])[0]
    entry = assignment.stage_entry.candidacy.entry
    for judge in contest.judges:
        if judge.id not in {a.judge_id for a in assignment.stage_entry.assignments}:
            employ(judge, entry)
    assert recuse(assignment) is None
    return str(entry.number)


def test_an_entry_short_of_readers_is_named_on_the_stage_and_counted_on_the_desk(
    contest: Contest, sign_in: SignIn
) -> None:
    client = sign_in(contest.officer)
    assert "short of readers" not in client.get(page_of(contest)).text + client.get("/desk").text
    number = a_hole(contest)
    page = words(client.get(page_of(contest)).text)
    assert "1 entry is short of readers" in page and number in page and "1 of 2" in page
    assert "1 entry is short of readers." in client.get("/desk").text
    assert [hole.readers for hole in holes_in(contest.stage(ROUND))] == [1]


def test_the_notice_of_a_release_says_whether_others_step_in(contest: Contest, sign_in: SignIn) -> None:
    client = sign_in(contest.officer)
    first, second = own(contest, contest.judges[0])[:2]
    place = f"{page_of(contest)}/judges/{contest.judges[0].public_id}"
    client.send(place, assignments=[first.public_id], reason="Ill.")
    assert "another judge reads each of the entries" in client.get(place).text
    for judge in contest.judges:
        employ(judge, second.stage_entry.candidacy.entry)
    client.send(place, assignments=[second.public_id], reason="Ill.")
    page = client.get(place).text
    assert "For 1 entry nobody is free" in page and "Nobody yet" in page


def test_turnout_and_quorum_are_shown_before_a_ballot_is_closed(voting: Contest, sign_in: SignIn) -> None:
    client, place = sign_in(voting.officer), page_of(voting, BALLOT)
    vote(voting, voting.judges[0])
    page = client.get(place).text
    assert "1 of 3 members have voted, 2 are needed" in words(page)
    assert client.get(f"{place}/count").status_code == 403
    vote(voting, voting.judges[1])
    page = words(client.get(f"{place}/count").text)
    assert "Have voted 2 of 3 Needed for the quorum 2" in page and "nothing is passed" not in page
    assert re.search(r'btn-primary" href="[^"]*/count"', client.get(place).text)


def test_after_its_time_a_ballot_below_the_quorum_is_closed_with_a_warning(
    voting: Contest, sign_in: SignIn
) -> None:
    client, place = sign_in(voting.officer), page_of(voting, BALLOT)
    vote(voting, voting.judges[0])
    voting.clock.move(timedelta(days=2))
    page = client.get(place).text
    assert f'href="{place}/count"' in page and not re.search(r'btn-primary" href="[^"]*/count"', page)
    assert "The quorum is missed: nothing is passed." in client.get(f"{place}/count").text
    assert client.send(f"{place}/count").location == place


def test_the_load_of_a_track_is_of_the_track(contest: Contest, sign_in: SignIn) -> None:
    """A judge who sits in both tracks: what they read in each, and in the whole stage beside it."""
    judge, loads = contest.judges[0], loads_of(contest.stage(ROUND), to=contest.officer)
    by_track = [loads.of(judge.id, track.id).entries for track in contest.edition.tracks]
    assert sum(by_track) == loads.of(judge.id).entries == len(own(contest, judge)) and all(by_track)
    page = words(sign_in(contest.officer).get(page_of(contest)).text)
    for count in by_track:
        assert f"{judge.name_latin} {count} 0 {sum(by_track)} 0" in page


def test_the_other_tracks_are_assigned_where_one_is_short(fresh: Contest) -> None:
    for judge in fresh.judges[:2]:
        employ(judge, fresh.entry(f"connected project {1 + fresh.judges.index(judge)}"))
    fresh.seat(ROUND)
    for judge in fresh.judges[1:]:
        employ(judge, fresh.entry("connected project 1"))
    (short,) = short_of(fresh)
    assert short.params["track"]["en"] == "Intelligent Connected Vehicles" and short.params["reads"] == 2
    assert str(fresh.entry("connected project 1").number) in short.params["entries"]
    fresh.assign(ROUND)
    assert len(fresh.assignments(ROUND)) == 10


def test_who_stepped_back_is_not_free(contest: Contest) -> None:
    """The sentence names for each entry who may read it: not the one who gave it up."""
    assignment = own(contest, contest.judges[0])[0]
    others = [a.judge for a in assignment.stage_entry.assignments if a.judge != assignment.judge]
    for judge in contest.judges:
        if judge not in others:
            employ(judge, assignment.stage_entry.candidacy.entry)
    recuse(assignment)
    (short,) = short_of(contest)
    assert (
        short.params["entries"] == f"{assignment.stage_entry.candidacy.entry.number} ({others[0].name_latin})"
    )
