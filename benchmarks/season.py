"""The whole season of 2024, played headless into a fresh database in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.row import Row, seconds
from config import ROOT, load_settings

LIMITS = {"sqlite": 90.0, "postgresql": 180.0}
MOST_MEGABYTES = 1024
REPORT = re.compile(r"([\d.]+) s, ([\d.]+) s of CPU, at most (\d+) MB")


def run() -> Iterator[Row]:
    """On SQLite, or on the empty PostgreSQL that DATABASE_URL names."""
    kind = "sqlite" if load_settings().is_sqlite else "postgresql"
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "season"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = REPORT.search(done.stdout)
    if found is None:
        raise RuntimeError(f"the season printed no figures:\n{done.stdout}")
    wall, cpu, memory = float(found[1]), float(found[2]), int(found[3])
    yield seconds(f"the season on {kind}", wall, LIMITS[kind], cpu=cpu)
    yield Row("its memory", f"{memory} MB", f"{MOST_MEGABYTES} MB", memory <= MOST_MEGABYTES)
