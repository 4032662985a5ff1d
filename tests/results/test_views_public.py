"""What everybody reads: nothing before publication, then the winners in both languages, for anybody to check."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.people.models import Person
from app.programmes.editions import service as editions_service
from app.results.notices import service as notices_service
from app.results.publications import service as publications_service
from tests.client import Client
from tests.counting import counted
from tests.factories import make_administrator
from tests.results.conftest import Contest

SignIn = Callable[[Person], Client]
WINNERS = "/winners/straight-to-wuzhen/2024"
FORMS = ("", ".json", ".csv", ".xlsx")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("state", ["nothing", "drawn up", "approved"])
def test_until_publication_the_address_is_like_any_that_is_not_there(
    contest: Contest, client: Client, form: str, state: str
) -> None:
    {"nothing": lambda: None, "drawn up": contest.draw_up, "approved": contest.approved}[state]()
    answer, nowhere = client.get(f"{WINNERS}{form}"), client.get(f"/winners/nothing/2024{form}")
    assert (answer.status_code, answer.headers.get("ETag")) == (404, None)
    assert answer.headers["Cache-Control"] == nowhere.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == nowhere.mimetype and "STW-2024" not in answer.text


def test_the_applicant_reads_nothing_of_the_outcome_before(
    contest: Contest, sign_in: SignIn, session: Session
) -> None:
    entry = contest.entry("connected project 1")
    contest.approved()
    page = sign_in(session.get_one(Person, entry.created_by_id)).get(f"/entries/{entry.public_id}").text
    assert "Grand Prize" not in page and "won" not in page


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("connected project 1", "Grand Prize"),
        ("connected project 5", "Your entry is not among the prizes this time"),
    ],
)
def test_and_after_it_finds_the_result_on_the_page_of_the_entry(
    contest: Contest, sign_in: SignIn, session: Session, title: str, shown: str
) -> None:
    contest.published()
    entry = contest.entry(title)
    page = sign_in(session.get_one(Person, entry.created_by_id)).get(f"/entries/{entry.public_id}").text
    assert shown in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Winners 2024",
                "Grand Prize",
                "connected project 1",
                "Hong Kong, China",
                "92.00",
                "Vacant",
                "not in order of rank",
                "A demonstration",
            ],
        ),
        ("zh", ["特等奖", "项目1", "机构connected1", "中国香港", "92.00"]),
    ],
)
def test_the_page_shows_everything_in_both_languages(
    contest: Contest, client: Client, language: str, words: list[str]
) -> None:
    publication = contest.published()
    page = client.get(f"{WINNERS}?lang={language}").text
    for word in (*words, publication.sha256, contest.edition.current_version.sha256):
        assert word in page, word


def main_of(page: str) -> str:
    """What stands in the main column, as one line of words."""
    found = re.search(r"<main.*</main>", page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


@pytest.mark.parametrize(
    ("days", "language", "words"),
    [
        (0, "en", "can be raised until 9 September 2024, 24:00 Beijing time."),
        (0, "zh", "24:00前提出。"),
        (30, "en", "could be raised ended on 9 September 2024, 24:00 Beijing time."),
        (30, "zh", "24:00截止。"),
    ],
)
def test_once_the_time_for_objections_is_over_the_page_says_so(
    contest: Contest, client: Client, days: int, language: str, words: str
) -> None:
    contest.published()
    contest.clock.move(timedelta(days=days))
    shown = main_of(client.get(f"{WINNERS}?lang={language}").text)
    assert words in shown and ("can be raised" in shown) == (not days and language == "en")


def test_a_vacant_place_stands_with_its_own_track(contest: Contest, client: Client) -> None:
    """Of the second prize the first track has no winner, the second has one."""
    contest.published()
    shown = main_of(client.get(f"{WINNERS}?lang=en").text)
    second = shown[shown.index("Second Prize") :]
    assert second.index("Vacant") < second.index("digital project 3")


def test_that_a_demonstration_is_invented_is_said_once(contest: Contest, client: Client) -> None:
    contest.published()
    shown = main_of(client.get(f"{WINNERS}?lang=en").text)
    assert shown.count("invented") == 1 and "With the score that decided." in shown


def test_prizes_that_were_won_are_counted_as_such_in_chinese(contest: Contest, client: Client) -> None:
    contest.published()
    assert "获奖数 5" in main_of(client.get(f"{WINNERS}?lang=zh").text)


def test_the_page_asks_few_queries(contest: Contest, client: Client) -> None:
    contest.published()
    client.get(WINNERS)
    with counted() as sent:
        client.get(WINNERS)
    assert len(sent) <= 5


def test_the_json_is_the_very_bytes_that_were_hashed(contest: Contest, client: Client) -> None:
    publication = contest.published()
    answer = client.get(f"{WINNERS}.json")
    assert answer.mimetype == "application/json"
    assert hashlib.sha256(answer.data).hexdigest() == publication.sha256
    assert json.loads(answer.data)["prizes"][0]["entry"]["number"] == "STW-2024-0001"


@pytest.mark.parametrize("form", FORMS)
def test_a_browser_that_has_it_is_told_so(contest: Contest, client: Client, form: str) -> None:
    contest.published()
    first = client.get(f"{WINNERS}{form}")
    again = client.get(f"{WINNERS}{form}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "max-age=60" in first.headers["Cache-Control"]


def test_the_page_of_somebody_signed_in_is_kept_by_nobody(contest: Contest, sign_in: SignIn) -> None:
    """Its frame carries their name."""
    contest.published()
    answer = sign_in(contest.officer).get(WINNERS)
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers


def test_a_public_page_is_kept_by_one_browser_and_for_one_language(contest: Contest, client: Client) -> None:
    contest.published()
    answers = [client.get(WINNERS, headers={"Accept-Language": language}) for language in ("zh-CN", "en")]
    assert len({answer.headers["ETag"] for answer in answers}) == 2
    for answer in answers:
        assert answer.headers["Cache-Control"].startswith("private")
        assert {"Cookie", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))


def test_a_correction_stands_before_the_first(contest: Contest, client: Client) -> None:
    contest.published()
    first = client.get(f"{WINNERS}.json").headers["ETag"]
    contest.clock.move(timedelta(hours=1))
    contest.correct()
    contest.published()
    page = client.get(f"{WINNERS}?lang=en").text
    assert "This is publication no. 2" in page
    assert client.get(f"{WINNERS}.json").headers["ETag"] != first


@pytest.mark.parametrize("form", FORMS)
def test_an_archived_edition_keeps_its_winners(contest: Contest, client: Client, form: str) -> None:
    contest.published()
    before = client.get(f"{WINNERS}.json").data
    with transaction():
        editions_service.archive(edition=contest.edition, by=make_administrator())
    assert client.get(f"{WINNERS}{form}").status_code == 200
    assert client.get(f"{WINNERS}.json").data == before
    assert "This edition is archived" in client.get(f"{WINNERS}?lang=en").text


@pytest.mark.parametrize(
    "address", ["/winners/straight-to-wuzhen/99999999999", "/winners/straight-to-wuzhen/-1"]
)
def test_a_year_beyond_any_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


NOTICE = "/notice/straight-to-wuzhen/2025"


def test_a_notice_shows_the_list_as_not_final_and_without_scores(
    with_notice_period: Contest, client: Client
) -> None:
    contest = with_notice_period
    approved = contest.approved()
    assert client.get(NOTICE).status_code == 404
    with transaction():
        notices_service.post_notice(prize_list=approved, by=contest.officer)
    page = client.get(f"{NOTICE}?lang=en").text
    assert "This list is not final" in page and "connected project 1" in page
    assert "9 September 2024, 24:00 Beijing time" in page
    assert not re.search(r"9\d\.00", page)
    assert client.get("/winners/straight-to-wuzhen/2025").status_code == 404


def test_after_the_notice_its_address_leads_to_the_winners(
    with_notice_period: Contest, client: Client
) -> None:
    contest = with_notice_period
    approved = contest.approved()
    with transaction():
        notice = notices_service.post_notice(prize_list=approved, by=contest.officer)
    contest.clock.set(notice.ends_at + timedelta(hours=1))
    assert client.get(NOTICE).status_code == 200
    with transaction():
        publications_service.publish(prize_list=approved, by=contest.officer)
    assert client.get(NOTICE).location == "/winners/straight-to-wuzhen/2025"
    assert client.get("/winners/straight-to-wuzhen/2025").status_code == 200
