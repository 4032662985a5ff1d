"""A backup of an installation on SQLite: a folder that is a `VAR_DIR` itself, made while the application runs."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from config import Settings

DATABASE = "awards.sqlite3"
KEPT = ("files", "mail", "secret-key", "signing-key*", "demo-password")
"""What of `VAR_DIR` is copied as it is: not the database file, and nothing else that lies there, as earlier backups."""
FOLDER, FILE = 0o700, 0o600


class NoBackup(Exception):
    """The words say why; nothing was left behind."""


def back_up(settings: Settings, target: Path) -> int:
    """Copy the database, the files, mails and keys into the new folder `target`, whole or not at all; how many files.

    Raises NoBackup. All of it can be read by its owner alone.
    """
    _refuse_wrong(settings, target)
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.mkdir(mode=FOLDER)
        _copy_database(_database_of(settings), unfinished / DATABASE)
        # Files come after the rows that name them: a file that no row names does no harm.
        count = sum(_copy(path, settings.var_dir, unfinished) for path in _kept(settings.var_dir))
        unfinished.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise NoBackup(f"There is no backup: {error}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return count


def _refuse_wrong(settings: Settings, target: Path) -> None:
    if not settings.is_sqlite:
        raise NoBackup("The database is PostgreSQL: back it up with pg_dump, as docs/operations.md says.")
    if target.exists():
        raise NoBackup(f"{target} is there already: name a folder that is not.")
    if not _database_of(settings).is_file():
        raise NoBackup(f"There is no database at {_database_of(settings)}: is VAR_DIR the right one?")


def _database_of(settings: Settings) -> Path:
    return Path(settings.database.removeprefix("sqlite:///"))


def _copy_database(source: Path, target: Path) -> None:
    """As it is at one moment; read-only, so that what is no database stays none. Refuses one without tables."""
    target.touch(FILE)
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as present,
        closing(sqlite3.connect(target)) as copy,
    ):
        present.backup(copy)
        copy.execute("SELECT version_num FROM alembic_version")
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it


def _kept(root: Path) -> list[Path]:
    tops = [path for pattern in KEPT for path in root.glob(pattern)]
    below = [path for top in tops if top.is_dir() for path in top.rglob("*")]
    return sorted(path for path in (*tops, *below) if path.is_file() and path.suffix != ".part")


def _copy(path: Path, root: Path, target: Path) -> int:
    copy = target / path.relative_to(root)
    for folder in reversed(copy.relative_to(target).parents[:-1]):
        (target / folder).mkdir(mode=FOLDER, exist_ok=True)
    with suppress(FileNotFoundError), path.open("rb") as source:  # one that was purged meanwhile
        with open(copy, "xb", opener=lambda name, flags: os.open(name, flags, FILE)) as file:
            shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
        return 1
    return 0
