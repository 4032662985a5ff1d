"""`flask migrate`, `flask backup`, `flask worker` and `flask jobs …`."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.core import jobs
from app.core.backup import NoBackup, back_up
from app.core.db import transaction
from app.core.startup_checks import refuse_bad_start


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the tables of the database to this version."""
    from app.core.migrations import upgrade

    upgrade(current_app.config["SETTINGS"].database)


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@with_appcontext
def backup(folder: Path) -> None:
    """Copy database, files, mails and keys into the new FOLDER, while the application runs; on SQLite."""
    settings = current_app.config["SETTINGS"]
    try:
        count = back_up(settings, folder)
    except NoBackup as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"{folder}: the database and {count} files. It holds personal data and keys.")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Carry out jobs and periodic tasks until told to end."""
    refuse_bad_start(current_app._get_current_object())  # type: ignore[attr-defined]
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    jobs.run_worker(current_app._get_current_object(), stop)  # type: ignore[attr-defined]


group = AppGroup("jobs", help="Work that is done after the answer.")


@group.command("failed")
def failed() -> None:
    """List the jobs that failed, with their reason; what went wrong inside stands in the worker's log as `job`."""
    found = jobs.failed()
    if not found:
        click.echo("No job has failed.")
    for job in found:
        click.echo(f"{job.public_id}  {job.kind}  asked {job.asked_at:%Y-%m-%d %H:%M} UTC  {job.error or ''}")


@group.command("again")
@click.argument("job")
def again(job: str) -> None:
    """Let the failed JOB run once more."""
    with transaction():
        found = jobs.queue_again(job)
    if not found:
        raise click.ClickException("No failed job has this name.")
    click.echo("Queued.")


def init_app(app: Flask) -> None:
    for command in (migrate, backup, worker, group):
        app.cli.add_command(command)
