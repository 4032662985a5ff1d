"""A text that is limited in characters and in words is counted in the unit of the language it is typed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.writing import Desk, fresh

pytestmark = pytest.mark.sqlite_only

BOTH = ("In Chinese at most 30 characters.", "In English at most 10 words.")


@pytest.fixture
def page(site: Site, visit: Callable[..., BrowserContext]) -> Page:
    return Desk(site, visit, fresh(site, "entries.autosave")).sit_down()


def seen(counter: Locator) -> list[str]:
    return [each.inner_text() for each in counter.locator("[data-count]").all() if each.is_visible()]


def test_only_the_limit_that_applies_is_counted(page: Page) -> None:
    control, counter = page.locator("[name=q_contact_name]"), page.locator("#q_contact_name-count")
    for typed, words in {
        "温衍青 Dr": "5 of 30 characters",
        "Wen Yanqing 温": "3 of 10 words",
        "温" * 31: "31 characters: 1 more than the 30 allowed",
        "one " * 11: "11 words: 1 more than the 10 allowed",
    }.items():
        control.fill(typed)
        expect(counter).to_contain_text(words)
        assert seen(counter) == [words]
    control.fill(" ")
    expect(counter).to_contain_text(BOTH[0])
    assert seen(counter) == list(BOTH) and counter.locator(".field-count-over").count() == 0


def test_without_script_both_limits_stand(page: Page) -> None:
    answer = page.request.get(page.url).text()
    assert all(words in answer for words in BOTH)
