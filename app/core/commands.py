"""`flask migrate` and `flask worker`."""

from __future__ import annotations

import signal
from threading import Event

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.core import jobs
from app.core.starting import refuse_bad_start


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the tables of the database to this version."""
    from app.core.migrating import upgrade

    upgrade(current_app.config["SETTINGS"].database)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Carry out jobs and chores until told to end."""
    refuse_bad_start(current_app._get_current_object())  # type: ignore[attr-defined]
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    jobs.work(current_app._get_current_object(), stop)  # type: ignore[attr-defined]


def init_app(app: Flask) -> None:
    for command in (migrate, worker):
        app.cli.add_command(command)
