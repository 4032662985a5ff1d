"""How the tests are shared out to several processes: a file at a time, so that what it prepares is prepared once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

LONGEST = ("tests/demo/test_demonstration.py", "tests/browser/test_walk.py")
"""Files that take longest: begun first, so that no process is left with one at the end."""


def longest_first(items: list[pytest.Item], root: Path) -> None:
    places = {root / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))


def once(base: Path, what: str) -> None:
    """Fail where another process of this run has come here before; `base` holds the temporary folders of this one."""
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    try:
        (shared / what.replace(" ", "-")).touch(exist_ok=False)
    except FileExistsError:
        pytest.fail(f"{what} twice in one run: its tests have to meet in one process (--dist=loadfile)")
