"""Pictures of every page that each role finds, at two widths, in both languages, light and dark.

Run by `make screenshots` (m="judge officer" for some roles). The pictures lie under var/screenshots, a folder a role;
the two of the README are renewed with them. The demonstration is played once, into a folder beside them.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from app.core import clock
from app.core.db import db, transaction
from app.demo.accounts import ROLES
from app.people.models import Person
from app.people.sign_in.sessions import IN_COOKIE, open_session
from config import ROOT
from tests.browser.conftest import Site, launched
from tests.crawling import NO_PAGE, Found, reachable

FOLDER = ROOT / "var" / "screenshots"
LANGUAGES, WIDTHS, SCHEMES = {"en": "en-GB", "zh": "zh-CN"}, (1280, 390), ("light", "dark")
EACH = 2  # pages of one kind: the same page in two states tells more than one
README = {"judge": ("judging.sheet", "judge.png"), "nobody": ("results.winners", "winners.png")}


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
    pages = [*pages_of(site.app, client), Found(NO_PAGE, "/nothing-is-here", client.get("/nothing-is-here"))]
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
            if (language, width, scheme) == ("en", 1280, "light") and README.get(role, ("",))[
                0
            ] == found.name:
                page.screenshot(path=ROOT / "docs" / "images" / README[role][1])
        context.close()


def visitor(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    if email:
        with app.app_context(), transaction():
            person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
            token = open_session(person, device="screenshots")
        with client.session_transaction() as cookie:
            cookie[IN_COOKIE] = token
    return client


def pages_of(app: Flask, client: FlaskClient) -> list[Found]:
    found = reachable(app, client, each=EACH)
    return [page for page in found if page.answer.mimetype == "text/html" and page.answer.status_code == 200]


def shoot(page: Page, found: Found, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.goto(found.address)
    page.screenshot(path=path, full_page=True)


if __name__ == "__main__":
    main(sys.argv[1:])
