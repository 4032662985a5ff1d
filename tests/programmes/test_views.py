"""The pages of the programmes: what everybody reads, and how an edition is opened and amended in a browser."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.people.models import Person
from app.programmes.editions.queries import find_edition
from app.programmes.models import Edition
from app.programmes.proposals import service
from app.programmes.rulebook import canonical_json, shipped_books
from app.programmes.rulebook.toml import as_toml
from tests.client import Client
from tests.counting import counted
from tests.factories import (
    book_of,
    make_administrator,
    make_approver,
    make_auditor,
    make_edition,
    make_officer,
    make_person,
)
from tests.time import Clock

WUZHEN = "straight-to-wuzhen-2024"
PLACE = "/programmes/straight-to-wuzhen/2024"
SignIn = Callable[[Person], Client]


def longer(book: dict[str, Any]) -> None:
    book["window"]["closes"] = "2024-08-31T16:30:00Z"


def amended(edition: Edition, change: Callable[[dict[str, Any]], None]) -> None:
    officer, approver = make_officer(edition), make_approver(edition)
    with transaction():
        version = service.propose_amendment(
            edition=edition, book=book_of(WUZHEN, change), reason="A <b>holiday</b>", by=officer
        )
    with transaction():
        service.agree(version=version, by=approver)


def test_the_home_page_says_what_to_do_where_nothing_is_open(client: Client) -> None:
    page = client.get("/?lang=en")
    assert page.status_code == 200 and "No programme is open for applications now" in page.text
    assert "目前没有项目开放申报" in client.get("/?lang=zh").text


@pytest.mark.parametrize(
    ("language", "name"), [("zh", "“直通乌镇”全球互联网大赛"), ("en", "Straight to Wuzhen")]
)
def test_the_home_page_shows_each_programme_in_its_state(
    client: Client, clock: Clock, language: str, name: str
) -> None:
    edition = make_edition()
    clock.set(edition.opens_at - timedelta(seconds=1))
    page = client.get(f"/?lang={language}").text
    assert name in page and f"{PLACE}/apply" not in page
    clock.set(edition.opens_at)
    page = client.get(f"/?lang={language}").text
    assert f"{PLACE}/apply" in page
    clock.set(edition.closes_at)
    page = client.get(f"/?lang={language}").text
    assert f"{PLACE}/apply" not in page and name in page


def test_a_closing_day_without_an_hour_ends_at_24(client: Client) -> None:
    make_edition()
    assert "31 August 2024, 24:00 Beijing time" in client.get("/?lang=en").text
    assert "2024年8月31日" in client.get("/?lang=zh").text


@pytest.mark.parametrize(
    ("late", "words"), [(False, ("Opens", "Closes")), (True, ("Opened on", "Closed on"))]
)
def test_the_ends_of_a_window_are_told_in_their_tense(
    client: Client, clock: Clock, sign_in: SignIn, late: bool, words: tuple[str, str]
) -> None:
    edition = make_edition()
    clock.set(edition.closes_at if late else edition.opens_at - timedelta(seconds=1))
    desk = sign_in(make_officer(edition)).get(f"/editions/{edition.public_id}?lang=en").text
    for page in (client.get("/?lang=en").text, desk):
        assert tuple(re.findall(r"<dt>((?:Open|Close)\w+(?: on)?)</dt>", page)) == words


def test_the_state_of_an_edition_and_of_a_version_stands_at_the_top_of_its_page(
    clock: Clock, sign_in: SignIn, session: Session
) -> None:
    edition = make_edition()
    clock.set(edition.closes_at)
    officer = make_officer(edition)
    with transaction():
        waiting = service.propose_amendment(
            edition=edition, book=book_of(WUZHEN, longer), reason="x", by=officer
        )
    browser = sign_in(officer)
    for address, state in (
        (f"/editions/{edition.public_id}", "closed"),
        (f"/rulebook-versions/{edition.current_version.public_id}", "in force"),
        (f"/rulebook-versions/{waiting.public_id}", "waits for a second person"),
    ):
        page = browser.get(f"{address}?lang=en").text
        top = page[page.index("<h1") : page.index("<dl")]
        assert f"{state}</span>".casefold() in top.casefold(), address


def test_a_place_in_the_file_is_explained_once(client: Client) -> None:
    amended(make_edition(), longer)
    page = client.get(f"{PLACE}/versions/2?lang=en").text
    assert page.count("stands its place in the file of the rule-book") == 1


def test_the_home_page_asks_as_often_for_many_editions_as_for_one(client: Client) -> None:
    make_edition()
    with counted() as for_one:
        client.get("/")
    for name in shipped_books():
        if name != WUZHEN:
            make_edition(name)
    with counted() as for_six:
        client.get("/")
    assert len(for_six) == len(for_one) <= 3


@pytest.mark.parametrize("name", list(shipped_books()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_book_is_readable_whole(client: Client, name: str, language: str) -> None:
    edition = make_edition(name)
    book = edition.rulebook
    page = client.get(f"/programmes/{book.programme}/{book.year}?lang={language}")
    assert page.status_code == 200
    wanted = [book.name]
    for direction in book.directions:
        wanted += [track.name for track in direction.tracks] + [tier.name for tier in direction.prizes]
        wanted += [stage.name for stage in direction.stages] + [f.label for f in direction.form]
        wanted += [c.guidance for stage in direction.stages for c in stage.rubric]
    plain = page.text.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")
    assert [text for text in wanted if text.in_(language) not in plain] == []
    assert edition.current_version is not None and edition.current_version.sha256 in page.text


def test_our_examples_are_marked(client: Client) -> None:
    make_edition()
    assert "Example, set by the organiser" in client.get(f"{PLACE}?lang=en").text
    assert "demonstration: its entries" in client.get(f"{PLACE}?lang=en").text


def test_the_file_is_the_one_whose_hash_the_page_shows(client: Client) -> None:
    edition = make_edition()
    answer = client.get(f"{PLACE}/rulebook.json")
    assert answer.data.decode() == canonical_json(edition.rulebook)
    sha256 = hashlib.sha256(answer.data).hexdigest()
    assert sha256 in client.get(PLACE).text
    assert json.loads(answer.data)["programme"] == "straight-to-wuzhen"
    again = client.get(f"{PLACE}/rulebook.json", headers={"If-None-Match": f'"{sha256}"'})
    assert again.status_code == 304


def test_an_amendment_leaves_a_public_difference(client: Client, session: Session) -> None:
    edition = make_edition()
    amended(edition, longer)
    page = client.get(f"{PLACE}/versions/2?lang=en").text
    assert "window.closes" in page and "31 August 2024, 24:00" in page and "1 September 2024, 00:30" in page
    assert "A &lt;b&gt;holiday&lt;/b&gt;" in page
    assert "not in force any more" in client.get(f"{PLACE}/versions/1?lang=en").text
    assert client.get(f"{PLACE}/versions/1.json").data.decode() == edition.versions[0].canonical_json
    assert client.get(f"{PLACE}/versions/3").status_code == 404


def test_proposals_and_unopened_editions_are_not_public(client: Client) -> None:
    with transaction():
        service.propose_edition(book=book_of(WUZHEN), demonstration=True, by=make_administrator())
    for address in (PLACE, f"{PLACE}/rulebook.json", f"{PLACE}/versions/1", f"{PLACE}/versions/1.json"):
        assert client.get(address).status_code == 404
    assert "Straight to Wuzhen" not in client.get("/?lang=en").text


def test_a_waiting_amendment_is_not_public(client: Client) -> None:
    edition = make_edition()
    with transaction():
        service.propose_amendment(
            edition=edition, book=book_of(WUZHEN, longer), reason="More time", by=make_officer(edition)
        )
    assert client.get(f"{PLACE}/versions/2").status_code == 404
    assert "More time" not in client.get(PLACE).text


@pytest.mark.both
def test_two_administrators_open_an_edition_in_the_browser(session: Session, sign_in: SignIn) -> None:
    first, second = sign_in(make_administrator()), sign_in(make_administrator())
    chosen = first.send("/editions/open", shipped=WUZHEN)
    assert chosen.status_code == 200 and "Nothing has been kept yet" in chosen.text
    assert find_edition("straight-to-wuzhen", 2024) is None
    assert re.search(r'name="demonstration"[^>]*checked|checked[^>]*name="demonstration"', chosen.text)
    book = canonical_json(book_of(WUZHEN))
    sent = first.press("/editions/propose", book=book, demonstration="y")
    assert sent.status_code == 303
    proposal = sent.headers["Location"]
    own, other = first.get(proposal).text, second.get(proposal).text
    assert "a second person has to agree" in own
    assert "Take back" in own and "Take back" not in other and "Refuse" in other
    assert "Why you take it back" in own and "Why it is refused" in other
    assert first.press(f"{proposal}/agree").status_code == 403
    assert second.press(f"{proposal}/agree").status_code == 303
    edition = find_edition("straight-to-wuzhen", 2024)
    assert edition is not None and edition.current_version_id is not None
    assert second.get(PLACE).status_code == 200
    assert second.press(f"{proposal}/agree").status_code == 403


def test_a_year_that_is_taken_is_refused_when_it_is_read(session: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_administrator())
    browser.press("/editions/propose", book=canonical_json(book_of(WUZHEN)), demonstration="y")
    waits = browser.send("/editions/open", shipped=WUZHEN)
    assert waits.status_code == 422 and "A proposal waits for a second person" in waits.text
    make_edition("youth-leaders-2024")
    taken = browser.send("/editions/open", shipped="youth-leaders-2024")
    assert taken.status_code == 422 and "This programme has an edition of that year" in taken.text
    assert "This edition cannot be proposed" in taken.text and "Somebody" not in taken.text


def test_an_uploaded_book_shows_every_fault_with_its_line(session: Session, sign_in: SignIn) -> None:
    toml = as_toml(book_of(WUZHEN)).replace('weight = "30"', 'weight = "31"', 1)
    browser = sign_in(make_administrator())
    sent = browser.press("/editions/open", file=(io.BytesIO(toml.encode()), "../\u202emy<b>.toml"))
    assert sent.status_code == 422
    assert "weights add up to 101" in sent.text and "line " in sent.text and "Nothing was loaded" in sent.text
    good = browser.press("/editions/open", file=(io.BytesIO(as_toml(book_of(WUZHEN)).encode()), "x.toml"))
    assert good.status_code == 200 and "Nothing has been kept yet" in good.text


def test_both_administrators_see_the_days_that_an_earlier_edition_left_behind(
    session: Session, sign_in: SignIn
) -> None:
    def left_behind(book: dict[str, Any]) -> None:
        next(item for item in book["directions"][0]["form"] if item["code"] == "founded_on")["latest"] = (
            "2023-08-31"
        )

    first, second = sign_in(make_administrator()), sign_in(make_administrator())
    book, key = book_of(WUZHEN, left_behind), "directions.projects.form.founded_on.latest"
    preview = first.press("/editions/open", file=(io.BytesIO(as_toml(book).encode()), "x.toml")).text
    assert "2023-08-31 at the latest" in preview and key in preview
    proposal = first.press("/editions/propose", book=canonical_json(book), demonstration="y").headers[
        "Location"
    ]
    assert key in second.get(proposal).text
    assert second.press(f"{proposal}/agree").status_code == 303
    assert key not in second.get(proposal).text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a = ", b"[" * 5000, b"a" * (256 * 1024 + 1)])
def test_a_hostile_upload_gets_a_clear_page(session: Session, sign_in: SignIn, content: bytes) -> None:
    sent = sign_in(make_administrator()).press("/editions/open", file=(io.BytesIO(content), "../../x.toml"))
    assert sent.status_code == 422


@pytest.mark.parametrize("book", ["", "{", "{}", "[]", "null", '{"schema_version": 1}', "\u0000"])
def test_a_damaged_book_is_not_proposed(session: Session, sign_in: SignIn, book: str) -> None:
    browser = sign_in(make_administrator())
    assert browser.press("/editions/propose", book=book).status_code == 422
    assert find_edition("straight-to-wuzhen", 2024) is None


@pytest.mark.both
def test_an_officer_amends_and_an_approver_agrees_in_the_browser(session: Session, sign_in: SignIn) -> None:
    edition = make_edition()
    officer, approver = sign_in(make_officer(edition)), sign_in(make_approver(edition))
    page = f"/editions/{edition.public_id}"
    toml = officer.get(f"{page}/rulebook.toml").data.decode()
    assert "closes = 2024-09-01T00:00:00+08:00" in toml
    changed = toml.replace("closes = 2024-09-01T00:00:00+08:00", "closes = 2024-09-01T00:30:00+08:00", 1)
    shown = officer.press(f"{page}/amend", file=(io.BytesIO(changed.encode()), "new.toml"))
    assert shown.status_code == 200 and "window.closes" in shown.text
    book = canonical_json(book_of(WUZHEN, longer))
    assert officer.press(f"{page}/propose", book=book, reason="").status_code == 422
    proposal = officer.press(f"{page}/propose", book=book, reason="A holiday").headers["Location"]
    assert officer.press(f"{proposal}/agree").status_code == 403
    assert "window.closes" in approver.get(proposal).text
    assert approver.press(f"{proposal}/refuse", reason="").status_code == 422
    assert approver.press(f"{proposal}/agree").status_code == 303
    session.expire_all()
    assert edition.closes_at == book_of(WUZHEN, longer).window.closes


def test_an_impossible_amendment_is_refused_in_words(session: Session, sign_in: SignIn) -> None:
    edition = make_edition()
    browser = sign_in(make_officer(edition))
    page = f"/editions/{edition.public_id}/amend"
    same = browser.press(page, file=(io.BytesIO(as_toml(edition.rulebook).encode()), "same.toml"))
    assert same.status_code == 422 and "Nothing would change" in same.text
    other = as_toml(book_of("practice-cases-2024"))
    assert browser.press(page, file=(io.BytesIO(other.encode()), "other.toml")).status_code == 422
    assert "Choose a file" in browser.press(page).text


def test_a_refusal_keeps_its_reason(session: Session, sign_in: SignIn) -> None:
    first, second = make_administrator(), make_administrator()
    with transaction():
        version = service.propose_edition(book=book_of(WUZHEN), demonstration=False, by=first)
    proposal = f"/rulebook-versions/{version.public_id}"
    browser = sign_in(second)
    assert browser.send(proposal, f"{proposal}/refuse", reason="The weights are old").status_code == 303
    assert "The weights are old" in browser.get(proposal).text
    assert "refused" in browser.get(f"/editions/{version.edition.public_id}").text.casefold()


def test_a_demonstration_is_archived_by_an_administrator(session: Session, sign_in: SignIn) -> None:
    edition = make_edition()
    browser = sign_in(make_administrator())
    archive = f"/editions/{edition.public_id}/archive"
    assert browser.send(archive).status_code == 303
    assert "This edition is archived" in browser.get(f"{PLACE}?lang=en").text
    assert browser.get(archive).status_code == 403


def test_who_does_not_see_the_administration_gets_the_common_404(session: Session, sign_in: SignIn) -> None:
    edition, other = make_edition(), make_edition("youth-leaders-2024")
    officer = make_officer(edition)
    with transaction():
        version = service.propose_amendment(
            edition=edition, book=book_of(WUZHEN, longer), reason="x", by=officer
        )
    pages = (
        f"/editions/{edition.public_id}",
        f"/editions/{edition.public_id}/amend",
        f"/editions/{edition.public_id}/rulebook.toml",
        f"/rulebook-versions/{version.public_id}",
    )
    unknown = sign_in(make_person()).get("/editions/nothing")
    for stranger in (make_person(), make_officer(other), make_auditor(other)):
        browser = sign_in(stranger)
        for page in pages:
            answer = browser.get(page)
            assert answer.status_code == 404
            assert len(answer.text.replace(page, "/editions/nothing")) == len(unknown.text)
        for page in (
            f"/rulebook-versions/{version.public_id}/agree",
            f"/editions/{edition.public_id}/propose",
        ):
            assert browser.press(page).status_code == 404
    assert sign_in(make_person()).get("/editions").status_code == 404
    assert sign_in(make_auditor(edition)).get("/editions").status_code == 200
    assert sign_in(officer).get("/editions/open").status_code == 403


def test_the_list_shows_an_officer_their_own_editions_alone(session: Session, sign_in: SignIn) -> None:
    edition = make_edition()
    make_edition("youth-leaders-2024")
    page = sign_in(make_officer(edition)).get("/editions?lang=en").text
    assert "Straight to Wuzhen" in page and "Global Youth Leaders" not in page
    page = sign_in(make_administrator()).get("/editions?lang=en").text
    assert "Straight to Wuzhen" in page and "Youth Leaders" in page


def test_strangers_are_led_to_sign_in(client: Client) -> None:
    answer = client.get("/editions/open")
    assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]
