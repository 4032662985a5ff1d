"""A site, and browsers to visit it with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from app.core.clock import BEIJING
from app.core.migrations import upgrade
from app.factory import build
from config import ROOT, Settings
from tests.browser.contexts import Contexts

T = TypeVar("T")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
GIVE_UP = 30.0
APPLYING = datetime(2024, 9, 20, 10, tzinfo=BEIJING)


class Site:
    """The application under an address of its own. `app` reaches its database from the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = Settings(var_dir=folder, rate_limits=False, base_url=self.url)
        upgrade(self.settings.database)
        self.app: Flask = build(self.settings)
        self._process: subprocess.Popen[bytes] | None = None

    def set_clock(self, instant: datetime) -> None:
        partial = self.folder / "now.part"
        partial.write_text(instant.isoformat())
        partial.replace(self.folder / "now")

    def do(self, work: Callable[[], T]) -> T:
        """Work on the database, in a thread of its own: the browser's driver occupies this one."""

        def inside() -> T:
            with self.app.app_context():
                return work()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(inside).result()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.browser.serving", str(self.folder), str(self.port)]
        with open(self.folder / "server.log", "wb") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        until = time.monotonic() + GIVE_UP
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise TimeoutError((self.folder / "server.log").read_text())

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all tests of a process, while applications are open: each makes on it what it writes in."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.set_clock(APPLYING)
    site.start()
    yield site
    site.stop()


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium without a window."""
    found = os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError("Chromium is missing: install it, or name it in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def contexts(browser: Browser, site: Site) -> Iterator[Contexts]:
    contexts = Contexts(browser, site.url)
    yield contexts
    contexts.close()


@pytest.fixture
def visit(contexts: Contexts) -> Iterator[Callable[..., BrowserContext]]:
    """Call it for a browser context of one person, in a language."""
    yield contexts.open
    contexts.empty()
