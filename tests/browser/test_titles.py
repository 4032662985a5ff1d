"""On a phone a Chinese title breaks between words: 杰出 is not torn into 杰 and 出."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Site
from tests.browser.test_walk import PLACE
from tests.browser.writing import an_edition, prepare

pytestmark = pytest.mark.sqlite_only

LINES = """title => {
  const range = document.createRange(), lines = new Map();
  const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    for (let at = 0; at < text.length; at += 1) {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const top = Math.round(range.getBoundingClientRect().top);
      lines.set(top, (lines.get(top) ?? "") + text.data[at]);
    }
  }
  return [...lines.values()].map((line) => line.trim());
}"""

NARROW = """(title, share) => {
  title.style.inlineSize = "max-content";
  title.style.inlineSize = `${title.getBoundingClientRect().width * share}px`;
}"""
WORDS = ("世界", "互联网", "大会", "杰出", "贡献", "2024")


def test_a_chinese_title_breaks_between_words(site: Site, visit: Callable[..., BrowserContext]) -> None:
    prepare(site, an_edition)
    page = visit(language="zh", width=390).new_page()
    page.goto(PLACE)
    title = page.locator("main h1")
    for share in (
        0.9,
        0.8,
        0.7,
        0.6,
        0.5,
        0.4,
    ):  # of one line's width: fonts differ, and where they would break it
        title.evaluate(NARROW, share)
        lines = title.evaluate(LINES)
        assert len(lines) > 1 and all(any(word in line for line in lines) for word in WORDS), lines
