"""`make` and `python3 run.py` are the same steps, and a start ends as it should."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

import run
from config import ROOT

UP_WITHIN_SECONDS = 60


def test_make_has_every_step() -> None:
    (steps,) = re.findall(r"^STEPS := (.*)$", (ROOT / "Makefile").read_text(), re.M)
    assert {"help", *steps.split()} == run.STEPS.keys()


def test_help_lists_every_step() -> None:
    shown = subprocess.run(
        [sys.executable, "run.py", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert re.findall(r"^  make (\w+)", shown.stdout, re.M) == list(run.STEPS)


def test_collecting_the_same_sentences_leaves_their_file_as_it_was(tmp_path: Path) -> None:
    path, before = tmp_path / "messages.pot", '"POT-Creation-Date: 2024-06-20 12:00+0800\\n"\nmsgid "one"\n'
    later = before.replace("2024", "2027")
    path.write_text(later)
    run.keep_date(path, before)
    assert path.read_text() == before
    path.write_text(later + 'msgid "two"\n')
    run.keep_date(path, before)
    assert path.read_text() == later + 'msgid "two"\n'


def test_a_python_without_venv_is_told_in_one_sentence() -> None:
    program = "import sys; sys.modules['ensurepip'] = None; import run; run.refuse_bare_python()"
    shown = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert shown.returncode == 1
    assert shown.stderr.count("\n") == 1
    assert "python3-venv" in shown.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int) -> subprocess.Popen[str]:
    own = {"VAR_DIR": str(folder), "PORT": str(port), "DEMONSTRATION": "false", "DATABASE_URL": ""}
    return subprocess.Popen(
        [sys.executable, "serve.py"],
        cwd=ROOT,
        env={**os.environ, **own},
        text=True,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def wait_until_ready(port: int) -> None:
    until = time.monotonic() + UP_WITHIN_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < until
            time.sleep(0.1)


def family_of(pid: int) -> list[psutil.Process]:
    """Everything it started; the first process for pages answers before the second has begun."""
    until = time.monotonic() + UP_WITHIN_SECONDS
    while True:
        found: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
        if len(found) >= 4 or time.monotonic() > until:
            return found
        time.sleep(0.1)


def test_pages_and_worker_begin_and_end_together(tmp_path: Path) -> None:
    port = free_port()
    with start(tmp_path, port) as served:
        wait_until_ready(port)
        family = family_of(served.pid)
        second = start(tmp_path, port)
        words, _ = second.communicate(timeout=UP_WITHIN_SECONDS)
        os.killpg(served.pid, signal.SIGINT)
        shown, _ = served.communicate(timeout=UP_WITHIN_SECONDS)
    assert served.returncode == 0
    assert f"Serving at http://127.0.0.1:{port}" in shown
    assert "Traceback" not in shown
    assert len(family) >= 4
    assert not [each for each in family if each.is_running()]
    assert second.returncode == 1
    assert words == f"Port {port} is in use; choose another, for example: PORT={port + 1} make run\n"
