"""A site with people in it, and browsers to visit it with."""

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
from typing import Any, TypeVar

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from app.core.migrations import upgrade
from app.factory import build
from config import ROOT, Settings

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


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Not started yet: fill its database through services first."""
    made = Site(tmp_path)
    yield made
    made.stop()


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


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Call it for a browser context of one person, in a language."""
    contexts: list[BrowserContext] = []

    def new(*, language: str = "en", width: int = 1280, dark: bool = False, **more: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=site.url,
            locale="zh-CN" if language == "zh" else "en-GB",
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": 900},
            **more,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield new
    for context in contexts:
        context.close()
