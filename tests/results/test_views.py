"""The secretariat's pages of results, from ranking to publication, as a browser without script meets them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import jobs
from app.core.db import transaction
from app.core.models import Job, JobState
from app.entries.models import Candidacy, Entry
from app.judging.models import StageEntry
from app.people.models import Person
from app.results.approvals import service
from app.results.models import PrizeList, PrizeListState, Publication, PublicNotice
from app.results.rankings.models import Ranking, RankingRow
from tests.client import Client
from tests.counting import counted
from tests.factories import make_officer, make_person
from tests.results.conftest import TRACKS, Contest
from tests.results.test_service import enter_in_both_tracks
from tests.tampering import behind_its_back

SignIn = Callable[[Person], Client]


def overview(contest: Contest) -> str:
    return f"/programmes/straight-to-wuzhen/{contest.edition.year}/results"


def page_of(ranking: Ranking) -> str:
    return f"/rankings/{ranking.public_id}"


def list_of(prize_list: PrizeList) -> str:
    return f"/prize-lists/{prize_list.public_id}"


def numbers_in(page: str) -> list[str]:
    return re.findall(r"STW-\d{4}-\d{4}", page)


def test_the_overview_says_the_one_next_thing(first_round: Contest, sign_in: SignIn) -> None:
    page = sign_in(first_round.officer).get(overview(first_round)).text
    assert "“Preliminary” is closed. Every score is in." in page and "Rank it" in page
    assert "“Preliminary” comes first." in page  # the reason beside the greyed button of the prize list


def test_the_overview_leads_on_after_each_step(first_round: Contest, sign_in: SignIn) -> None:
    client = sign_in(first_round.officer)
    ranking = first_round.rank("preliminary")
    assert (
        "In “Preliminary” a tie across a line that matters is open." in client.get(overview(first_round)).text
    )
    first_round.decide(ranking)
    assert "Let the best go on" in client.get(overview(first_round)).text
    first_round.advance(ranking)
    assert "“Final” has not begun." in client.get(overview(first_round)).text


def test_an_auditor_sees_every_button_greyed_with_its_reason(first_round: Contest, sign_in: SignIn) -> None:
    page = sign_in(first_round.auditor).get(overview(first_round)).text
    assert "Only an officer of this edition may do this." in page
    assert 'method="post" action="/stages' not in page


@pytest.mark.parametrize("who", ["stranger", "judge", "applicant"])
def test_nobody_else_sees_that_there_is_anything(
    contest: Contest, sign_in: SignIn, session: Session, who: str
) -> None:
    applicant = session.get_one(Person, contest.entry("digital project 1").created_by_id)
    person = {"stranger": make_person(), "judge": contest.judges[0], "applicant": applicant}[who]
    drawn_up, client = contest.draw_up(), sign_in(person)
    missing = client.get("/rankings/aaaaaaaaaaaaaaaa").text
    ranking = page_of(contest.ranking())
    lists = list_of(drawn_up), f"{list_of(drawn_up)}/publish"
    for address in (overview(contest), ranking, f"{ranking}.csv", f"{ranking}.xlsx", *lists):
        answer = client.get(address)
        assert answer.status_code == 404
        assert without_numbers(answer.text) == without_numbers(missing)


def without_numbers(page: str) -> str:
    """What differs between two answers all the same: the instant, the number of the request, the address."""
    page = re.sub(r'content="\d{4}-[^"]*"|datetime="[^"]*"|<span class="mono">\w+</span>', "", page)
    return re.sub(r'href="[^"]*lang=\w+"', "", page)


def test_ranking_is_a_job_and_its_page_leads_back(
    first_round: Contest, sign_in: SignIn, session: Session
) -> None:
    client = sign_in(first_round.officer)
    answer = client.press(f"/stages/{first_round.stage('preliminary').public_id}/rank")
    assert answer.status_code == 303 and "/jobs/" in answer.location
    session.commit()
    assert jobs.run_all() == 1
    job = session.scalars(sa.select(Job)).one()
    assert job.state == JobState.DONE, job.error
    assert overview(first_round) in client.get(answer.location).text
    assert first_round.ranking("preliminary").number == 1


def test_a_job_that_is_carried_out_twice_ranks_once(
    first_round: Contest, sign_in: SignIn, session: Session
) -> None:
    """The worker died after the transaction: the job is taken again."""
    sign_in(first_round.officer).press(f"/stages/{first_round.stage('preliminary').public_id}/rank")
    session.commit()
    jobs.run_all()
    with transaction():
        session.execute(sa.update(Job).values(state=JobState.QUEUED, ended_at=None))
    jobs.run_all()
    assert session.scalars(sa.select(Job)).one().state == JobState.DONE
    stage = first_round.stage("preliminary")
    assert session.scalar(sa.select(sa.func.count()).where(Ranking.stage_id == stage.id)) == 1


def test_whoever_lost_the_office_meanwhile_ranks_nothing(
    first_round: Contest, sign_in: SignIn, session: Session
) -> None:
    sign_in(first_round.officer).press(f"/stages/{first_round.stage('preliminary').public_id}/rank")
    first_round.officer.disabled_at = first_round.clock.now
    session.commit()
    jobs.run_all()
    job = session.scalars(sa.select(Job)).one()
    assert job.state == JobState.FAILED
    assert job.error == {"reason": "Only an officer of this edition may do this."}


def test_an_open_stage_is_not_ranked(first_round: Contest, sign_in: SignIn) -> None:
    answer = sign_in(first_round.officer).press(f"/stages/{first_round.stage('final').public_id}/rank")
    assert answer.status_code == 403 and "Nothing is ranked before the stage is closed." in answer.text


def test_the_page_shows_tracks_ties_and_the_line(first_round: Contest, sign_in: SignIn) -> None:
    page = sign_in(first_round.auditor).get(page_of(first_round.rank("preliminary"))).text
    assert page.count("The line: the first 3 places go on") == 2
    assert page.count("shared</span>") == 2 and page.count("Tie to be decided") == 2
    assert numbers_in(page) == [f"STW-2023-{n:04d}" for n in range(1, 11)]
    line = page.index("The line: the first 3 places go on")
    assert page.index("STW-2023-0003") < line < page.index("STW-2023-0004")


def test_the_final_shows_where_each_tier_ends_and_what_broke_the_tie(
    contest: Contest, sign_in: SignIn
) -> None:
    page = sign_in(contest.officer).get(page_of(contest.ranking())).text
    assert page.count("Grand Prize ends here") == 2
    for words in (
        "Mean of all scores",
        "Innovation",
        "Preliminary",
        "95.00",
        "85.00",
        "How the scores are spread",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Passed", "Not passed")), ("zh", ("通过", "未通过"))]
)
@behind_its_back("ranking", "ranking_row")
def test_a_ballot_says_of_every_entry_whether_it_passed(
    contest: Contest, sign_in: SignIn, session: Session, language: str, words: tuple[str, str]
) -> None:
    ranking = contest.ranking()
    ranking.method = "ballot"
    ranking.facts = {"chain": [], "cast": 3, "members": 3, "quorum_met": True}
    for row in ranking.rows:
        yes = 3 if row.rank == 1 else 1
        row.score, row.yes, row.base, row.passed, row.tie_group = None, yes, 3, yes == 3, None
    session.commit()
    page = sign_in(contest.officer).get(f"{page_of(ranking)}?lang={language}").text
    passed, failed = (
        len(re.findall(rf'badge tone-{tone}">.*?</svg>{word}</span>', page))
        for tone, word in zip(("good", "plain"), words, strict=True)
    )
    stated = [row.passed for row in ranking.rows]
    assert (passed, failed) == (stated.count(True), stated.count(False))
    assert passed and failed


@pytest.mark.parametrize(("language", "words"), [("en", "No. 1, "), ("zh", "第1次，")])
def test_a_run_is_counted_in_words(contest: Contest, sign_in: SignIn, language: str, words: str) -> None:
    assert (
        f"<dd>{words}" in sign_in(contest.officer).get(f"{page_of(contest.ranking())}?lang={language}").text
    )


def test_one_track_alone(contest: Contest, sign_in: SignIn) -> None:
    page = sign_in(contest.officer).get(f"{page_of(contest.ranking())}?track={TRACKS[1]}").text
    assert numbers_in(page) == [f"STW-2024-{n:04d}" for n in range(6, 9)]
    assert "3 of 3 on this page" in page


@pytest.mark.parametrize(
    "key", ["after=", "after=x.y", "after=1", "after=1.2.3", "before=9.9999999", "track=nope"]
)
def test_a_key_that_means_nothing_begins_at_the_top(contest: Contest, sign_in: SignIn, key: str) -> None:
    page = sign_in(contest.officer).get(f"{page_of(contest.ranking())}?{key}").text
    assert len(numbers_in(page)) == 6


def test_a_reader_with_a_conflict_meets_no_trace_of_that_entry(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    """Not in the rows, the counts, the chart or the file, nor as a gap in the places or a line between them."""
    contest.auditor.employer_id = contest.entry("digital project 1").organisation_id
    session.commit()
    client = sign_in(contest.auditor)
    page = client.get(page_of(contest.ranking())).text
    assert "digital project 1" not in page and "STW-2024-0006" not in page
    assert "5 of 5 on this page" in page
    assert "ends here" not in page and "Places and lines are not shown to you" in page
    assert 'data-label="Rank">1<' not in page
    sheet = client.get(f"{page_of(contest.ranking())}.csv").text
    assert "STW-2024-0006" not in sheet and sheet.count("STW-2024-") == 5


def test_a_conflict_with_an_entry_that_is_not_ranked_hides_the_places_too(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    contest.auditor.employer_id = contest.entry("digital project 5").organisation_id
    session.commit()
    page = sign_in(contest.auditor).get(page_of(contest.ranking())).text
    assert len(numbers_in(page)) == 6 and "Places and lines are not shown to you" in page


def crowd(session: Session, contest: Contest, total: int) -> Ranking:
    """A ranking of so many rows in the first round, half to a track."""
    stage, first = contest.stage("preliminary"), contest.rank("preliminary")
    model = contest.entry("connected project 1")
    plain = {
        "edition_id": model.edition_id,
        "direction_id": model.direction_id,
        "organisation_id": model.organisation_id,
        "created_by_id": model.created_by_id,
        "created_at": model.created_at,
        "saved_at": model.saved_at,
        "submitted_at": model.submitted_at,
        "state": "submitted",
        "draft": {},
        "tracks_draft": [],
        "title_en": "Many",
        "country_region": "CN",
    }
    numbered = [{**plain, "number": f"STW-2023-{n:04d}"} for n in range(1000, 1000 + total)]
    entries = session.scalars(
        sa.insert(Entry).returning(Entry.id, sort_by_parameter_order=True), numbered
    ).all()
    tracks = [track.id for track in contest.edition.tracks]
    candidacies = session.scalars(
        sa.insert(Candidacy).returning(Candidacy.id, sort_by_parameter_order=True),
        [{"entry_id": entry, "track_id": tracks[n % 2], "slot": 1} for n, entry in enumerate(entries)],
    ).all()
    inside = session.scalars(
        sa.insert(StageEntry).returning(StageEntry.id, sort_by_parameter_order=True),
        [{"stage_id": stage.id, "candidacy_id": c, "added_at": model.saved_at} for c in candidacies],
    ).all()
    ranking = Ranking(
        stage=stage,
        rulebook_version=first.rulebook_version,
        number=2,
        method="mean",
        inputs_sha256="0" * 64,
        facts={"chain": []},
        run_at=first.run_at,
        run_by_id=first.run_by_id,
    )
    first.superseded_at = first.run_at
    session.flush()
    session.add(ranking)
    session.flush()
    rows = [
        {
            "ranking_id": ranking.id,
            "stage_entry_id": row,
            "track_id": tracks[n % 2],
            "score": 9000 - n,
            "reads": 2,
            "rank": n // 2 + 1,
            "position": n // 2 + 1,
            "tie_keys": {},
        }
        for n, row in enumerate(inside)
    ]
    session.execute(sa.insert(RankingRow), rows)
    session.commit()
    return ranking


@pytest.mark.parametrize("total", [10, 100, 1000])
def test_a_page_asks_the_same_number_of_queries_at_any_size(
    first_round: Contest, sign_in: SignIn, session: Session, total: int
) -> None:
    client, address = sign_in(first_round.officer), page_of(crowd(session, first_round, total))
    client.get(address)
    with counted() as sent:
        page = client.get(address).text
    assert len(numbers_in(page)) == min(total, 100)
    assert len(sent) == 12


def test_pages_follow_each_other_by_key(first_round: Contest, sign_in: SignIn, session: Session) -> None:
    client, address = sign_in(first_round.officer), page_of(crowd(session, first_round, 250))
    there, seen = address, []
    while there:
        page = client.get(there).text
        seen.append(numbers_in(page))
        there = link(page, "next")
    assert [len(numbers) for numbers in seen] == [100, 100, 50]
    assert len({number for numbers in seen for number in numbers}) == 250
    back = client.get(link(page, "prev")).text
    assert numbers_in(back) == seen[1]
    assert numbers_in(client.get(link(back, "prev")).text) == seen[0]


def link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def tie_of(ranking: Ranking) -> str:
    return f"{page_of(ranking)}/ties/1"


def test_the_panel_s_order_is_recorded_without_script(first_round: Contest, sign_in: SignIn) -> None:
    client, ranking = sign_in(first_round.officer), first_round.rank("preliminary")
    third, fourth = first_round.tied(ranking)
    places = {f"place_{third}": "2", f"place_{fourth}": "1"}
    answer = client.send(tie_of(ranking), reason="Five to two.", sure="y", **places)
    assert answer.status_code == 303
    page = client.get(tie_of(ranking)).text
    assert "Five to two." in page and page.index("STW-2023-0004") < page.index("STW-2023-0003")
    assert "Record the decision" not in page
    assert "Tie decided by the panel" in client.get(page_of(ranking)).text


@pytest.mark.parametrize(
    ("places", "more", "stated"),
    [
        (("1", "1"), {"reason": "Vote.", "sure": "y"}, "Give each place once."),
        (("2", "1"), {"reason": "Vote."}, "The panel has decided this order"),
        (("2", "1"), {"sure": "y"}, "How the panel decided"),
        (("2", "9"), {"reason": "Vote.", "sure": "y"}, "Not a valid choice"),
    ],
)
def test_an_order_that_cannot_stand_comes_back(
    first_round: Contest, sign_in: SignIn, places: tuple[str, str], more: dict[str, str], stated: str
) -> None:
    client, ranking = sign_in(first_round.officer), first_round.rank("preliminary")
    fields = {f"place_{name}": place for name, place in zip(first_round.tied(ranking), places, strict=True)}
    answer = client.send(tie_of(ranking), **fields, **more)
    assert answer.status_code == 422 and "Please correct this first" in answer.text
    assert stated.replace("’", "&#8217;") in answer.text or stated in answer.text


def test_a_tie_that_is_none_is_not_found(first_round: Contest, sign_in: SignIn) -> None:
    ranking = first_round.rank("preliminary")
    assert sign_in(first_round.officer).get(f"{page_of(ranking)}/ties/2").status_code == 404


def test_an_officer_with_a_conflict_is_told_no_more_than_that(
    first_round: Contest, sign_in: SignIn, session: Session
) -> None:
    ranking, other = first_round.rank("preliminary"), make_officer(first_round.edition)
    other.employer_id = first_round.entry("connected project 3").organisation_id
    session.commit()
    client = sign_in(other)
    for group in (1, 2):  # whether there is such a tie or not
        page = client.get(f"{page_of(ranking)}/ties/{group}").text
        assert (
            "You have a conflict of interest with an applicant of this edition" in page
            and numbers_in(page) == []
        )
    assert client.press(tie_of(ranking), reason="x").status_code == 403


def test_going_on_asks_first_and_names_how_many(first_round: Contest, sign_in: SignIn) -> None:
    client, ranking = sign_in(first_round.officer), first_round.rank("preliminary")
    assert client.get(f"{page_of(ranking)}/advance").status_code == 403
    first_round.decide(ranking)
    page = client.get(f"{page_of(ranking)}/advance").text
    assert "Let 6 entries go on to “Final”?" in page and "The first 3 of each track go on." in page
    assert client.send(f"{page_of(ranking)}/advance").status_code == 303
    assert client.get(page_of(ranking)).text.count("Goes on") == 6
    assert client.press(f"{page_of(ranking)}/advance").status_code == 403


def test_a_list_goes_from_drawing_up_to_publication_through_two_people(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    officer, approver = sign_in(contest.officer), sign_in(contest.approver)
    drawn = officer.press(f"{overview(contest)}/draw-up")
    address = drawn.location
    assert "/prize-lists/" in address
    assert officer.press(f"{address}/propose").status_code == 303
    assert officer.get(f"{address}/approve").status_code == 403
    assert "5 prizes are given." in approver.get(f"{address}/approve").text
    assert approver.send(f"{address}/approve").status_code == 303
    assert officer.send(f"{address}/publish").status_code == 303
    assert session.scalars(sa.select(Publication)).one().published_by_id == contest.officer.id
    assert "Published winners" in officer.get(address).text


def test_the_list_shows_why_each_has_its_place_and_why_one_is_vacant(
    contest: Contest, sign_in: SignIn
) -> None:
    page = sign_in(contest.approver).get(list_of(contest.draw_up())).text
    assert "Tied at 90.00 with STW-2024-0007, and ahead by: Preliminary." in page
    assert "1 place vacant" in page and "The best entry left has 70.00, below the minimum of 75.00." in page


def test_the_list_shows_who_was_kept_from_a_place(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    enter_in_both_tracks(contest, session)
    page = sign_in(contest.approver).get(list_of(contest.draw_up())).text
    assert "Ranked for a place and did not take it" in page
    assert (
        "It ranks for a prize in “Intelligent Connected Vehicles” too, which the applicant put first." in page
    )


def test_the_approver_sends_back_with_a_reason(contest: Contest, sign_in: SignIn, session: Session) -> None:
    drawn_up = contest.draw_up()
    with transaction():
        service.propose(prize_list=drawn_up, by=contest.officer)
    client = sign_in(contest.approver)
    assert client.send(f"{list_of(drawn_up)}/send-back", reason="").status_code == 422
    assert client.send(f"{list_of(drawn_up)}/send-back", reason="A <b>name</b>.").status_code == 303
    assert session.get_one(PrizeList, drawn_up.id).state == PrizeListState.RETURNED
    page = sign_in(contest.officer).get(list_of(drawn_up)).text
    assert "A &lt;b&gt;name&lt;/b&gt;." in page
    assert "The list was sent back" in sign_in(contest.officer).get(overview(contest)).text


def test_a_list_of_a_reader_with_a_conflict_leaves_the_entry_and_the_reasons_out(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    """A reason names the entries that were tied with one."""
    drawn_up = contest.draw_up()
    contest.approver.employer_id = contest.entry("digital project 2").organisation_id
    session.commit()
    page = sign_in(contest.approver).get(list_of(drawn_up)).text
    assert "STW-2024-0007" not in page and "digital project 2" not in page and "Tied at" not in page


def test_a_notice_is_posted_and_publication_waits_for_its_end(
    with_notice_period: Contest, sign_in: SignIn
) -> None:
    contest = with_notice_period
    client, approved = sign_in(contest.officer), contest.approved()
    assert "The public notice has not been posted." in client.get(f"{list_of(approved)}/publish").text
    page = client.get(f"{list_of(approved)}/notice").text
    assert "It stands for 5 working days, until 9 September 2024, 24:00 Beijing time." in page
    assert "publish it." in client.get("/desk").text
    assert client.send(f"{list_of(approved)}/notice").status_code == 303
    assert "The public notice stands: publish when it is over." in client.get("/desk").text
    answer = client.get(f"{list_of(approved)}/publish")
    assert answer.status_code == 403 and "The public notice ends at" in answer.text


@pytest.mark.parametrize("step", ["propose", "approve", "send-back", "notice", "publish"])
def test_every_step_of_a_list_is_closed_to_the_auditor(
    contest: Contest, sign_in: SignIn, session: Session, step: str
) -> None:
    drawn_up = contest.draw_up()
    assert sign_in(contest.auditor).press(f"{list_of(drawn_up)}/{step}", reason="x").status_code == 403
    session.expire_all()
    assert drawn_up.state == PrizeListState.DRAFT
    assert session.scalars(sa.select(PublicNotice)).all() == []
