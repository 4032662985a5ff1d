"""Write a migration from what the models say: `make migration m="add a column"`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic import command

from app.core.migrations import alembic_config, upgrade
from migrations.required import Unfilled, fill_required

HERE = Path(__file__).resolve().parent


def write(message: str) -> Path:
    """The new migration's file."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.sqlite3"
        upgrade(url)
        script = _revise(url, message)
    script.write_text(re.sub(r"(?m)^ *# ### .*\n", "", script.read_text()))
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", script], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", script], check=True)
    return script


def _revise(url: str, message: str) -> Path:
    config = alembic_config(url)
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    number = _next_number()
    made: Any = command.revision(
        config, message, autogenerate=True, rev_id=number, process_revision_directives=fill_required
    )
    (HERE / "HEAD").write_text(f"{number}\n")
    return Path(made.path)


def _next_number() -> str:
    numbers = [
        int(found[0]) for path in (HERE / "versions").glob("*.py") if (found := re.match(r"\d+", path.name))
    ]
    return f"{max(numbers) + 1:04d}"


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit('Say what it does: make migration m="add a column"')
    try:
        print(write(" ".join(sys.argv[1:])))
    except Unfilled as reason:
        sys.exit(str(reason))
