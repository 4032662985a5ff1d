"""The total under a sheet reads what the server reads, sign for sign."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from app.judging.sheets.forms import _hundredths, _plain
from tests.browser.conftest import Site
from tests.browser.writing import Desk, expect_state, fresh

pytestmark = pytest.mark.sqlite_only

READ = [
    "80",
    "８０",
    "８５．５",
    "85，5",
    "85。25",
    "85、",
    " 85 ",
    "085",
    "+85",
    "85.",
    "85.50",
    "85.500",
    "٨٥",
    "८५",
    "𝟖𝟓",
    "๘๕.๕",
]
UNREAD = ["80分", "1e2", ".5", "85.555", "85.5.5", "八十", "8 5", "0x10", "NaN", "-", "1" * 13]


@pytest.fixture
def desk(site: Site, visit: Callable[..., BrowserContext]) -> Desk:
    return Desk(site, visit, fresh(site, "judging.autosave"))


def read_by_server(typed: str) -> int | None:
    return _hundredths(_plain(typed))


def test_the_total_reads_what_the_server_reads(desk: Desk) -> None:
    sheet = desk.sit_down(hurried=False)  # while it is typed, not when it has been saved
    total = sheet.locator("[data-score-total] output")
    for typed in (*READ, *UNREAD):
        for name in ("c_innovation", "c_technology"):
            sheet.fill(f"[name={name}]", typed)
        points = read_by_server(typed)
        if points is None:
            expect(total).to_be_hidden()
        else:
            expect(total).to_have_text(f"{points / 100:.2f}")
    assert sum(read_by_server(typed) is not None for typed in READ) == len(READ) - 1, "「85、」 is no number"


def test_the_score_that_cannot_be_read_is_named_and_marked(desk: Desk) -> None:
    sheet = desk.sit_down()
    sheet.fill("[name=c_innovation]", "80分")
    sheet.fill("[name=c_technology]", "70")
    expect_state(sheet, "Innovation: This is not a number of points")
    expect(sheet.locator("[name=c_innovation]")).to_have_attribute("aria-invalid", "true")
    sheet.fill("[name=c_innovation]", "80")
    expect_state(sheet, "Draft saved")
    expect(sheet.locator("[name=c_innovation]")).not_to_have_attribute("aria-invalid", "true")
