"""`make migration` for a new column: what it writes is carried out on a database that has rows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from config import ROOT
from tests.databases import Databases

AFTER = "    ended_at: Mapped[datetime | None]\n\n    __table_args__"
NEW = {"motto": ("str", '"it\'s 100%"'), "urgent": ("bool", "False"), "priority": ("int", "3")}
NEEDED = "    unsaid: Mapped[str]\n"
MIGRATE = "import sys; from app.core.migrations import upgrade; upgrade(*sys.argv[1:])"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The project, to write into."""
    for name in ("app", "migrations", "scoring"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static"))
    for name in ("config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def with_columns(tree: Path, columns: str) -> None:
    model = tree / "app/core/models.py"
    written = model.read_text().replace(AFTER, AFTER.replace("\n\n", f"\n{columns}\n", 1), 1)
    assert columns in written
    model.write_text(written)


def run(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=tree, capture_output=True, text=True)


def test_rows_that_are_there_get_the_default_of_the_model(
    databases: Databases, kind: str, tree: Path
) -> None:
    url = databases.empty(kind)
    assert run(tree, "-c", MIGRATE, url).returncode == 0
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    values = "'0123456789abcdef', 'note', '{}', 'queued', 0, 0, '2024-06-20 04:00:00+00:00'"
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                f"INSERT INTO job (public_id, kind, params, state, done, total, asked_at) VALUES ({values})"
            )
        )
    new = "".join(
        f"    {name}: Mapped[{typ}] = mapped_column(default={default})\n"
        for name, (typ, default) in NEW.items()
    )
    with_columns(tree, new)
    written = run(tree, "-m", "migrations.write", "what is new")
    assert written.returncode == 0, written.stderr
    upgraded = run(tree, "-c", MIGRATE, url)
    assert upgraded.returncode == 0, upgraded.stderr
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT motto, urgent, priority FROM job")).one() == (
            "it's 100%",
            False,
            3,
        )
    columns = {column["name"]: column for column in sa.inspect(engine).get_columns("job")}
    assert not any(columns[name]["nullable"] or columns[name]["default"] for name in NEW)


@pytest.mark.sqlite_only
def test_where_nothing_says_what_they_get_nothing_is_written(kind: str, tree: Path) -> None:
    before = {
        path: path.read_text()
        for path in (tree / "migrations").rglob("*")
        if path.suffix != ".pyc" and path.is_file()
    }
    with_columns(tree, NEEDED)
    refused = run(tree, "-m", "migrations.write", "what is new")
    assert refused.returncode == 1 and refused.stderr.count("\n") == 1
    assert refused.stderr.startswith("job.unsaid may not be empty")
    assert {path: path.read_text() for path in before} == before
    assert len(list((tree / "migrations/versions").glob("*.py"))) == sum(
        "versions" in str(path.parent) for path in before
    )
