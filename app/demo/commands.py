"""`flask demo`: play the season, renew the editions of today, print the sign-ins."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from app.audit import sealing
from app.core import clock
from app.core.db import db
from app.core.migrations import upgrade
from app.demo import accounts as sign_ins
from app.demo import season_report as table
from app.demo.phases import Phases
from app.demo.runner import Telling, collecting_rarely
from app.demo.season import SEED, Season
from app.people.passwords.hashing import hash_password
from app.programmes.models import Edition
from app.results.models import Publication
from config import Settings

group = AppGroup("demo", help="The demonstration: fictional people, firms and projects.")


@group.command()
@click.option("--seed", default=SEED, show_default=True)
def play(seed: int) -> None:
    """Play the 2024 season and the editions of today into this database, which must be empty."""
    _refuse_full()
    play_all(Season(Telling(), seed), hash_password(sign_ins.password()))


def play_all(season: Season, password_hash: str) -> None:
    with collecting_rarely():
        season.play(password_hash)
        bring_up_to_today(season, password_hash)


def bring_up_to_today(season: Season, password_hash: str) -> None:
    """Play the editions of today, and seal what all of it has left in the log."""
    Phases(season, clock.now()).play(password_hash)
    sealing.seal()


@group.command()
def renew() -> None:
    """Archive the demonstration editions of earlier days and play new ones up to today."""
    bring_up_to_today(Season(Telling()), hash_password(sign_ins.password()))


@group.command("sign-ins")
def print_sign_ins() -> None:
    """Print one sign-in for each role."""
    found = sign_ins.lines()
    if found:
        click.echo("Sign in as:\n" + "\n".join(found))


@group.command()
@click.option("--seed", default=SEED, show_default=True)
@click.option(
    "--json", "folder", type=click.Path(file_okay=False, path_type=Path), help="Keep the JSON here."
)
def season(seed: int, folder: Path | None) -> None:
    """Play the 2024 season headless into a fresh database and print its table; 1 where a rule was broken."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.database_url:
        upgrade(settings.database)
        _refuse_full()
        _report(seed, folder)
        return
    from app.factory import build

    with tempfile.TemporaryDirectory(prefix="season-") as fresh:
        own = settings.model_copy(update={"var_dir": Path(fresh)})
        upgrade(own.database)
        with build(own).app_context():
            _report(seed, folder)


def _report(seed: int, folder: Path | None) -> None:
    began, cpu = time.monotonic(), time.process_time()
    with collecting_rarely():
        Season(Telling(), seed).play()
    took, used = time.monotonic() - began, time.process_time() - cpu
    sealing.seal()
    found = table.rows()
    click.echo(table.text(found))
    for publication in db.session.scalars(sa.select(Publication).order_by(Publication.published_at)):
        edition = publication.edition
        name = f"{edition.programme.slug}-{edition.year}.json"
        click.echo(f"{publication.sha256}  {name}")
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(publication.document, encoding="utf-8")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform == "linux" else 1024**2
    )
    click.echo(f"seed {seed}; {took:.1f} s, {used:.1f} s of CPU, at most {memory:.0f} MB")
    broken = table.broken_rules(found)
    for sentence in broken:
        click.echo(f"broken: {sentence}", err=True)
    sys.exit(1 if broken else 0)


def _refuse_full() -> None:
    if db.session.scalar(sa.select(Edition.id).limit(1)) is not None:
        raise click.ClickException("This database is not empty; the season is played into a fresh one.")
    db.session.rollback()
