"""Whether pages can be used by everybody: WCAG 2.2 AA as far as a machine can tell, and letters half as large again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.screenshots import visitor
from tests.crawling import reachable

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """async (rules) => (await axe.run(document, {runOnly: rules})).violations.map(
    (found) => `${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" ")}`)"""
SIDEWAYS = """() => {
  document.documentElement.style.fontSize = "150%";
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}"""


def each_kind_once(site: Site, emails: Sequence[str]) -> dict[str, list[str]]:
    """Addresses that each person reaches by links: of all pages of one kind the first."""
    kinds: set[str] = set()

    def new(email: str) -> list[str]:
        pages = [
            each for each in reachable(site.app, visitor(site.app, email), each=1) if each.name not in kinds
        ]
        kinds.update(page.name for page in pages)
        return [page.address for page in pages if page.answer.mimetype == "text/html"]

    return {email: site.do(partial(new, email)) for email in emails}


def barriers(page: Page, addresses: list[str]) -> Iterator[str]:
    """What keeps somebody from using these pages. `page` begins each with `AXE`, in a context that lets it (`bypass_csp`)."""
    for address in addresses:
        page.goto(address)
        yield from (f"{address}: {violation}" for violation in page.evaluate(VIOLATIONS, RULES))
        if (wide := page.evaluate(SIDEWAYS)) > 0:
            yield f"{address}: scrolls {wide} px sideways with large letters"
