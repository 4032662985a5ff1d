"""What the page of a rule-book says, section by section."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, get_template_attribute

from app.programmes.rulebook_page import sections_of
from app.programmes.rulebook_page.blocks import (
    Facts,
    Heading,
    Line,
    PageSection,
    PageTable,
    Paragraph,
    Points,
)
from tests.factories import book_of

pytestmark = pytest.mark.sqlite_only
Sections = dict[str, PageSection]


@pytest.fixture
def sections(app: Flask) -> Iterator[Sections]:
    """By their anchors, in English."""
    with app.test_request_context("/?lang=en"):
        yield {section.anchor: section for section in sections_of(book_of("straight-to-wuzhen-2024"))}


def headings(section: PageSection) -> list[str]:
    return [block.line.text for block in section.blocks if isinstance(block, Heading)]


def points(section: PageSection) -> list[Line]:
    return [line for block in section.blocks if isinstance(block, Points) for line in block.lines]


def tables(section: PageSection) -> list[PageTable]:
    return [block for block in section.blocks if isinstance(block, PageTable)]


def test_the_sections_stand_in_the_order_of_an_edition(sections: Sections) -> None:
    assert {anchor: section.title.text for anchor, section in sections.items()} == {
        "applications": "Applications",
        "apply-projects": "Who may apply",
        "judging-projects": "How entries are judged",
        "prizes-projects": "What can be won",
        "publication": "Notice, objections, publication",
    }


def test_where_nobody_is_asked_nothing_is_promised(app: Flask) -> None:
    asked = book_of("straight-to-wuzhen-2024")
    unasked = book_of(
        "straight-to-wuzhen-2024",
        lambda book: book.update(
            consents=[each for each in book["consents"] if each["purpose"] != "publication"]
        ),
    )
    with app.test_request_context("/?lang=en"):
        with_consent, without = (
            " ".join(line.text for line in points({s.anchor: s for s in sections_of(book)}["publication"]))
            for book in (asked, unasked)
        )
    promise, fact = "Where the applicant does not consent", "Nobody is asked for consent to publication"
    assert promise in with_consent and fact not in with_consent
    assert fact in without and promise not in without


def test_the_window_ends_at_midnight_of_its_last_day(sections: Sections) -> None:
    applications = sections["applications"]
    (window, overseas) = applications.blocks
    assert applications.title.example and isinstance(window, Paragraph) and isinstance(overseas, Paragraph)
    assert "10 July 2024, 09:00 Beijing time</time> to <time" in window.line.text
    assert "31 August 2024, 24:00 Beijing time" in window.line.text


def test_who_may_apply(sections: Sections) -> None:
    section = sections["apply-projects"]
    said, *_others = section.blocks
    assert isinstance(said, Paragraph) and "somebody who acts for the organisation submits" in said.line.text
    assert headings(section) == ["Tracks", "Conditions", "What the form asks"]
    (tracks,) = [block for block in section.blocks if isinstance(block, Facts)]
    assert [name for name, _line in tracks.pairs][:2] == [
        "Intelligent Connected Vehicles",
        "Digital Medicine",
    ]
    assert all(line.example for _name, line in tracks.pairs), "no public text says what a track is about"
    (form,) = tables(section)
    assert form.folded == f"{len(form.rows)} questions" and form.caption_hidden
    assert [line.text for line in form.rows[0]][1:] == ["text", "50 characters", "yes, except from overseas"]


def test_how_entries_are_judged(sections: Sections) -> None:
    section = sections["judging-projects"]
    assert headings(section) == [
        "1. Screening",
        "2. Preliminary",
        "3. Semi-final",
        "4. Final",
        "Equal scores",
    ]
    assert [table.caption for table in tables(section)] == [
        "Rubric: Preliminary",
        "Rubric: Semi-final",
        "Rubric: Final",
    ]
    criterion, *numbers = tables(section)[0].rows[0]
    assert criterion.text == "Innovation" and criterion.below.startswith("What is new")
    assert [number.text for number in numbers] == ["30%", "0–100", "1"]
    said = [line.text for line in points(section)]
    assert "3 judges of the track's pool read each entry." in said
    assert said[-1] == "a decision of the panel, on record"


def test_a_part_of_a_prize_is_an_example_where_the_whole_is_none(sections: Sections) -> None:
    section = sections["prizes-projects"]
    (prizes,) = tables(section)
    name, places, scope, minimum, decided = prizes.rows[0]
    assert (name.text, name.example) == ("Grand Prize", False)
    assert (places.text, places.example) == ("at most 1", True)
    assert (scope.text, minimum.text, decided.text) == ("track", "75 in “Final”", "Final")


def test_where_objections_go_is_a_link_and_no_markup_of_the_book(app: Flask) -> None:
    def change(book: dict[str, object]) -> None:
        book["objections"] = {"working_days": 5, "contact": "a&b@example.org"}
        book["overseas_note"] = {"zh": "甲", "en": "<b>bold</b>"}

    with app.test_request_context("/?lang=en"):
        first, *_others, last = sections_of(book_of("straight-to-wuzhen-2024", change))
        page = get_template_attribute("programmes/rulebook.html", "rulebook")([first, last])
    assert '<a href="mailto:a&amp;b@example.org">a&amp;b@example.org</a>' in page
    assert "&lt;b&gt;bold" in page and "<b>" not in page
