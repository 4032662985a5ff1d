"""Write a migration from what the models say: `make migration m="add a column"`.

Until the first release there is one migration, the foundations; without `m` it is written anew.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import renderers
from alembic.operations import ops

from app.core.db import Model
from app.core.migrating import alembic_config, upgrade

HERE = Path(__file__).resolve().parent
FIRST = "0001"


class KeyOfRing(ops.MigrateOperation):
    """A foreign key between two tables that refer to each other; SQLite has it since the table was made."""

    def __init__(self, key: sa.ForeignKeyConstraint, *, drop: bool) -> None:
        self.key, self.drop = key, drop


@renderers.dispatch_for(KeyOfRing)
def _render_key(_autogen: Any, step: KeyOfRing) -> list[str]:
    key, table = step.key, step.key.parent
    columns, referred = [e.parent.name for e in key.elements], [e.column.name for e in key.elements]
    statement = (
        f"op.drop_constraint({key.name!r}, {table.name!r}, type_='foreignkey')"
        if step.drop
        else f"op.create_foreign_key({key.name!r}, {table.name!r}, {key.referred_table.name!r}, {columns}, {referred})"
    )
    return [f"if op.get_bind().dialect.name != 'sqlite':\n    {statement}"]


def _close_rings(_context: Any, _revision: Any, scripts: list[Any]) -> None:
    (script,) = scripts
    for table in Model.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.use_alter:
                script.upgrade_ops.ops.append(KeyOfRing(key, drop=False))
                script.downgrade_ops.ops.insert(0, KeyOfRing(key, drop=True))


def write(message: str) -> Path:
    """The new migration's file."""
    first = not message
    if first:
        for old in (HERE / "versions").glob("*.py"):
            old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.sqlite3"
        if not first:
            upgrade(url)
        script = _revise(url, message or "foundations", first=first)
    script.write_text(re.sub(r"(?m)^ *# ### .*\n", "", script.read_text()))
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", script], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", script], check=True)
    return script


def _revise(url: str, message: str, *, first: bool) -> Path:
    config = alembic_config(url)
    config.attributes["first"] = first
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    number = FIRST if first else _next_number()
    made: Any = command.revision(
        config, message, autogenerate=True, rev_id=number,
        process_revision_directives=_close_rings if first else None,
    )  # fmt: skip
    (HERE / "HEAD").write_text(f"{number}\n")
    return Path(made.path)


def _next_number() -> str:
    numbers = [int(found[0]) for path in (HERE / "versions").glob("*.py") if (found := re.match(r"\d+", path.name))]
    return f"{max(numbers) + 1:04d}"


if __name__ == "__main__":
    print(write(" ".join(sys.argv[1:])))
