"""How long `make run` takes on a database that exists, until the first page is answered."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from app.core.migrations import upgrade
from benchmarks.row import Row, seconds
from config import ROOT, load_settings

LIMIT = 3.0
GIVE_UP = 60.0


def run() -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="start-") as folder:
        upgrade(load_settings(var_dir=Path(folder), database_url="").database)
        yield seconds("make run on an existing database, to the first page", _start(folder), LIMIT)


def _start(folder: str) -> float:
    port = _free_port()
    environment = {
        **os.environ,
        "VAR_DIR": folder,
        "PORT": str(port),
        "DEMONSTRATION": "false",
        "DATABASE_URL": "",
    }
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "run.py", "run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", until=began + GIVE_UP)
        return time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _wait_for(url: str, *, until: float) -> None:
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise TimeoutError(url)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
