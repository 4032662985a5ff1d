"""The files of the project, as the project's own audits read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from config import ROOT

PRODUCT = ("app", "scoring", "migrations", "config.py", "run.py", "serve.py", "wsgi.py", "gunicorn.conf.py")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the project, by the version control that keeps it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def python_files(*, product: bool = False) -> Iterator[Path]:
    """Written by hand: migrations are generated and only read."""
    for path in tracked():
        of_product = path.relative_to(ROOT).parts[0] in PRODUCT
        if path.suffix == ".py" and path.parent.name != "versions" and (of_product or not product):
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def nothing_in(found: Iterable[object]) -> None:
    """Fail with everything that was found, one thing a line."""
    listed = [str(each) for each in found]
    assert not listed, "\n" + "\n".join(listed)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))
