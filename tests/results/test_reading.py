"""What pages and files read of a ranking, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.entries.conflicts.queries import has_conflict_in
from app.people.models import Person
from app.results.overview.queries import get_edition, lines_of, next_line, prizes_in
from app.results.rankings.grouping import Grouping
from app.results.rankings.ranking_view import (
    RankingView,
    distribution,
    every_row,
    page_of,
    ranking_view_of,
    tied_rows,
)
from tests.factories import make_person
from tests.results.conftest import JUDGED, TRACKS, Contest
from tests.tampering import behind_its_back


def sight(contest: Contest, person: Person | None = None, **more: Any) -> RankingView:
    return ranking_view_of(
        contest.ranking("preliminary"), person or contest.auditor, contest.clock.now, **more
    )


def titles(rows: Any) -> list[str]:
    return [row.title_en for row in rows]


EVERY = [f"{kind} project {n}" for kind in ("connected", "digital") for n in range(1, 6)]


def test_pages_lead_forth_and_back(contest: Contest) -> None:
    own, seen, after = sight(contest), [], ""
    while True:
        page = page_of(own, after=after, size=3)
        seen.append(titles(page.rows))
        if not page.following:
            break
        after = page.following
    assert [title for part in seen for title in part] == EVERY
    assert [len(part) for part in seen] == [3, 3, 3, 1]
    for part in reversed(seen[:-1]):
        page = page_of(own, before=page.previous, size=3)
        assert titles(page.rows) == part
    assert page.previous == ""


@behind_its_back("ranking", "ranking_row")
def test_a_ranking_of_a_whole_direction_pages_by_place_alone(contest: Contest) -> None:
    ranking = contest.ranking("final")
    places = {
        row.stage_entry_id: n
        for n, row in enumerate(sorted(ranking.rows, key=lambda row: -row.score), start=1)
    }
    for row in ranking.rows:
        row.rank = row.position = places[row.stage_entry_id]
    whole = RankingView(ranking, contest.auditor, contest.clock.now, Grouping(False, ()), has_conflict=False)
    first = page_of(whole, size=4)
    second = page_of(whole, after=first.following, size=4)
    assert first.following == "4" and [row.position for row in (*first.rows, *second.rows)] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    assert first.beyond.position == 5


def test_one_track(contest: Contest) -> None:
    own = sight(contest, track=TRACKS[1])
    assert titles(page_of(own).rows) == titles(every_row(own)) == EVERY[5:]
    assert distribution(own) == [(55, 1), (65, 1), (75, 1), (85, 1), (95, 1)]


def test_the_distribution_counts_whole_points(contest: Contest) -> None:
    assert distribution(sight(contest))[:5] == [(55, 1), (60, 1), (65, 1), (70, 2), (75, 1)]


@behind_its_back("ranking", "ranking_row")
def test_shares_of_a_ballot_are_counted_in_per_cent(contest: Contest) -> None:
    own = sight(contest, track=TRACKS[0])
    rows = [row for row in contest.ranking("preliminary").rows if row.track.code == TRACKS[0]]
    for row, (yes, base) in zip(rows, [(2, 3), (3, 3), (0, 3), (1, 3), (0, 0)], strict=True):
        row.score, row.yes, row.base = None, yes, base
    assert distribution(own) == [(0, 2), (33, 1), (66, 1), (100, 1)]


@pytest.mark.parametrize("by", ["employer", "representation"])
def test_a_tie_leaves_the_entry_out_everywhere(contest: Contest, session: Session, by: str) -> None:
    firm = contest.firms[2]
    person = make_person(acts_for=firm) if by == "representation" else make_person(employer_id=firm.id)
    session.expire_all()
    own = sight(contest, person)
    assert own.has_conflict and not sight(contest).has_conflict
    left = [title for title in EVERY if title != "connected project 3"]
    assert titles(page_of(own).rows) == titles(every_row(own)) == left
    assert sum(count for _points, count in distribution(own)) == 9
    assert titles(tied_rows(own, 1)) == ["connected project 4"]


def test_a_tie_of_another_edition_hides_nothing(contest: Contest, first_round: Contest) -> None:
    person = make_person(employer_id=first_round.firms[0].id)
    assert has_conflict_in(person, first_round.edition, contest.clock.now)
    assert not has_conflict_in(person, contest.edition, contest.clock.now)


def test_the_overview_of_an_edition(first_round: Contest) -> None:
    ((direction, lines),) = lines_of(get_edition("straight-to-wuzhen", 2023), JUDGED, to=first_round.officer)
    assert [line.step for line in lines] == ["done", "rank", "prepare"]
    assert (lines[0].entries, lines[0].expected, lines[0].sent) == (10, 10, 10)
    assert (lines[1].entries, lines[1].expected, lines[1].sent) == (10, 20, 20)
    assert next_line(lines) is lines[1]
    ranking = first_round.rank("preliminary")
    ((direction, lines),) = lines_of(get_edition("straight-to-wuzhen", 2023), JUDGED, to=first_round.officer)
    assert (lines[1].step, lines[1].open_ties, lines[1].ranking) == ("ties", (1,), ranking)
    assert direction.code == "projects"


def test_the_latest_list_and_its_notice(with_notice_period: Contest) -> None:
    contest = with_notice_period
    assert prizes_in(contest.edition).prize_list is None
    _first, second = contest.draw_up(), contest.draw_up()
    assert prizes_in(contest.edition).prize_list == second
    assert prizes_in(contest.edition).notice is None and prizes_in(contest.edition).publication is None
