"""How the sentences of a rule-book's page are put together."""

from __future__ import annotations

import re

import pytest

from app.programmes.rulebook import shipped_books
from tests.client import Client
from tests.factories import book_of, make_edition


@pytest.mark.parametrize("name", list(shipped_books()))
def test_chinese_sentences_follow_one_another_without_a_gap(client: Client, name: str) -> None:
    book = make_edition(name).rulebook
    page = client.get(f"/programmes/{book.programme}/{book.year}?lang=zh").text
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main
    within = re.sub(r"</?(strong|bdi|em)>", "", main[0])
    assert re.findall(r"[^>]{0,20}[。？；：]\s+[\u4e00-\u9fff“]", within) == []


def test_english_sentences_keep_their_space(client: Client) -> None:
    make_edition("straight-to-wuzhen-2024")
    page = client.get("/programmes/straight-to-wuzhen/2024?lang=en").text
    assert "stays vacant. Vacant places are published as vacant." in page


def test_where_places_have_no_limit_no_maximum_is_spoken_of(client: Client) -> None:
    book = make_edition("cross-border-ecommerce-2024").rulebook
    assert [tier.places for direction in book.directions for tier in direction.prizes] == [None]
    page = client.get(f"/programmes/{book.programme}/{book.year}?lang=en").text
    assert "no limit" in page and "maximum" not in page and "Vacant places" not in page


@pytest.mark.parametrize(
    ("name", "shown"), [("cross-border-ecommerce-2024", False), ("straight-to-wuzhen-2024", True)]
)
def test_equal_scores_are_spoken_of_where_anything_is_limited(client: Client, name: str, shown: bool) -> None:
    book = make_edition(name).rulebook
    page = client.get(f"/programmes/{book.programme}/{book.year}?lang=en").text
    assert ("Equal scores" in page) == shown


def test_a_share_is_written_as_english_writes_it(client: Client) -> None:
    make_edition("straight-to-wuzhen-2024")
    page = client.get("/programmes/straight-to-wuzhen/2024?lang=en").text
    assert "30%" in page and "30 %" not in page


def test_the_condition_says_what_the_answer_on_the_page_says() -> None:
    book = book_of("cross-border-ecommerce-2024")
    (reading,) = [setting.reading for setting in book.settings if setting.code == "counts_2021"]
    condition = book.directions[0].checklists[0].basic[0].text
    assert "2022年1月1日" in reading.zh and "2022年1月1日" in condition.zh
    assert "since 1 January 2022" in reading.en and "since 1 January 2022" in condition.en


def test_what_nothing_holds_anybody_to_is_printed_as_a_plan(client: Client) -> None:
    make_edition("straight-to-wuzhen-2024")
    page = client.get("/programmes/straight-to-wuzhen/2024?lang=en").text
    assert "scores every entry. 7 judges are planned." in page
    assert page.count("The secretariat opens and ends the stage.") == 4
    assert "re-review" not in page and "severe" not in page
