"""Bring the tables of a database to this version, or back to an earlier one."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from app.core.db import make_private
from config import ROOT


def alembic_config(url: str) -> Config:
    """Alembic's configuration for the database at `url`; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, to: str = "head") -> None:
    """A file of SQLite is made with the folder that it lies in, for its owner alone."""
    path = sa.make_url(url).database if url.startswith("sqlite") else None
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        make_private(Path(path))
    command.upgrade(alembic_config(url), to)


def downgrade(url: str, to: str) -> None:
    command.downgrade(alembic_config(url), to)
