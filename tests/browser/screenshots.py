"""Pictures of every page that each role finds, at two widths, in both languages, light and dark.

Run as `python -m tests.browser.screenshots [ROLE …]`. The pictures lie under var/screenshots, a folder a role; the two
of the README are renewed when every role is photographed. The demonstration is played once, into a folder beside them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException

from app.accounts.models import Person
from app.accounts.sessions import IN_COOKIE, open_session
from app.core import clock
from app.core.db import db, deed
from app.demo.sign_ins import ROLES
from config import ROOT
from tests.browser.conftest import Site, launched

FOLDER = ROOT / "var" / "screenshots"
LINK = re.compile(r'href="(/[^"#]*)"')
LANGUAGES, WIDTHS, SCHEMES = {"en": "en-GB", "zh": "zh-CN"}, (1280, 390), ("light", "dark")
EACH = 2  # pages of one kind: the same page in two states tells more than one
README = {"judge": ("judging.sheet", "judge.png"), "nobody": ("results.winners", "winners.png")}


class Found(NamedTuple):
    """A page that somebody reached by links alone."""

    name: str
    address: str


def main(wanted: list[str]) -> None:
    site = played()
    site.set_clock(clock.now())
    site.start()
    try:
        with launched() as browser:
            for role, email in {"nobody": "", **ROLES}.items():
                if not wanted or role in wanted:
                    photograph(site, browser, role=role, email=email)
    finally:
        site.stop()


def played() -> Site:
    """The demonstration of today, in a folder of its own."""
    folder = FOLDER / "site"
    fresh = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    site = Site(folder)
    if fresh:
        subprocess.run([sys.executable, "-c", PLAY], cwd=ROOT, env={"VAR_DIR": str(folder)}, check=True)
    return site


PLAY = "from app import create_app; create_app().test_cli_runner().invoke(args=['demo', 'play'], catch_exceptions=False)"


def photograph(site: Site, browser: Browser, *, role: str, email: str) -> None:
    client = visitor(site.app, email)
    pages = list(reachable(site.app, client))
    print(f"{role}: {len(pages)} pages", flush=True)
    for (language, locale), width, scheme in product(LANGUAGES.items(), WIDTHS, SCHEMES):
        context = browser.new_context(
            base_url=site.url, locale=locale, color_scheme=scheme, viewport={"width": width, "height": 900}
        )
        if cookie := client.get_cookie("session"):
            context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
        page = context.new_page()
        page.goto(f"/?lang={language}")
        for found in pages:
            shoot(page, found, FOLDER / role / f"{found.name}-{language}-{width}-{scheme}.png")
            if (language, width, scheme) == ("en", 1280, "light") and README.get(role, ("",))[0] == found.name:
                page.screenshot(path=ROOT / "docs" / "images" / README[role][1])
        context.close()


def visitor(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    if email:
        with app.app_context(), deed():
            person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
            token = open_session(person, device="screenshots")
        with client.session_transaction() as cookie:
            cookie[IN_COOKIE] = token
    return client


def reachable(app: Flask, client: FlaskClient) -> Iterator[Found]:
    """Breadth first from the home page; of each kind of page the first few."""
    waiting, seen, kinds = deque(["/", "/nothing-is-here"]), {"/"}, dict[str, int]()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(app, address)
        if kinds.get(kind, 0) >= EACH:
            continue
        answer = client.get(address)
        if answer.mimetype != "text/html" or answer.status_code // 100 == 3:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        yield Found(kind if kinds[kind] == 1 else f"{kind}-{kinds[kind]}", address)
        links = dict.fromkeys(LINK.findall(answer.get_data(as_text=True)))
        new = [link for link in links if link not in seen and "lang=" not in link]
        seen.update(new)
        waiting.extend(new)


def kind_of(app: Flask, address: str) -> str:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(address.partition("?")[0])
    except HTTPException:
        return "no-such-page"
    return str(endpoint)


def shoot(page: Page, found: Found, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.goto(found.address)
    page.screenshot(path=path, full_page=True)


if __name__ == "__main__":
    main(sys.argv[1:])
