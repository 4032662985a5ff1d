"""The application form under the hands of somebody who fills it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.writing import Desk, expect_saved, fresh

pytestmark = pytest.mark.sqlite_only
COVERED_BY_THE_BAR = """async () => {
  const bar = document.querySelector(".form-end-sticky");
  const clear = (field) => getComputedStyle(bar).position !== "sticky"
    || field.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top + 1;
  const fields = [...document.querySelectorAll("main form :is(input, textarea, select)")]
    .filter((field) => field.checkVisibility({ visibilityProperty: true }));
  const covered = [];
  for (const field of fields) {
    field.focus();
    const until = performance.now() + 2000; // scrolling takes a moment
    while (!clear(field) && performance.now() < until) await new Promise(requestAnimationFrame);
    if (!clear(field)) covered.push(field.name);
  }
  return [fields.length, covered];
}"""


@pytest.fixture
def desk(site: Site, visit: Callable[..., BrowserContext]) -> Desk:
    return Desk(site, visit, fresh(site, "entries.autosave"))


def rows(page: Page) -> int:
    return page.locator("#q_team .field-entry").count()


def test_people_are_added_one_by_one_and_come_back(desk: Desk) -> None:
    page = desk.sit_down()
    page.context.set_offline(
        True
    )  # the server hears of no row, so that the browser's copy alone brings them back
    assert rows(page) == 1 and "Q Team" not in page.content()
    at = page.evaluate("window.scrollY")
    for number in (1, 2):
        page.click("[data-add-row]")
        expect(page.locator(f"[name=q_team-{number}-name_zh]")).to_be_focused()
        page.keyboard.type(f"人{number}")
    assert rows(page) == 3 and page.evaluate("window.scrollY") >= at
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))
    with page.expect_event("requestfailed"):
        page.fill("[name=q_team-2-post]", "Engineer")
    page.wait_for_selector("[data-save-state][data-state=offline]")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(desk.form.address)
    expect(again.locator("[name=q_team-2-post]")).to_have_value("Engineer")
    expect_saved(again)


def test_enter_saves_and_sends_nothing(desk: Desk) -> None:
    page = desk.sit_down(hurried=False)  # it is Enter that saves
    page.fill("[name=q_title_en]", "By Enter")
    with page.expect_navigation():
        page.press("[name=q_title_en]", "Enter")
    expect(page.locator("main")).to_contain_text("Draft saved.")
    expect(page.locator("[name=q_title_en]")).to_have_value("By Enter")


def test_an_answer_that_a_condition_hides_is_there_again(desk: Desk) -> None:
    page = desk.sit_down(hurried=False)  # the answer is saved only once it is hidden
    page.check("[name=q_has_honours][value=yes]")
    page.fill("[name=q_honours]", "First prize")
    page.check("[name=q_has_honours][value=no]")
    expect(page.locator("[name=q_honours]")).to_be_hidden()
    expect_saved(page)
    page.reload()
    page.check("[name=q_has_honours][value=yes]")
    expect(page.locator("[name=q_honours]")).to_have_value("First prize")


def test_a_paste_that_is_too_long_is_kept_whole(desk: Desk) -> None:
    page = desk.sit_down()
    page.fill("[name=q_title_en]", "word " * 5000)
    expect_saved(page)
    page.reload()
    assert len(page.input_value("[name=q_title_en]").split()) == 5000


@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_of_buttons_covers_no_field_that_is_typed_in(desk: Desk, width: int) -> None:
    page = desk.sit_down()
    page.set_viewport_size({"width": width, "height": 900})
    tried, covered = page.evaluate(COVERED_BY_THE_BAR)
    assert tried > 20 and covered == []


def test_a_file_that_is_too_large_is_said_before_it_is_sent(desk: Desk, tmp_path: Path) -> None:
    page = desk.sit_down()
    page.goto(desk.form.address.replace("/form", "/files"))
    large, empty = tmp_path / "large.pdf", tmp_path / "empty.pdf"
    large.write_bytes(b"%PDF-1.7" + b"\0" * 6 * 1024 * 1024)
    empty.write_bytes(b"")
    for file, words in ((large, "at most 5 MB are allowed"), (empty, "The file is empty")):
        page.set_input_files("#file-licence", file)
        beside = page.locator("#file-licence + .field-error")
        expect(beside).to_contain_text(words)
        page.locator("form:has(#file-licence) button[type=submit]").click()
        expect(beside).to_contain_text(words)
