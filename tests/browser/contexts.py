"""Browser contexts, each as if nobody had visited with it before, though an earlier test may have."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

BLANK = "about:blank"
HURRY = """
  for (const name of ["setTimeout", "setInterval"]) {
    const wait = window[name];
    window[name] = (work, delay, ...more) => wait(work, delay <= 2000 ? delay / 20 : delay, ...more);
  }
"""
"""Pauses of at most two seconds take a twentieth: what a page does after one is tried here, not how long it rests. What
is longer stays, such as the fifteen seconds after which a draft is tried again."""


class Contexts:
    """Of one site. To open one takes a second of a processor, so what a test leaves is emptied for the next."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self._url = browser, url
        self._taken: list[tuple[str, BrowserContext]] = []
        self._idle: defaultdict[str, list[BrowserContext]] = defaultdict(list)

    def open(
        self,
        *,
        language: str = "en",
        width: int = 1280,
        hurried: bool = False,
        **more: Any,
    ) -> BrowserContext:
        """One for one person, in a language; `hurried` cuts the pauses of its pages, `more` is what Playwright takes."""
        options = {
            "locale": "zh-CN" if language == "zh" else "en-GB",
            "color_scheme": "light",
            "viewport": {"width": width, "height": 900},
            **more,
        }
        key = repr((hurried, sorted(options.items())))
        context = self._idle[key].pop() if self._idle[key] else self._new(options, hurried)
        self._taken.append((key, context))
        return context

    def _new(self, options: dict[str, Any], hurried: bool) -> BrowserContext:
        context = self._browser.new_context(base_url=self._url, **options)
        if hurried:
            context.add_init_script(HURRY)
        context.set_default_timeout(15_000)
        return context

    def empty(self) -> None:
        """Let the next test have all that were opened."""
        for key, context in self._taken:
            self._empty(context)
            self._idle[key].append(context)
        self._taken.clear()

    def _empty(self, context: BrowserContext) -> None:
        """One page stays, blank: with its last page Chromium gives up half of what makes a context dear."""
        kept = _blank_page(context)
        for page in context.pages:
            if page is not kept:
                page.close()
        context.set_offline(False)
        context.clear_cookies()
        stored = {"origin": self._url, "storageTypes": "all"}
        context.new_cdp_session(kept).send("Storage.clearDataForOrigin", stored)

    def close(self) -> None:
        for context in chain([context for _, context in self._taken], *self._idle.values()):
            context.close()


def _blank_page(context: BrowserContext) -> Page:
    return next((page for page in context.pages if page.url == BLANK), None) or context.new_page()
