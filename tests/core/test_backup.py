"""`flask backup`: whole or not at all, its owner's alone, and an installation as it stands."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.audit import sealing
from app.audit.service import record
from app.core.db import transaction
from app.core.migrations import upgrade
from app.core.storage import storage
from tests.databases import let_go, make_app

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Flask]:
    """An installation with a file, a key, a sealed log and an unfinished file."""
    var = tmp_path / "var"
    app = make_app("", var)
    with app.app_context():
        upgrade(app.config["SETTINGS"].database)
        kept = storage().put(io.BytesIO(b"a dossier"), at_most=100)
        with transaction():
            record("entry.submitted", "entry:one", by=None, file=kept.key)
        sealing.seal()
    (var / "files" / "half.part").write_bytes(b"half")
    (var / "backup").mkdir()
    yield app
    let_go(app)


def backup(app: Flask, target: Path) -> Result:
    return app.test_cli_runner().invoke(args=["backup", str(target)])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_backed_up_is_an_installation_whose_log_holds(running: Flask, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "2027-03-01"
    done = backup(running, target)
    assert done.exit_code == 0, done.output
    assert f"{target}: the database and 2 files." in done.output
    var, kept = contents(tmp_path / "var"), contents(target)
    assert {name: var[name] for name in kept if name != "awards.sqlite3"} == {
        name: kept[name] for name in kept if name != "awards.sqlite3"
    }
    assert set(var) - set(kept) <= {"files/half.part", "awards.sqlite3-wal", "awards.sqlite3-shm"}
    shutil.copytree(target, tmp_path / "restored")
    restored = make_app("", tmp_path / "restored")
    held = restored.test_cli_runner().invoke(args=["audit", "verify"])
    let_go(restored)
    assert "The log holds." in held.output and held.exit_code == 0


def test_nobody_else_can_read_it(running: Flask, tmp_path: Path) -> None:
    target = tmp_path / "2027-03-01"
    backup(running, target)
    modes = {path: path.stat().st_mode & 0o077 for path in (target, *target.rglob("*"))}
    assert len(modes) > 4 and not any(modes.values()), modes


def test_a_second_one_leaves_the_first_as_it_was(running: Flask, tmp_path: Path) -> None:
    target = tmp_path / "2027-03-01"
    backup(running, target)
    first = contents(target)
    again = backup(running, target)
    assert again.exit_code == 1 and "is there already" in again.output
    assert contents(target) == first


def test_a_wrong_place_is_told_and_nothing_is_left(running: Flask, tmp_path: Path) -> None:
    mistyped = make_app("", tmp_path / "vra")
    refused = backup(mistyped, tmp_path / "one")
    assert refused.exit_code == 1 and "is VAR_DIR the right one?" in refused.output
    (tmp_path / "vra" / "awards.sqlite3").touch()
    empty = backup(mistyped, tmp_path / "one")
    assert empty.exit_code == 1 and "There is no backup" in empty.output
    let_go(mistyped)
    (tmp_path / "full").write_text("a file where a folder should be")
    assert backup(running, tmp_path / "full" / "one").exit_code == 1
    assert {path.name for path in tmp_path.iterdir()} == {"var", "vra", "full"}


def test_postgresql_is_sent_to_its_own_tool(tmp_path: Path) -> None:
    app = make_app("postgresql+psycopg://nobody@127.0.0.1:1/none", tmp_path / "var")
    refused = backup(app, tmp_path / "one")
    assert refused.exit_code == 1 and "pg_dump" in refused.output and not (tmp_path / "one").exists()


def test_the_database_itself_is_its_owners_alone(running: Flask, tmp_path: Path) -> None:
    found = [tmp_path / "var", *(tmp_path / "var").glob("awards.sqlite3*")]
    assert len(found) > 1 and not any(path.stat().st_mode & 0o077 for path in found)
