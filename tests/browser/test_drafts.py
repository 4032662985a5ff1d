"""Nothing that somebody types is lost: not offline, not in two windows, not when a session ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.test_walk import PASSWORD
from tests.browser.writing import FORMS, Desk, copies, expect_saved, expect_state, fresh

pytestmark = pytest.mark.sqlite_only

KEEP_STATES = """
  window.states = [];
  new MutationObserver(() => {
    window.states.push(document.querySelector("[data-save-state]")?.textContent ?? "");
  }).observe(document, { subtree: true, childList: true });
"""
TIME_THE_SAVING = """() => {
  const line = document.querySelector("[data-save-state]");
  let last = 0;
  addEventListener("input", () => { last = performance.now(); });
  new MutationObserver(() => {
    if (line.dataset.state === "saved") window.savedAfter = performance.now() - last;
  }).observe(line, { attributes: true });
}"""


@pytest.fixture(params=FORMS)
def desk(request: pytest.FixtureRequest, site: Site, visit: Callable[..., BrowserContext]) -> Desk:
    return Desk(site, visit, fresh(site, request.param))


def test_every_form_that_keeps_drafts_is_tried_here(app: Flask) -> None:
    assert {endpoint for endpoint in app.view_functions if endpoint.endswith("autosave")} == set(FORMS)


def test_a_draft_is_saved_within_two_seconds_of_the_last_key(
    site: Site, visit: Callable[..., BrowserContext]
) -> None:
    """By the browser's own clock; the other tests here hurry it."""
    desk = Desk(site, visit, fresh(site, "entries.autosave"))
    page = desk.sit_down(hurried=False)
    page.evaluate(TIME_THE_SAVING)
    page.locator(f"[name={desk.form.fields[0]}]").press_sequentially("Key by key")
    expect_saved(page)
    assert 900 < page.evaluate("window.savedAfter") < 2000
    assert desk.held()[0] == "Key by key"


def type_offline(desk: Desk, page: Page, words: str, which: int = 0) -> None:
    page.context.set_offline(True)
    desk.type(page, words, which)
    expect_state(page, "No connection")


def choose(page: Page, words: str) -> None:
    page.get_by_label(words).check()


def test_what_was_typed_offline_comes_back(desk: Desk) -> None:
    first, *_ = desk.form.texts
    page = desk.sit_down()
    type_offline(desk, page, first)
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.add_init_script(KEEP_STATES)  # that it was put back is said only until it is saved
    again.goto(desk.form.address)
    desk.expect_text(again, first)
    expect_saved(again)
    assert any("was put back" in words for words in again.evaluate("window.states"))
    assert desk.held()[0] == first


def test_what_another_device_saved_meanwhile_stands_beside_it(desk: Desk) -> None:
    """Both are shown, and neither is thrown away until somebody has chosen."""
    first, other, last = desk.form.texts
    page = desk.sit_down()
    type_offline(desk, page, first)
    context = page.context
    page.close()
    elsewhere = desk.sit_down(desk.form.also)
    desk.type(elsewhere, other)
    desk.type(elsewhere, "Beside it", 1)
    expect_saved(elsewhere)
    context.set_offline(False)
    for _visit in range(2):  # looking at it and going away again decides nothing
        again = context.new_page()
        again.goto(desk.form.address)
        expect(again.locator("[data-disputes]")).to_contain_text(other)
        desk.expect_text(again, first)
        desk.expect_text(again, "Beside it", 1)
    assert desk.held() == (other, "Beside it") and copies(again)
    choose(again, "Keep mine")
    expect(again.locator("[data-disputes]")).to_be_empty()
    expect_saved(again)
    assert desk.held() == (first, "Beside it")
    desk.type(again, last)
    expect_saved(again)
    assert desk.held() == (last, "Beside it")


def test_saving_goes_on_after_two_have_changed_one_field(desk: Desk) -> None:
    first, other, last = desk.form.texts
    page, elsewhere = desk.sit_down(), desk.sit_down(desk.form.also)
    desk.type(elsewhere, other)
    expect_saved(elsewhere)
    desk.type(page, first)
    expect_state(page, "except what was changed elsewhere")
    with page.expect_response(lambda answer: "/draft" in answer.url):
        desk.type(page, "Typed on", 1)
    assert desk.held() == (other, "Typed on")
    with page.expect_navigation():
        page.click(".form-end button[name=action][value=save]")
    desk.expect_text(page, first)
    expect(page.locator("[data-disputes]")).to_contain_text(other)
    choose(page, "Take the other one")
    expect(page.locator("[data-disputes]")).to_be_empty()
    desk.expect_text(page, other)
    desk.type(page, last)
    expect_saved(page)
    assert desk.held() == (last, "Typed on")


def test_a_choice_that_is_made_while_a_draft_is_on_its_way_stands(
    site: Site, visit: Callable[..., BrowserContext]
) -> None:
    desk = Desk(site, visit, fresh(site, "entries.autosave"))
    first, other, _last = desk.form.texts
    page, elsewhere = desk.sit_down(), desk.sit_down(desk.form.also)
    desk.type(elsewhere, other)
    expect_saved(elsewhere)
    desk.type(page, first)
    expect_state(page, "except what was changed elsewhere")
    on_its_way: list[Route] = []
    page.route(lambda address: "/draft" in address, lambda route: on_its_way.append(route), times=1)
    with page.expect_request(lambda asked: "/draft" in asked.url):
        page.click(".form-end button[name=action][value=save]")
    choose(page, "Take the other one")
    on_its_way[0].continue_()
    expect(page.locator("[data-disputes]")).to_be_empty()
    desk.expect_text(page, other)


def test_two_windows_in_two_fields_meet_without_a_question(desk: Desk) -> None:
    first, *_ = desk.form.texts
    page, elsewhere = desk.sit_down(), desk.sit_down(desk.form.also)
    desk.type(elsewhere, "Beside it", 1)
    expect_saved(elsewhere)
    desk.type(page, first)
    expect_saved(page)
    desk.expect_text(page, "Beside it", 1)
    assert desk.held() == (first, "Beside it")


def test_whoever_is_signed_out_while_typing_comes_back_to_their_text(desk: Desk) -> None:
    first, *_ = desk.form.texts
    page = desk.sit_down()
    desk.sign_everybody_out()
    desk.type(page, first)
    expect_state(page, "You have been signed out.")
    page.click("[data-save-state] a")
    sign_in(page, desk)
    assert page.url.startswith(desk.site.url + desk.form.address)
    desk.expect_text(page, first)
    expect_saved(page)
    assert desk.held()[0] == first


def sign_in(page: Page, desk: Desk) -> None:
    page.fill("[name=email]", desk.form.email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main button[type=submit]")


def test_a_page_that_is_open_while_its_reader_signs_in_again_goes_on(desk: Desk) -> None:
    first, *_ = desk.form.texts
    page = desk.sit_down()
    page.context.clear_cookies()
    desk.type(page, first)
    expect_state(page, "You have been signed out.")
    beside = page.context.new_page()
    beside.goto("/sign-in")
    sign_in(beside, desk)
    desk.type(page, desk.form.texts[2])
    expect_saved(page)
    assert desk.held()[0] == desk.form.texts[2]


def test_without_script_a_text_goes_along_through_signing_in(desk: Desk) -> None:
    first, *_ = desk.form.texts
    page = desk.sit_down(java_script_enabled=False)
    desk.type(page, first)
    desk.sign_everybody_out()
    page.click(".form-end button[name=action][value=save]")
    expect(page.locator("main")).to_contain_text("You have been signed out.")
    sign_in(page, desk)
    page.click("main button[type=submit]")
    assert page.url.startswith(desk.site.url + desk.form.address)
    desk.expect_text(page, first)
    assert desk.held()[0] == first
